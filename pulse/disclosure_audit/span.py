"""Which groups of fewer than k are sums and differences of released cells, exactly (rational elimination).

A group is *determined* when its row of ones lies in the row span of the released cells. The reduced
rows are searched for combinations that are such a row. Rows that share no part cannot hide behind
each other (a small group would show in one of them alone), so each such family is searched by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from pulse.disclosure_audit.released import Finding, Round

Vector = dict[int, Fraction]
MOST_STEPS = 200_000  # of one family's search


class TooMany(Exception):
    """A family of rows is too large to be searched through."""


@dataclass
class Row:
    """A combination of released cells: its parts, how many answered in it, and of which statements it is made."""

    parts: Vector
    value: Fraction
    made_of: Vector = field(default_factory=dict)

    def less(self, other: "Row", factor: Fraction) -> None:
        """Take `factor` times another row away."""
        _less(self.parts, other.parts, factor)
        _less(self.made_of, other.made_of, factor)
        self.value -= factor * other.value


def _less(vector: Vector, other: Vector, factor: Fraction) -> None:
    for at, amount in other.items():
        rest = vector.get(at, Fraction()) - factor * amount
        if rest:
            vector[at] = rest
        else:
            vector.pop(at, None)


def reduced(rows: Sequence[Row]) -> dict[int, Row]:
    """The reduced row echelon form, by pivot."""
    found: dict[int, Row] = {}
    for row in sorted(rows, key=lambda row: len(row.parts)):
        for pivot, done in found.items():
            if pivot in row.parts:
                row.less(done, row.parts[pivot])
        if not row.parts:
            continue
        pivot = min(row.parts)
        scale = row.parts[pivot]
        row.parts = {at: amount / scale for at, amount in row.parts.items()}
        row.made_of = {at: amount / scale for at, amount in row.made_of.items()}
        row.value /= scale
        for done in found.values():
            if pivot in done.parts:
                done.less(row, done.parts[pivot])
        found[pivot] = row
    return found


def _families(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows that hang together by the parts they share."""
    families: list[tuple[set[int], list[Row]]] = []
    for row in rows:
        parts, members = set(row.parts), [row]
        apart = []
        for other in families:
            if parts & other[0]:
                parts |= other[0]
                members += other[1]
            else:
                apart.append(other)
        families = [*apart, (parts, members)]
    return (members for _, members in families)


def determined(released: Round) -> Iterator[Finding]:
    """Groups of fewer than k answers whose counts follow from cells with a known number of answers."""
    for base in sorted({said.base for said in released.statements}):
        yield from _of_base(released, base)


def _of_base(released: Round, base: tuple[int, ...]) -> Iterator[Finding]:
    """Sums and differences of figures that are about the same: all who answered, or some of them."""
    rows = [
        Row({part: Fraction(1) for part in released.parts_in(said.blocks)}, Fraction(said.answered), {at: Fraction(1)})
        for at, said in enumerate(released.statements)
        if said.answered is not None and said.base == base
    ]
    for family in _families(list(reduced(rows).values())):
        group = _Search(family, released.k).smallest()
        if group is not None:
            blocks = frozenset[int]().union(*(released.parts[part].blocks for part in group.parts))
            cells = [released.statements[at].cell for at in sorted(group.made_of)]
            people = int(group.value)
            yield Finding(blocks, (people, people)).of(cells)


class _Search:
    """Depth first over the rows of one family; each is in the group or not, as its pivot is."""

    def __init__(self, rows: Sequence[Row], k: int) -> None:
        # First rows that take something away: of the others, each only adds people.
        self.rows = sorted(rows, key=lambda row: (min(row.parts.values()) >= 0, row.value))
        self.adding = next((i for i, row in enumerate(self.rows) if min(row.parts.values()) >= 0), len(self.rows))
        self.k = k
        self.steps = 0
        self.low, self.high = self._reach()

    def _reach(self) -> tuple[list[Vector], list[Vector]]:
        """How far rows from each one on can still lower or raise a part."""
        low: list[Vector] = [{}]
        high: list[Vector] = [{}]
        for row in reversed(self.rows):
            below, above = dict(low[-1]), dict(high[-1])
            for part, amount in row.parts.items():
                side = above if amount > 0 else below
                side[part] = side.get(part, Fraction()) + amount
            low.append(below)
            high.append(above)
        return low[::-1], high[::-1]

    def smallest(self) -> Row | None:
        """A group of 1 to k-1 people, if there is any."""
        return self._from(0, Row({}, Fraction()))

    def _from(self, at: int, sofar: Row) -> Row | None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooMany
        if not self._possible(at, sofar):
            return None
        if at == len(self.rows):
            return sofar if 0 < sofar.value < self.k else None
        with_it = Row(dict(sofar.parts), sofar.value, dict(sofar.made_of))
        with_it.less(self.rows[at], Fraction(-1))
        return self._from(at + 1, with_it) or self._from(at + 1, sofar)

    def _possible(self, at: int, sofar: Row) -> bool:
        if at >= self.adding and sofar.value >= self.k:
            return False
        low, high = self.low[at], self.high[at]
        for part in sofar.parts.keys() | low.keys():
            amount = sofar.parts.get(part, Fraction())
            if amount + low.get(part, 0) > 1 or amount + high.get(part, 0) < 0:
                return False
            if part not in low and part not in high and amount not in (0, 1):
                return False
        return True
