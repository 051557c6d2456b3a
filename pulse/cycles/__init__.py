"""One round: its manifest, its content frozen at opening, its life by the clock."""
