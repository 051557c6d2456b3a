"""You said, we did: what people are told."""
