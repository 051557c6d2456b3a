"""Two cycles side by side (rule 6): where exact figures of both speak of nearly the same people.

Looked for are groups in the row span of one cycle's exact cells with fewer than 30 answers, and in the
row span of the other's a group that differs from them by 1 to k-1 of those who were invited. Whoever
takes one level from the other reads more of those few than up, same or down.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from pulse.disclosure_audit.released import Round
from pulse.disclosure_audit.span import Row, reduced
from pulse.results.disclosure import Cell

FEW = 30  # from so many answers in both cycles on, a few people do not stand out

Shared = Mapping[tuple[int, int], int]  # how many people a block of one and a block of the other have in common
Group = frozenset[int]  # numbers of parts


@dataclass(frozen=True)
class Betrayal:
    """A group in each of two cycles whose exact figures are known, and by how many invited people they differ."""

    now: frozenset[int]
    then: frozenset[int]
    answered: tuple[int, int]
    apart: int
    cells: tuple[Cell, ...]
    cells_then: tuple[Cell, ...]


class Exact:
    """What the exact figures of one question in one cycle tell apart."""

    def __init__(self, released: Round) -> None:
        said = tuple(one for one in released.statements if one.answered is not None and not one.base)
        self.round = Round(released.k, released.invited, said)
        self.parts = self.round.parts
        self.part_of = {block: number for number, part in enumerate(self.parts) for block in part.blocks}

    @cached_property
    def _reduced(self) -> dict[int, Row]:
        return reduced(
            [
                Row(_ones(self.round.parts_in(said.blocks)), Fraction(said.answered or 0), {at: Fraction(1)})
                for at, said in enumerate(self.round.statements)
            ]
        )

    def figure(self, group: Group) -> Row | None:
        """How the exact cells add up to a group; None where they do not."""
        rest, sofar = _ones(group), Row({}, Fraction())
        for pivot in group & self._reduced.keys():
            row, factor = self._reduced[pivot], rest[pivot]
            sofar.less(row, -factor)
            for at, amount in row.parts.items():
                rest[at] = rest.get(at, Fraction()) - factor * amount
        return None if any(rest.values()) else sofar

    @cached_property
    def small(self) -> list[tuple[Group, Row]]:
        """Parts, cells and what is left of a cell beside others, where that is known and few answered."""
        figures = ((group, self.figure(group)) for group in self.round.targets())
        return [(group, row) for group, row in figures if row is not None and 0 < row.value < FEW]

    def blocks(self, group: Group) -> frozenset[int]:
        """The blocks of a group of parts."""
        return frozenset[int]().union(*(self.parts[part].blocks for part in group))

    def cells(self, row: Row) -> tuple[Cell, ...]:
        """The cells that lead to a figure."""
        return tuple(self.round.statements[at].cell for at in sorted(row.made_of))


def _ones(group: Group) -> dict[int, Fraction]:
    return dict.fromkeys(group, Fraction(1))


def betrayed(now: Exact, then: Exact, shared: Shared, k: int) -> Iterator[Betrayal]:
    """Every small group of one cycle that has a near one in the other, exact in both."""
    if not now.parts or not then.parts:
        return
    found = list(_from(now, then, shared, k))
    yield from found
    known = {(one.now, one.then) for one in found}
    for one in _from(then, now, {(theirs, ours): people for (ours, theirs), people in shared.items()}, k):
        if (one.then, one.now) not in known:
            yield Betrayal(one.then, one.now, one.answered[::-1], one.apart, one.cells_then, one.cells)


def _from(small: Exact, other: Exact, shared: Shared, k: int) -> Iterator[Betrayal]:
    common: dict[int, Counter[int]] = defaultdict(Counter)
    for (here, there), people in shared.items():
        if there in other.part_of:
            common[here][other.part_of[there]] += people
    for group, row in small.small:
        blocks = small.blocks(group)
        invited = sum(small.round.invited[block] for block in blocks)
        nearest, apart = _nearest(invited, sum((common[block] for block in blocks), Counter()), other)
        figure = other.figure(nearest) if 0 < apart < k and nearest else None
        if figure is not None:
            answered = int(row.value), int(figure.value)
            yield Betrayal(blocks, other.blocks(nearest), answered, apart, small.cells(row), other.cells(figure))


def _nearest(invited: int, both: Mapping[int, int], other: Exact) -> tuple[Group, int]:
    """The parts of the other cycle that together come nearest to a group, and by how many people they miss it."""
    beyond = {part: other.parts[part].invited - people for part, people in both.items()}
    apart = invited - sum(both.values()) + sum(min(beyond[part], people) for part, people in both.items())
    return frozenset(part for part, people in both.items() if beyond[part] <= people), apart


def by_label(now: Round, then: Round, labels: Mapping[int, str], labels_then: Mapping[int, str]) -> Shared:
    """What two public block lists let somebody suppose: a block of the same name has the same people."""
    known = {label: block for block, label in labels_then.items()}
    return {
        (block, known[label]): min(now.invited[block], then.invited[known[label]])
        for block, label in labels.items()
        if label in known
    }
