"""The key folder: the only reader and writer of PULSE_KEYS."""
