"""What the schedule's pages show of stages after it: who is asked where, and which check-ins there were."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

LEAST_FOR_LOT = 500  # with fewer people a lot would save little and hide most groups
MARGINS = (2, 3, 5)  # points within which figures of the whole are to lie, at 95 % certainty


@dataclass(frozen=True)
class Round:
    """One check-in that opened: of which series, for which occurrence, from when until when."""

    series_id: str
    occurrence: str
    opens: datetime
    ends: datetime


@dataclass(frozen=True)
class Surroundings:
    """The time zones in which somebody can be asked, every check-in there was, newest first, and how people are asked.

    `without_mail`: everybody by letter or telephone.
    """

    zones: frozenset[str] = frozenset()
    rounds: tuple[Round, ...] = ()
    without_mail: bool = False


@dataclass(frozen=True)
class Lot:
    """What a lot would mean now: so many people asked, and so many of the groups that show would not show."""

    people: int
    gone: int
    shown: int


@dataclass(frozen=True)
class Askable:
    """How many people can be asked; by margin what a lot would mean, None where it would ask them all."""

    people: int = 0
    lots: Mapping[int, Lot | None] = field(default_factory=dict)


Looker = Callable[[str], Surroundings]  # put in by `application`, asked for one organisation
Chances = Callable[[str, str, str], Askable]  # likewise, for an organisation, series (none yet: no id) and survey
