"""When: recurrence and series."""
