"""The pages of people: log-in, first set-up, accounts; the list, and the import of a file."""
