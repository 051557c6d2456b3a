"""Why an announcement cannot be kept or published."""

from collections.abc import Sequence


class AnnouncementRefused(ValueError):
    """An announcement cannot be kept or published as it is."""


class UnknownTopic(AnnouncementRefused):
    """The organisation has no such topic."""


class NoPlace(AnnouncementRefused):
    """It concerns no part, or one that does not exist any more."""


class NoWords(AnnouncementRefused):
    """The words in the organisation's own language, which stand in for the others, are missing."""


class Changed(AnnouncementRefused):
    """It is no draft any more: it was published or deleted meanwhile."""


class Rewritten(AnnouncementRefused):
    """Somebody else changed its words or parts after they were opened here."""


class NotReleased(AnnouncementRefused):
    """It names figures that the gate did not release, by language; `newest` may be said instead."""

    def __init__(self, figures: dict[str, list[str]], topic: str, newest: Sequence[str]) -> None:
        self.figures, self.topic, self.newest = figures, topic, tuple(newest)
        named = ", ".join(figure for found in figures.values() for figure in found)
        super().__init__(f"not released for {topic}: {named}")
