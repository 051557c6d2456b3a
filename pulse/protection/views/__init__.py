"""Pages of data protection: what is kept and for how long, one person, and everybody's own data."""
