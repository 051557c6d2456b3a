"""The close of a cycle: opens the sealed pool once, counts, and destroys what could tell more."""
