"""The sealed pool, casting, tally and board: knows what, never who."""
