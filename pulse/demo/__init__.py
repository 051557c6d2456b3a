"""A believable organisation to look around in."""
