"""Hands out one blind signature a person: knows who, never what."""
