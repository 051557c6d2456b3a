"""Who is asked now."""
