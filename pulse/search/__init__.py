"""One box for everything that somebody may see. It finds names and words of staff, never an answer."""
