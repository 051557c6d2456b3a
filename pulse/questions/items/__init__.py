"""The question bank's items, one module a theme: plain data in four languages."""
