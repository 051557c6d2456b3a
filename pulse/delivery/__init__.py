"""Posts any message through the outbox; knows no surveys."""
