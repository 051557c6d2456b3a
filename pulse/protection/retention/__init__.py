"""Deleting what has been kept for its time, every night."""
