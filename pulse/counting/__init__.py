"""Counts opened ballots, pure: the one counting of both the close and the trustee's own machine."""
