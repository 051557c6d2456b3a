"""The people who are asked, one by one: the list of them, the import of a file, changes by hand."""
