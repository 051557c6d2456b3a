"""A topic before and after an action, in released levels. It says what was, never whether the action did it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pulse.dashboard.rounds import When
from pulse.results.bands import Change, Level, change
from pulse.results.disclosure import Cell

ENOUGH = 2  # cycles that opened and closed since the start; fewer are too early to tell of

Spans = Sequence[tuple[str, datetime, datetime]]  # id, opening and end of closed cycles, newest first


@dataclass(frozen=True)
class BeforeAfter:
    """The level before an action began and the newest one, in a part that it is for.

    `closed_since` counts the cycles that opened and closed since. `gone`: the part does not exist any more.
    """

    label: str
    gone: bool = False
    before: Level | None = None
    then: When | None = None
    now: Level | None = None
    closed_since: int = 0

    @property
    def too_early(self) -> bool:
        """Whether too few cycles have closed since the start."""
        return self.closed_since < ENOUGH

    @property
    def change(self) -> Change | None:
        """From one to the other, in points where both are exact."""
        return change(self.now, self.before) if self.now and self.before and not self.too_early else None


@dataclass(frozen=True)
class Compared:
    """A part in which an action is measured; no cell if the part is gone or not this viewer's to see."""

    cell: Cell | None
    label: str
    gone: bool = False


def last_before(spans: Spans, day: date) -> str | None:
    """The last cycle that had closed before a day."""
    return next((id for id, _, until in spans if until.date() <= day), None)


def closed_since(spans: Spans, day: date) -> int:
    """How many closed cycles had not opened before a day."""
    return sum(1 for _, opens, _ in spans if opens.date() >= day)
