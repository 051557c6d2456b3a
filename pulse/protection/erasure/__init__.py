"""Removing a person."""
