"""Opening a cycle: with `closing`, the only hands that touch both sides, carrying plain values."""
