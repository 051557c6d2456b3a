"""What the pages of surveys show of stages after them: which series ask a survey, and when it was asked last."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pulse.surveys.queries import SurveyView


@dataclass(frozen=True)
class Run:
    """A series that asks a survey: its id, how often it does in words, and whether anything of it is still to come."""

    id: str
    rule: str
    is_over: bool


@dataclass(frozen=True)
class Use:
    """What became of a survey."""

    series: tuple[Run, ...] = ()
    last_asked: datetime | None = None

    @property
    def runs(self) -> tuple[Run, ...]:
        """The series that are not over."""
        return tuple(run for run in self.series if not run.is_over)


# Put in by `application`, each asked for one organisation.
Uses = Callable[[str], dict[str, Use]]  # by survey
WasAsked = Callable[[str, str], bool]  # whether a check-in asked the question with this key
Shown = Callable[[str, SurveyView], tuple[str, str]]  # words and documents of a preview, as JSON
