"""What each page is for, and what the words on it mean: one text for page, list and search."""
