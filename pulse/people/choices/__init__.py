"""What people chose for themselves: how and when messages reach them, or that none do. Nobody else is shown it."""
