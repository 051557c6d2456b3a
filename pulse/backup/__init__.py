"""Copies of the whole database: for safekeeping, back from there, and from one kind of database to the other."""
