"""A question over time as a chart shows it; from released levels alone."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pulse.dashboard.drawing import Marker, Point, Trend
from pulse.dashboard.moves import People
from pulse.dashboard.rounds import Asked, Round, When
from pulse.dashboard.table import Levels
from pulse.results.bands import Level
from pulse.results.disclosure import Cell
from pulse.results.intervals import of_level


@dataclass(frozen=True)
class Course:
    """A chart, and the first and last of its levels, for the sentence beside it."""

    chart: Trend
    first: tuple[When, Level] | None
    last: tuple[When, Level] | None
    is_newest: bool  # whether the last level is of the newest cycle

    @property
    def moved(self) -> bool:
        """Whether there are two levels to tell of."""
        return self.first is not None and self.last is not None and self.first[0] != self.last[0]


def course(
    levels: Levels,
    people: People,
    cell: Cell,
    asked: Asked,
    rounds: Sequence[Round],
    *,
    day: Callable[[When], str],
    whole_name: str,
    markers: Iterable[Marker],
) -> Course:
    """A question in a cell over these cycles (newest first), the whole organisation beside a part of it."""
    oldest_first = rounds[::-1]
    points = [_point(levels, people, cell, asked, each, day) for each in oldest_first]
    known = [
        (each.when, level) for each in oldest_first if (level := levels.get((cell, each.id, asked.key))) is not None
    ]
    span = (oldest_first[0].day, oldest_first[-1].day) if oldest_first else None
    chart = Trend(
        asked.name,
        points,
        whole_name if cell != Cell() else "",
        [each for each in markers if span and span[0] <= each.day <= span[1]],
    )
    newest = known[-1] if known else None
    return Course(chart, known[0] if known else None, newest, bool(newest and rounds and newest[0] == rounds[0].when))


def _point(levels: Levels, people: People, cell: Cell, asked: Asked, each: Round, day: Callable[[When], str]) -> Point:
    level = levels.get((cell, each.id, asked.key))
    whole = levels.get((Cell(), each.id, asked.key)) if cell != Cell() else None
    of = people.get((cell, each.id))
    interval = of_level(level, of.people, of.lot) if level and of else None
    return Point(
        each.day,
        day(each.when),
        value=level.low if level and level.is_exact else None,
        interval=(interval.low, interval.high) if interval else None,
        band=(level.low, level.high) if level and not level.is_exact else None,
        whole=whole.low if whole and whole.is_exact else None,
        asked=asked.key in each.questions,
    )
