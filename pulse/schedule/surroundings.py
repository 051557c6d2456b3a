"""What the schedule's pages show of stages after it: who is asked where, and which check-ins there were."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Round:
    """One check-in that opened: of which series, for which occurrence, from when until when."""

    series_id: str
    occurrence: str
    opens: datetime
    ends: datetime


@dataclass(frozen=True)
class Surroundings:
    """The time zones in which somebody can be asked, and every check-in there was, newest first."""

    zones: frozenset[str] = frozenset()
    rounds: tuple[Round, ...] = ()


Looker = Callable[[str], Surroundings]  # put in by `application`, asked for one organisation
