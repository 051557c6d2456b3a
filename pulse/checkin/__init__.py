"""The anonymous pages: the check-in, its client, receipts."""
