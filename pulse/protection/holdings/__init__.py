"""Everything that is kept about one person."""
