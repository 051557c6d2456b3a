"""Many browsers of the real protocol over HTTP, for demo organisations on loopback."""
