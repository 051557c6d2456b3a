"""Pages of the set-up, and of learning on the demo."""
