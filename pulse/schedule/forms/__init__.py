"""The forms of the schedule: a series, and the days off."""
