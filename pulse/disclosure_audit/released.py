"""What an attacker reads of one question in one cycle, as linear statements about unknown counts.

Unknown is how many in each *part* chose each option. Parts are the blocks that all released cells
treat alike: nobody can tell more from the cells. A rounded share is an interval, and so is a band.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pulse.disclosure_audit.shapes import FIVE, Shape
from pulse.questions.scales import MULTIPLE, NOT_ASKED
from pulse.results.bands import Level
from pulse.results.choices import DETRACTORS, PROMOTERS, Choices
from pulse.results.disclosure import Cell

FAVOURABLE = (3, 4)  # the options 4 and 5, counted from 0

Bounds = tuple[int, int]


@dataclass(frozen=True)
class Claim:
    """What is said of some columns of a cell: how many they are, or what share of all in points."""

    row: Mapping[int, float]
    counts: Bounds | None = None
    share: Bounds | None = None


@dataclass(frozen=True)
class Statement:
    """What is said of one cell: how many answered, how many of them favourably, and per option where it is said.

    `claims` are said besides. `base`: the columns that `n` counts, where it does not count all who answered.
    `speaks_of`: whose answers the claims tell, where not everybody's.
    """

    cell: Cell
    blocks: frozenset[int]
    n: Bounds
    favourable: Bounds | None  # known only together with n
    share: Bounds | None  # of the favourable, in points; none on other scales
    options: tuple[Bounds, ...] = ()
    claims: tuple[Claim, ...] = ()
    base: tuple[int, ...] = ()
    speaks_of: tuple[int, ...] = ()

    @property
    def answered(self) -> int | None:
        """How many answered, where that is told."""
        return self.n[0] if self.n[0] == self.n[1] else None


def favourable_of(points: int, n: int) -> Bounds:
    """The counts whose share of n is rounded to these points, halves upwards."""
    return -((1 - 2 * points) * n // 200), -(-(2 * points + 1) * n // 200) - 1


def option_of(points: int, n: int) -> Bounds:
    """The counts whose share of n may be shown as these points when all five are made to add up to 100."""
    return max(0, (points - 1) * n // 100 + 1), min(n, -(-(points + 1) * n // 100) - 1)


def statement(
    cell: Cell, blocks: frozenset[int], level: Level, percents: Sequence[int] | None, *, least: int, most: int
) -> Statement:
    """What a released level and its distribution say. `least` and `most` bound a number that is not told."""
    if level.n is None:
        return Statement(cell, blocks, (least, most), None, (level.low, level.high))
    n = level.n
    options = tuple(option_of(points, n) for points in percents) if percents is not None else ()
    return Statement(cell, blocks, (n, n), favourable_of(level.low, n), (level.low, level.high), options)


def score_of(points: int, n: int) -> Bounds:
    """How many more promoters than detractors there may be where their difference is rounded to these points of n."""
    return -((n - 2 * n * points) // 200), (2 * n * (points + 1) - n - 1) // 200


def choice_statement(
    cell: Cell, blocks: frozenset[int], key: str, said: Choices, shape: Shape, *, least: int, most: int
) -> Statement:
    """What the released answers to a question that is not on five steps say."""
    claims = []
    for option, level in said.shares.items():
        row = dict.fromkeys(shape.at(key, [option]), 1.0)
        if said.n is None:
            claims.append(Claim(row, share=(level.low, level.high)))
        else:
            rounded = favourable_of if said.scale == MULTIPLE else option_of
            claims.append(Claim(row, counts=rounded(level.low, said.n)))
    if said.enps is not None and said.n is not None:
        score = dict.fromkeys(shape.at(key, PROMOTERS), 1.0) | dict.fromkeys(shape.at(key, DETRACTORS), -1.0)
        claims.append(Claim(score, counts=score_of(said.enps.points, said.n)))
    n = (least, most) if said.n is None else (said.n, said.n)
    few = shape.unhappy if NOT_ASKED in said.shares else ()
    return Statement(cell, blocks, n, None, None, (), tuple(claims), speaks_of=few)


@dataclass(frozen=True)
class Part:
    """Blocks that every released cell treats alike."""

    blocks: frozenset[int]
    invited: int


@dataclass(frozen=True)
class Round:
    """One question of one cycle: what was released, and what could have been."""

    k: int
    invited: Mapping[int, int]  # by block
    statements: tuple[Statement, ...]
    hidden: tuple[tuple[Cell, frozenset[int]], ...] = ()
    shape: Shape = FIVE

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The finest groups that released cells tell apart."""
        inside: dict[int, list[int]] = defaultdict(list)
        for number, said in enumerate(self.statements):
            for block in said.blocks:
                inside[block].append(number)
        alike: dict[tuple[int, ...], set[int]] = defaultdict(set)
        for block, numbers in inside.items():
            alike[tuple(numbers)].add(block)
        found = sorted((frozenset(blocks) for blocks in alike.values()), key=min)
        return tuple(Part(blocks, sum(self.invited[block] for block in blocks)) for blocks in found)

    def parts_in(self, blocks: frozenset[int]) -> frozenset[int]:
        """The numbers of the parts that lie in these blocks."""
        return frozenset(number for number, part in enumerate(self.parts) if part.blocks <= blocks)

    def targets(self) -> list[frozenset[int]]:
        """Groups of parts worth asking about: each alone, hidden cells, and what is left of a cell beside others."""
        cells = [self.parts_in(said.blocks) for said in self.statements]
        single = [frozenset({number}) for number in range(len(self.parts))]
        hidden = [self.parts_in(blocks) for _, blocks in self.hidden]
        rests = [whole - part for whole in cells for part in cells if part < whole]
        return list(dict.fromkeys(group for group in [*single, *hidden, *rests, *_leftovers(cells)] if group))


def _leftovers(cells: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """What is left of each cell beside all that lie wholly in it."""
    known = set(cells)
    return [whole - frozenset().union(*(part for part in known if part < whole)) for whole in known]


@dataclass(frozen=True)
class Finding:
    """A group of fewer than k people about whom something follows."""

    blocks: frozenset[int]
    people: Bounds
    cells: tuple[Cell, ...] = ()  # whose figures lead there
    option: int | None = None  # where the number of those who chose it is known
    chosen: int | None = None
    question: str = ""  # whose option that is

    def of(self, cells: Iterable[Cell]) -> "Finding":
        """The same, with the cells that lead there."""
        return replace(self, cells=tuple(cells))
