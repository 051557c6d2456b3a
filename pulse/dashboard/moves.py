"""What moved since it was asked before, and whether that is more than chance; from released levels alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulse.dashboard.rounds import Asked, Round
from pulse.dashboard.table import Levels
from pulse.results.bands import Change, Level, change
from pulse.results.disclosure import Cell
from pulse.results.intervals import Estimate, Interval, Population, of_level
from pulse.results.verdicts import Pair, Verdict, verdicts

People = Mapping[tuple[Cell, str], Population]  # of whom figures speak, by cell and cycle


@dataclass(frozen=True)
class Move:
    """Where a question stands in a cell, and how it moved since `since`, the cycle that asked it before.

    `verdict` is there only where both levels are exact; `change` also tells of bands, as a direction.
    """

    cell: Cell
    question: Asked
    level: Level | None
    interval: Interval | None = None
    change: Change | None = None
    verdict: Verdict | None = None
    since: Round | None = None
    silent: str = ""

    @property
    def is_real(self) -> bool:
        """Whether it is more than chance."""
        return self.verdict is not None and self.verdict.word == "real"


def moves(levels: Levels, people: People, pairs: Sequence[tuple[Cell, Asked]], rounds: Sequence[Round]) -> list[Move]:
    """One family of changes, in the newest of `rounds` against the one before that asked the same."""
    made = [_move(levels, people, cell, asked, rounds) for cell, asked in pairs]
    found = verdicts([pair for _, pair in made])
    return [
        Move(m.cell, m.question, m.level, m.interval, m.change, verdict, m.since, m.silent)
        for (m, _), verdict in zip(made, found, strict=True)
    ]


def _move(
    levels: Levels, people: People, cell: Cell, asked: Asked, rounds: Sequence[Round]
) -> tuple[Move, Pair | None]:
    at = [each for each in rounds if asked.key in each.questions][:2]
    if not at or at[0] is not rounds[0]:
        return Move(cell, asked, None), None
    silent = at[0].silent(cell, asked.key)
    now = levels.get((cell, at[0].id, asked.key))
    if now is None:
        return Move(cell, asked, None, silent=silent), None
    of_now = people.get((cell, at[0].id))
    interval = of_level(now, of_now.people, of_now.lot) if of_now else None
    before = levels.get((cell, at[1].id, asked.key)) if len(at) > 1 else None
    if before is None:
        return Move(cell, asked, now, interval), None
    of_then = people.get((cell, at[1].id))
    pair = (Estimate.of(now, of_now), Estimate.of(before, of_then)) if of_now and of_then else None
    return Move(cell, asked, now, interval, change(now, before), None, at[1]), pair
