"""The steps of the set-up, and how far it has come: read off what is there, nothing of it is kept."""

from dataclasses import dataclass
from datetime import datetime

from pulse.i18n import N_

PEOPLE, ASKING, PRIVACY, REACHING, WHEN, LOOK, DONE = (
    "people",
    "asking",
    "privacy",
    "reaching",
    "when",
    "look",
    "done",
)
TITLES = {
    PEOPLE: N_("Your people"),
    ASKING: N_("What to ask"),
    PRIVACY: N_("Privacy"),
    REACHING: N_("Reaching people"),
    WHEN: N_("When"),
    LOOK: N_("Have a look"),
    DONE: N_("Ready"),
}
STEPS = tuple(TITLES)
FINISHED, NOW, LATER = "finished", "now", "later"


@dataclass(frozen=True)
class Standing:
    """What an organisation has so far. `obstacles`: the keys of what stands in the way of an opening."""

    people: int
    least: int
    has_survey: bool
    has_privacy: bool
    has_series: bool
    obstacles: tuple[str, ...]
    is_finished: bool

    def has(self, step: str) -> bool:
        """Whether a step is done."""
        return {
            PEOPLE: self.people >= self.least,
            ASKING: self.has_survey,
            PRIVACY: self.has_privacy,
            REACHING: not self.obstacles,
            WHEN: self.has_series,
        }.get(step, self.is_finished)

    @property
    def count(self) -> int:
        """How many steps are done."""
        return sum(self.has(step) for step in STEPS)

    @property
    def first_open(self) -> str:
        """Where to go on."""
        return next((step for step in STEPS if not self.has(step)), DONE)

    def marks(self, current: str) -> list[tuple[str, str]]:
        """Each step, and whether it is done, on the page now, or comes later."""
        return [(step, NOW if step == current else FINISHED if self.has(step) else LATER) for step in STEPS]


@dataclass(frozen=True)
class Beginning:
    """What an organisation without results has, and when its next check-in opens, on its own wall."""

    has_people: bool
    has_survey: bool
    opens: datetime | None


def after(step: str) -> str:
    """The step that follows."""
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]
