"""Leaving the demo organisation: everything it has goes, and a real one can begin."""
