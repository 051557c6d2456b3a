"""Persons, staff accounts with roles and scopes, log-in, sessions, import."""
