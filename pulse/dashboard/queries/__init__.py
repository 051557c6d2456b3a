"""Putting the pages of HR and managers together from what the gate releases."""
