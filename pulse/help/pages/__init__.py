"""The texts, task by task; each is known by the address of its page."""
