"""What was decided, by whom, until when, and what was promised."""
