"""What may be said of a share: a number from 20 answers on, below that a band of 20 points.

Everything a page shows or does with a share (numbers, words, colours, order) is computed from a
`Level`, never from the counts behind it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pulse.results.disclosure import Acceptable, Cell, Parts, partition

EXACT_FROM = 20  # fewer answers are shown as bands
WIDTH = 20
STEP = 10  # a change that is not exact is called one from here on


class Direction(StrEnum):
    """Which way a level went."""

    UP = "up"
    SAME = "same"
    DOWN = "down"


@dataclass(frozen=True)
class Level:
    """A released share of favourable answers in whole points; a band if `low` and `high` differ.

    With exact levels alone come `n`, how many answered, and `share`, the same level unrounded: whether
    a change is more than chance cannot be told from rounded numbers.
    """

    low: int
    high: int
    n: int | None = None
    share: float | None = field(default=None, compare=False, repr=False)

    @property
    def is_exact(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    @property
    def middle(self) -> int:
        """Where colours and comparisons place it."""
        return (self.low + self.high) // 2

    @property
    def heat(self) -> int:
        """The step of the colour scale, 0 (nobody is content) to 9."""
        return min(self.middle // 10, 9)


@dataclass(frozen=True)
class Change:
    """How a level moved; `points` only where both levels are exact."""

    direction: Direction
    points: int | None = None


def exact(favourable: int, n: int) -> Level:
    """The share in whole points, halves rounded up."""
    points = (200 * favourable + n) // (2 * n)
    return Level(points, points, n, favourable / n)


def band(favourable: int, n: int) -> Level:
    """The band of 20 points in which the share lies."""
    step = min(favourable * 100 // (n * WIDTH), 100 // WIDTH - 1)
    return Level(step * WIDTH, (step + 1) * WIDTH)


def level(favourable: int, n: int, *, may_be_exact: bool = True) -> Level:
    """What may be shown of a share: a number only from 20 answers on and where nothing forbids it."""
    return exact(favourable, n) if may_be_exact and n >= EXACT_FROM else band(favourable, n)


def percents(counts: Sequence[int]) -> tuple[int, ...]:
    """Shares of the whole in whole percent that add up to 100: what rounding leaves over goes to the largest rests."""
    whole = sum(counts)
    floors = [100 * count // whole for count in counts]
    by_rest = sorted(range(len(counts)), key=lambda at: (-(100 * counts[at] % whole), at))
    raised = set(by_rest[: 100 - sum(floors)])
    return tuple(floor + (at in raised) for at, floor in enumerate(floors))


def shares(chosen: Sequence[int], people: int, *, may_be_exact: bool, together: bool) -> tuple[Level, ...]:
    """What may be said of each option's share of so many people: whole points from 20 on, bands else.

    `together`: each chose one, so that exact shares add up to 100.
    """
    if not (may_be_exact and people >= EXACT_FROM):
        bands = [band(number, people) for number in chosen]
        return tuple(_open(bands) if together else bands)
    points = percents(chosen) if together else [exact(number, people).low for number in chosen]
    return tuple(Level(each, each) for each in points)


def _open(bands: Sequence[Level]) -> Sequence[Level]:
    """Bands of one whole that leave each other room.

    Where all lower ends come to 100 every share lies on its lower end, which would be known then. The largest is put
    into the band below, at whose upper end it lies: as if it were a little less, and nobody can tell the two apart.
    """
    if sum(each.low for each in bands) < 100:
        return bands
    at = max(range(len(bands)), key=lambda at: bands[at].low)
    lower = Level(bands[at].low - WIDTH, bands[at].low)
    return [lower if number == at else each for number, each in enumerate(bands)]


def whole(points: int) -> Level:
    """A released share in whole points, by itself."""
    return Level(points, points)


def together(released: Mapping[int, Level], options: Collection[int]) -> Level:
    """What follows from released shares of one whole for some of the options together.

    One number where they are numbers; else from where to where it lies.
    """
    inside = [each for option, each in released.items() if option in options]
    outside = [each for option, each in released.items() if option not in options]
    low = max(sum(each.low for each in inside), 100 - sum(each.high for each in outside), 0)
    high = min(sum(each.high for each in inside), 100 - sum(each.low for each in outside), 100)
    return Level(low, high)


def exact_cells(
    cells: Mapping[Cell, frozenset[int]],
    sizes: Mapping[int, int],
    near: Collection[Cell] = (),
    acceptable: Acceptable | None = None,
) -> frozenset[Cell]:
    """The cells that may be shown exactly without giving away the share of a part that must be banded.

    A band would be undone if the exact share of the whole and of all other parts stood beside it.
    So exact cells obey the rule of PARTITION-k among themselves, with 20 for k. `sizes` says how
    many answered in each atom. Parts in `near` must be banded however large they are: their people
    are made to weigh so little that together they do not come to 20. `acceptable` says what else
    the parts that exact cells tell apart must not be (rule 6 between cycles).
    """
    weights: dict[int, float] = dict(sizes)
    for atoms in (cells[cell] for cell in near if cell in cells):
        light = (EXACT_FROM - 1) / max(sum(sizes[atom] for atom in atoms), EXACT_FROM)
        weights.update({atom: min(weights[atom], sizes[atom] * light) for atom in atoms})
    return frozenset(partition(cells, weights, EXACT_FROM, acceptable).released)


def no_few(people: Sequence[int] | Mapping[int, int], k: int) -> Acceptable:
    """Forbids parts with 1 to k-1 of these people, such as those who were unhappy with a branch's parent (rule 3).

    Exact figures of a branch then speak of nobody's reasons, or of those of k at least, however they are subtracted.
    """

    def acceptable(made: Parts, _: Parts) -> bool:
        return not any(0 < sum(people[at] for at in part) < k for part in made)

    return acceptable


def both(one: Acceptable, other: Acceptable) -> Acceptable:
    """What either of two rules forbids is forbidden."""
    return lambda made, parts: one(made, parts) and other(made, parts)


def change(now: Level, before: Level) -> Change:
    """From one released level to another: in points if both are exact, else a direction."""
    difference = now.middle - before.middle
    if now.is_exact and before.is_exact:
        return Change(_direction(difference, 1), difference)
    return Change(_direction(difference, STEP))


def _direction(difference: int, step: int) -> Direction:
    if abs(difference) < step:
        return Direction.SAME
    return Direction.UP if difference > 0 else Direction.DOWN
