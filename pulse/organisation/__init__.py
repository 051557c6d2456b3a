"""Organisations, their trees of units and locations, and blocks; no persons."""
