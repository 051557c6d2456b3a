"""The disclosure gate: the only reader of tallies."""
