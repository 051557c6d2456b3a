"""The topics table as values, and which topic may truthfully be called lowest; from released levels alone."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pulse.dashboard.rounds import Asked, Round, questions_of
from pulse.results.bands import Level
from pulse.results.disclosure import Cell

Levels = Mapping[tuple[Cell, str, str], Level]
Name = TypeVar("Name", bound=Hashable)
MOST_AT_THE_END = 3  # more topics than these at one end is nothing to say in one sentence


@dataclass(frozen=True)
class Entry:
    """One field of a table: a level, hidden (asked, but no level), or not asked at all.

    `silent`: nothing could be shown there, however many answered (`Round.silent`).
    """

    level: Level | None
    asked: bool = True
    silent: str = ""


@dataclass(frozen=True)
class Row:
    """A topic over time, from the oldest cycle to the newest."""

    question: Asked
    entries: Sequence[Entry]


@dataclass(frozen=True)
class PartRow:
    """One unit or location in one cycle."""

    cell: Cell
    name: str
    entries: Sequence[Entry]

    @property
    def has_hidden(self) -> bool:
        """Whether any of its fields is hidden."""
        return any(entry.asked and entry.level is None and not entry.silent for entry in self.entries)

    def has(self, silent: str) -> bool:
        """Whether nothing could be shown in any of its fields for this reason."""
        return any(entry.asked and entry.level is None and entry.silent == silent for entry in self.entries)


def entry(levels: Levels, cell: Cell, each: Round, key: str) -> Entry:
    """What the table shows of one question in one cell and cycle."""
    return Entry(levels.get((cell, each.id, key)), key in each.questions, each.silent(cell, key))


def rows(levels: Levels, cell: Cell, shown: Sequence[Round]) -> list[Row]:
    """Topics by cycles; `shown` newest first."""
    return [
        Row(asked, [entry(levels, cell, each, asked.key) for each in reversed(shown)]) for asked in questions_of(shown)
    ]


def part_rows(
    levels: Levels, parts: Sequence[Cell], names: Mapping[Cell, str], newest: Round, keys: Sequence[str]
) -> list[PartRow]:
    """Units or locations by topics, for one cycle."""
    return [PartRow(cell, names[cell], [entry(levels, cell, newest, key) for key in keys]) for cell in parts]


@dataclass(frozen=True)
class Ends(Generic[Name]):
    """What is surely lowest and surely highest of several; several may share a place.

    Empty when what is released leaves it open: a band may reach below an exact level. `whole`: none
    of them is hidden, so that lowest means lowest of all. `of`: how many have a level. `level`: those
    at the lower end are known to be level with each other; several in one band need not be.
    """

    lowest: Sequence[Name]
    highest: Sequence[Name]
    whole: bool
    of: int
    level: bool = True


def ends(levels: Mapping[Name, Level | None]) -> Ends[Name]:
    """Who stands at either end."""
    known = {name: level for name, level in levels.items() if level}
    turned = {name: Level(100 - level.high, 100 - level.low) for name, level in known.items()}
    lowest = _lowest(known)
    is_level = len(lowest) == 1 or all(known[name].is_exact for name in lowest)
    return Ends(lowest, _lowest(turned), len(known) == len(levels), len(known), is_level)


def _lowest(known: Mapping[Name, Level]) -> list[Name]:
    if not known:
        return []
    bottom = min(known.values(), key=lambda level: (level.high, level.low))
    level_with = [name for name, level in known.items() if (level.low, level.high) == (bottom.low, bottom.high)]
    others = [level for name, level in known.items() if name not in level_with]
    sure = all(level.low >= bottom.high for level in others)
    return level_with if sure and len(level_with) <= MOST_AT_THE_END and others else []


def topic_levels(levels: Levels, cell: Cell, each: Round) -> dict[Asked, Level | None]:
    """The level of every topic that a cycle asked; None where it is hidden."""
    return {asked: levels.get((cell, each.id, asked.key)) for asked in each.questions.values() if asked.is_topic}
