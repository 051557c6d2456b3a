"""Checks a public board by itself: from its file alone, without a database, settings or keys."""
