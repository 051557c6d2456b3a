"""What may be asked: topics, scales, the question bank, in every language."""
