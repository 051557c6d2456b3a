"""The topics table as values, and what may truthfully be said of it; computed from released levels alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pulse.results.bands import Change, Level, change
from pulse.results.disclosure import Cell

Levels = Mapping[tuple[Cell, str, str], Level]


@dataclass(frozen=True)
class Asked:
    """One question as a cycle asked it."""

    key: str
    name: str
    is_topic: bool


@dataclass(frozen=True)
class Round:
    """A closed cycle as a column: when it began and what it asked."""

    id: str
    day: date
    questions: Mapping[str, Asked]


@dataclass(frozen=True)
class Entry:
    """One field of a table: a level, hidden (asked, but no level), or not asked at all."""

    level: Level | None
    asked: bool = True


@dataclass(frozen=True)
class Row:
    """A topic over time, and how it moved since it was asked before."""

    question: Asked
    entries: Sequence[Entry]
    change: Change | None


@dataclass(frozen=True)
class PartRow:
    """One unit or location in one cycle."""

    cell: Cell
    name: str
    entries: Sequence[Entry]

    @property
    def has_hidden(self) -> bool:
        """Whether any of its fields is hidden."""
        return any(entry.asked and entry.level is None for entry in self.entries)


def questions_of(rounds: Sequence[Round]) -> list[Asked]:
    """Every question of the rounds, in the order and wording of the newest that asked it."""
    found: dict[str, Asked] = {}
    for each in rounds:
        for key, asked in each.questions.items():
            found.setdefault(key, asked)
    return list(found.values())


def entry(levels: Levels, cell: Cell, each: Round, key: str) -> Entry:
    """What the table shows of one question in one cell and cycle."""
    return Entry(levels.get((cell, each.id, key)), key in each.questions)


def rows(levels: Levels, cell: Cell, shown: Sequence[Round], before: Sequence[Round]) -> list[Row]:
    """Topics by cycles; `shown` newest first, `before` the cycles ahead of them, to compare with."""
    return [
        Row(
            asked,
            [entry(levels, cell, each, asked.key) for each in reversed(shown)],
            _moved(levels, cell, asked.key, [*shown, *before]),
        )
        for asked in questions_of(shown)
    ]


def _moved(levels: Levels, cell: Cell, key: str, rounds: Sequence[Round]) -> Change | None:
    """The newest round against the one before it that asked the same."""
    if not rounds or key not in rounds[0].questions:
        return None
    earlier = next((each for each in rounds[1:] if key in each.questions), None)
    now = levels.get((cell, rounds[0].id, key))
    then = levels.get((cell, earlier.id, key)) if earlier else None
    return change(now, then) if now and then else None


def part_rows(
    levels: Levels, parts: Sequence[Cell], names: Mapping[Cell, str], newest: Round, keys: Sequence[str]
) -> list[PartRow]:
    """Units or locations by topics, for one cycle."""
    return [PartRow(cell, names[cell], [entry(levels, cell, newest, key) for key in keys]) for cell in parts]


MOST_LOWEST = 3  # more topics than these at the bottom is nothing to say in one sentence


def lowest(rows: Sequence[Row]) -> list[str]:
    """The topics that are surely lowest in the newest cycle; several when they share the place.

    Empty when what is released leaves it open: a band may reach below an exact level.
    """
    latest = {row.question.name: row.entries[-1].level for row in rows if row.question.is_topic and row.entries}
    known = {name: level for name, level in latest.items() if level}
    if not known:
        return []
    bottom = min(known.values(), key=lambda level: (level.high, level.low))
    level_with = [name for name, level in known.items() if (level.low, level.high) == (bottom.low, bottom.high)]
    others = [level for name, level in known.items() if name not in level_with]
    sure = all(level.low >= bottom.high for level in others)
    return level_with if sure and len(level_with) <= MOST_LOWEST and others else []
