"""Data protection: what is kept about somebody, erasing them, how long each kind is kept, and the record of it all."""
