"""What rounded shares and bands still pin down: bounds by linear programming (HiGHS), per group and option.

The unknowns are counts, so a bound of 2.3 from above means 2. A group counts as found when certainly
somebody in it answered, certainly fewer than k did, and for some option it is certain how many chose it.
"""

from collections.abc import Collection, Iterable, Iterator
from math import ceil, floor
from typing import Any

from pulse.disclosure_audit.released import FAVOURABLE, OPTIONS, Bounds, Finding, Round, Statement

SLACK = 1e-6  # what the solver's arithmetic may be off by
ALL = range(OPTIONS)


class Contradiction(Exception):
    """No counts at all agree with what was released."""


class System:
    """Everything released of one question as inequalities over (part, option)."""

    def __init__(self, released: Round) -> None:
        self.round = released
        self.width = len(released.parts) * OPTIONS
        self.rows: list[dict[int, float]] = []
        self.limits: list[float] = []
        for number, part in enumerate(released.parts):
            self._at_most(self._sum({number}, ALL), part.invited)
        for said in released.statements:
            self._add(said)
        self._matrix: Any = None
        self._examples: list[list[float]] = []  # how many answered in each part, in cases that agree with everything

    def _sum(self, parts: Collection[int], options: Iterable[int]) -> dict[int, float]:
        chosen = list(options)
        return {part * OPTIONS + option: 1.0 for part in parts for option in chosen}

    def _at_most(self, row: dict[int, float], limit: float) -> None:
        self.rows.append(row)
        self.limits.append(limit)

    def _between(self, row: dict[int, float], bounds: Bounds) -> None:
        self._at_most(row, bounds[1])
        self._at_most({at: -amount for at, amount in row.items()}, -bounds[0])

    def _add(self, said: Statement) -> None:
        parts = self.round.parts_in(said.blocks)
        everybody = self._sum(parts, ALL)
        content = self._sum(parts, FAVOURABLE)
        self._between(everybody, said.n)
        if said.favourable is not None:
            self._between(content, said.favourable)
        else:
            low, high = said.share
            self._at_most({at: low / 100 - content.get(at, 0.0) for at in everybody}, 0)
            self._at_most({at: content.get(at, 0.0) - high / 100 for at in everybody}, 0)
        for option, bounds in enumerate(said.options):
            self._between(self._sum(parts, [option]), bounds)

    def bound(self, parts: Collection[int], options: Iterable[int], *, most: bool) -> int:
        """The largest or smallest whole number that these parts and options can add up to."""
        from scipy.optimize import linprog

        sign = -1.0 if most else 1.0
        aim = [0.0] * self.width
        for at in self._sum(parts, options):
            aim[at] = sign
        solved = linprog(aim, A_ub=self._sparse(), b_ub=self.limits, method="highs")
        if solved.status != 0:
            raise Contradiction(solved.message)
        value = sign * float(solved.fun)
        counts = solved.x.reshape(-1, OPTIONS).sum(axis=1)
        self._examples.append(counts.tolist())
        return floor(value + SLACK) if most else ceil(value - SLACK)

    def may_be(self, parts: Collection[int], people: int) -> bool:
        """Whether some case that was met already has so many in these parts; then no bound below it can exist."""
        return any(sum(counts[part] for part in parts) >= people for counts in self._examples)

    def _sparse(self) -> Any:
        if self._matrix is None:
            from scipy.sparse import csr_array

            at = [(number, column, amount) for number, row in enumerate(self.rows) for column, amount in row.items()]
            rows, columns, amounts = zip(*at, strict=True)
            self._matrix = csr_array((amounts, (rows, columns)), shape=(len(self.rows), self.width))
        return self._matrix


def pinned(released: Round) -> Iterator[Finding]:
    """Groups of certainly 1 to k-1 answers of which the number that chose some option is certain."""
    if not released.statements:
        return
    system = System(released)
    for parts in released.targets():
        if system.may_be(parts, released.k):
            continue
        most = system.bound(parts, ALL, most=True)
        if not 0 < most < released.k:
            continue
        least = system.bound(parts, ALL, most=False)
        if least < 1:
            continue
        for option in ALL:
            chosen = system.bound(parts, [option], most=True)
            if chosen == system.bound(parts, [option], most=False):
                blocks = frozenset[int]().union(*(released.parts[part].blocks for part in parts))
                yield Finding(blocks, (least, most), (), option + 1, chosen)
                break
