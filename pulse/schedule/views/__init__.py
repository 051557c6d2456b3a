"""The pages of the schedule: its series, the days off, and the feeds for calendar programs."""
