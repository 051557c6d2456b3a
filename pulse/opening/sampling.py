"""Asking only some blocks, drawn by lot: how many it takes, and which. Pure, from released values alone.

The organisation's share is a ratio of totals over whole blocks of unequal size (Cochran 1977, Sampling
Techniques, chapters 6, 9 and 10). Its variance grows by the design effect 1 + (b - 1) * alike (Kish 1965,
section 5.4): `b` is the size of a block as people meet it, `alike` the intraclass correlation, how much
more two people of a block think alike than two of their place. Blocks are drawn place by place with equal
chances, so that only what differs inside a place counts. Nobody's answers are looked at: `alike` comes
from what the last cycle of the series showed of its parts, and where that says too little, from experience.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from random import Random

from pulse.results.bands import Level
from pulse.results.disclosure import Cell
from pulse.results.intervals import Lot, around, unsure
from pulse.schedule.surroundings import LEAST_FOR_LOT

USUAL_ALIKE = 0.12  # the middle of what was published on climate (James 1982, J. Applied Psychology 67, 219-229)
LEAST_BLOCKS = 20  # under so many the interval's normal approximation is not to be trusted
LEAST_PARTS = 10  # under so many parts beside each other their differences are chance
LEAST_SPARED = 0.1  # where fewer than one in ten would be spared, everybody is asked


@dataclass(frozen=True)
class Ticket:
    """A block in the lot: its size, the top of its locations, and every cell that it counts for."""

    id: str
    people: int
    place: str
    cells: Collection[Cell]


@dataclass(frozen=True)
class Before:
    """One question as the last cycle showed it: of all, of parts, and how many were asked there."""

    share: float
    answering: float
    parts: Mapping[Cell, tuple[Level, int]]


@dataclass(frozen=True)
class Need:
    """How many blocks have to be drawn, and by how much they are less certain than single people (Kish)."""

    blocks: int
    effect: float


def unknown(answering: float) -> Before:
    """What to go by before anything was shown: the share that is hardest to measure."""
    return Before(0.5, answering, {})


def effect(before: Before, tickets: Sequence[Ticket]) -> float:
    """By how much whole blocks say less of one question than as many single people, if all in them answer.

    Between places the lot leaves one thing to chance: whether large or small blocks come up there.
    """
    people = sum(ticket.people for ticket in tickets)
    met = sum(ticket.people**2 for ticket in tickets) / people  # the block of somebody met by chance
    inside, between = alike(before, tickets)
    return 1 + (met - 1) * inside + (met - people / len(tickets)) * between


def alike(before: Before, tickets: Sequence[Ticket]) -> tuple[float, float]:
    """How much more alike two people of a block think than two of their place, and two of a place than any two.

    The first is never less than what is seen, nor than what is usual where parts of several blocks hide how these
    differ. By moments: what the parts' levels differ by, less what chance alone makes of it. A band stands as its
    middle: what that scatters, it pulls in again at both ends of the scale.
    """
    seen = _seen(before, tickets)
    spread = before.share * (1 - before.share)
    beside = [parts for parts in _by_place(before, seen).values() if len(parts) > 1]
    if not spread or sum(len(parts) - 1 for parts in beside) < LEAST_PARTS:
        return USUAL_ALIKE, USUAL_ALIKE
    excess = weight = between = 0.0
    for parts in beside:
        people = sum(part.people for part in parts)
        middle = sum(part.share * part.people for part in parts) / people
        between += people * (middle - before.share) ** 2
        for part in parts:
            rest = part.people * (1 - part.people / people)
            excess += part.people * (part.share - middle) ** 2 - rest * middle * (1 - middle) / part.answers
            weight += rest * (1 - 1 / part.answers)
    found = min(1.0, max(0.0, excess / weight / spread))
    everybody = sum(ticket.people for ticket in tickets)
    single = sum(blocks[0].people for blocks in seen.values() if len(blocks) == 1)
    hidden = 1 - single / everybody
    return max(found, found * (1 - hidden) + USUAL_ALIKE * hidden), between / everybody / spread


@dataclass(frozen=True)
class _Part:
    """One part's level, how many of the lot's people it holds, and how many answers are behind the level."""

    share: float
    people: int
    answers: float


def _by_place(before: Before, seen: Mapping[tuple[str, Cell], Sequence[Ticket]]) -> dict[str, list[_Part]]:
    found: dict[str, list[_Part]] = defaultdict(list)
    for (place, cell), blocks in seen.items():
        level, asked = before.parts[cell]
        found[place].append(
            _Part(
                level.middle / 100 if level.share is None else level.share,
                sum(block.people for block in blocks),
                max(2.0, asked * before.answering),
            )
        )
    return found


def _seen(before: Before, tickets: Sequence[Ticket]) -> dict[tuple[str, Cell], list[Ticket]]:
    """The blocks by place and the smallest part of which something was shown."""
    found: dict[tuple[str, Cell], list[Ticket]] = defaultdict(list)
    for ticket in tickets:
        shown = [cell for cell in ticket.cells if cell in before.parts and cell.kind]
        if shown:
            smallest = min(shown, key=lambda cell: (before.parts[cell][1], -cell.kind, cell.unit, cell.location))
            found[ticket.place, smallest].append(ticket)
    return found


def needed(tickets: Sequence[Ticket], margin: int, questions: Sequence[Before]) -> Need | None:
    """The fewest blocks with which every one of these questions lies within `margin` points at 95 %.

    None where everybody has to be asked: too few people, or a lot would spare hardly anybody.
    """
    people, blocks = sum(ticket.people for ticket in tickets), len(tickets)
    if people < LEAST_FOR_LOT or blocks <= LEAST_BLOCKS or not questions:
        return None
    asked = [(before, effect(before, tickets)) for before in questions]
    low, high = LEAST_BLOCKS, blocks
    while low < high:
        middle = (low + high) // 2
        if all(_reach(before, found, people, people * middle // blocks) <= margin / 100 for before, found in asked):
            high = middle
        else:
            low = middle + 1
    if low > (1 - LEAST_SPARED) * blocks:
        return None
    return Need(low, round(max(found for _, found in asked), 4))


def _reach(before: Before, lost: float, people: int, asked: int) -> float:
    """How far the interval of a share would reach, with so many asked."""
    answers = max(1, int(asked * before.answering))
    found = around(before.share, answers, unsure(answers, people, Lot(asked, lost)))
    return max(before.share - found.low, found.high - before.share)


def draw(tickets: Sequence[Ticket], blocks: int, rng: Random) -> frozenset[str]:
    """So many blocks, each with the same chance, spread evenly over the places: every so many-th of a shuffled row."""
    row = sorted(sorted(tickets, key=lambda ticket: ticket.id), key=lambda ticket: (ticket.place, rng.random()))
    step = len(row) / blocks
    begin = rng.random() * step
    return frozenset(row[min(int(begin + number * step), len(row) - 1)].id for number in range(blocks))


def vanishing(shown: Collection[Cell], tickets: Sequence[Ticket], blocks: int) -> int:
    """How many of the parts that show would not be asked in full, on average."""
    holding: dict[Cell, int] = defaultdict(int)
    for ticket in tickets:
        for cell in ticket.cells:
            holding[cell] += 1
    every = len(tickets)

    def stays(cell: Cell) -> float:
        """The chance that each of its blocks is drawn."""
        return prod((blocks - number) / (every - number) for number in range(min(holding[cell], blocks + 1)))

    return round(sum(1 - stays(cell) for cell in shown if cell.kind))
