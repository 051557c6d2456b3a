"""What staff did: append-only; the actor is a plain id, the anonymous side never appears."""
