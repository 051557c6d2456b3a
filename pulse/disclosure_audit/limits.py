"""What rounded shares and bands still pin down: bounds by linear programming (HiGHS), per group and option.

The unknowns are counts, so a bound of 2.3 from above means 2. A group counts as found when certainly
somebody in it answered, certainly fewer than k did, and for some option it is certain how many chose it. Bands of
one whole that fix a share are found whoever they are of.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from math import ceil, floor
from typing import Any

from pulse.disclosure_audit.pairs import Exact
from pulse.disclosure_audit.released import FAVOURABLE, Bounds, Claim, Finding, Round, Statement
from pulse.disclosure_audit.shapes import Amounts

SLACK = 1e-6  # what the solver's arithmetic may be off by


class Contradiction(Exception):
    """No counts at all agree with what was released."""


class System:
    """Everything released of one question as inequalities over (part, column)."""

    def __init__(self, released: Round) -> None:
        self.round = released
        self.shape = released.shape
        self.columns = len(self.shape.columns)
        self.width = len(released.parts) * self.columns
        self.rows: list[dict[int, float]] = []
        self.limits: list[float] = []
        for number, part in enumerate(released.parts):
            self._at_most(self._sum({number}, self.shape.people), part.invited)
            for law in self.shape.laws:
                self._at_most(self._spread({number}, law), 0)
        for said in released.statements:
            self._add(said)
        self._matrix: Any = None
        self._examples: list[Any] = []  # cases that agree with everything, by part and column

    def _sum(self, parts: Collection[int], columns: Iterable[int]) -> dict[int, float]:
        return self._spread(parts, dict.fromkeys(columns, 1.0))

    def _spread(self, parts: Collection[int], row: Amounts) -> dict[int, float]:
        return {part * self.columns + column: amount for part in parts for column, amount in row.items() if amount}

    def _at_most(self, row: dict[int, float], limit: float) -> None:
        self.rows.append(row)
        self.limits.append(limit)

    def _between(self, row: dict[int, float], bounds: Bounds) -> None:
        self._at_most(row, bounds[1])
        self._at_most({at: -amount for at, amount in row.items()}, -bounds[0])

    def _add(self, said: Statement) -> None:
        parts = self.round.parts_in(said.blocks)
        everybody = self._sum(parts, said.base or self.shape.people)
        self._between(everybody, said.n)
        for claim in _claims(said):
            row = self._spread(parts, claim.row)
            if claim.counts is not None:
                self._between(row, claim.counts)
            if claim.share is not None:
                low, high = (points / 100 for points in claim.share)
                every = {*everybody, *row}
                self._at_most({at: low * everybody.get(at, 0.0) - row.get(at, 0.0) for at in every}, 0)
                self._at_most({at: row.get(at, 0.0) - high * everybody.get(at, 0.0) for at in every}, 0)

    def bound(self, parts: Collection[int], columns: Iterable[int], *, most: bool) -> int:
        """The largest or smallest whole number that these parts and columns can add up to."""
        from scipy.optimize import linprog

        sign = -1.0 if most else 1.0
        aim = [0.0] * self.width
        for at in self._sum(parts, columns):
            aim[at] = sign
        solved = linprog(aim, A_ub=self._sparse(), b_ub=self.limits, method="highs")
        if solved.status != 0:
            raise Contradiction(solved.message)
        value = sign * float(solved.fun)
        self._examples.append(solved.x.reshape(-1, self.columns))
        return floor(value + SLACK) if most else ceil(value - SLACK)

    def may_be(self, parts: Collection[int], columns: Iterable[int], people: Callable[[float], bool]) -> bool:
        """Whether some case that was met already has so many in these parts and columns; then no bound excludes it."""
        chosen = list(columns)
        return any(people(case[list(parts)][:, chosen].sum()) for case in self._examples)

    def surely_few(self, parts: Collection[int], columns: Sequence[int], k: int) -> Bounds | None:
        """From how many to how many there are in these parts and columns, where that is certainly 1 to k-1."""
        if self.may_be(parts, columns, lambda people: people >= k or people < SLACK):
            return None
        most = self.bound(parts, columns, most=True)
        if not 0 < most < k:
            return None
        least = self.bound(parts, columns, most=False)
        return (least, most) if least > 0 else None

    def _sparse(self) -> Any:
        if self._matrix is None:
            from scipy.sparse import csr_array

            at = [(number, column, amount) for number, row in enumerate(self.rows) for column, amount in row.items()]
            rows, columns, amounts = zip(*at, strict=True)
            self._matrix = csr_array((amounts, (rows, columns)), shape=(len(self.rows), self.width))
        return self._matrix


def _claims(said: Statement) -> Iterator[Claim]:
    content = dict.fromkeys(FAVOURABLE, 1.0)
    if said.favourable is not None:
        yield Claim(content, counts=said.favourable)
    elif said.share is not None:
        yield Claim(content, share=said.share)
    for option, bounds in enumerate(said.options):
        yield Claim({option: 1.0}, counts=bounds)
    yield from said.claims


def pinned(released: Round) -> Iterator[Finding]:
    """Groups of certainly 1 to k-1 answers of which the number that chose some option is certain."""
    if not released.statements:
        return
    system = System(released)
    for parts in released.targets():
        people = system.surely_few(parts, released.shape.people, released.k)
        for at, (question, option) in enumerate(released.shape.columns) if people else ():
            chosen = system.bound(parts, [at], most=True)
            if people and chosen == system.bound(parts, [at], most=False):
                yield Finding(_blocks(released, parts), people, (), option, chosen, question)
                break


def told_of_few(released: Round) -> Iterator[Finding]:
    """Groups of which numbers or bands say why people are unhappy, and in which certainly 1 to k-1 are."""
    said = tuple(one for one in released.statements if one.speaks_of)
    if not said:
        return
    system, numbers = System(released), Exact(Round(released.k, released.invited, said))
    exact = [numbers.blocks(group) for group in numbers.round.targets() if numbers.figure(group) is not None]
    banded = [one.blocks for one in said if one.answered is None]
    for blocks in dict.fromkeys([*exact, *banded]):
        people = system.surely_few(released.parts_in(blocks), released.shape.unhappy, released.k)
        if people:
            yield Finding(_blocks(released, released.parts_in(blocks)), people)


def laid_open(released: Round) -> Iterator[Finding]:
    """Cells whose bands, which add up to one whole, leave some option one share alone."""
    for said in released.statements:
        shares = {at: claim.share for claim in said.claims if claim.share for at in claim.row}
        if shares.keys() != set(released.shape.people):
            continue
        lowest, highest = (sum(share[end] for share in shares.values()) for end in (0, 1))
        for at, (low, high) in shares.items():
            if max(low, 100 - highest + high) >= min(high, 100 - lowest + low):
                question, option = released.shape.columns[at]
                yield Finding(said.blocks, said.n, (said.cell,), option, None, question)
                break


def _blocks(released: Round, parts: Collection[int]) -> frozenset[int]:
    return frozenset[int]().union(*(released.parts[part].blocks for part in parts))
