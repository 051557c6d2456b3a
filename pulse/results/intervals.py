"""How far a share of those who answered may lie from the share of all who were asked. Pure.

Everybody who was invited is a finite population: where most have answered, little is left to
chance. So Wilson's interval is taken with the finite population correction, and the interval of
a change is Newcombe's, made of the two (Newcombe 1998, Statistics in Medicine 17, method 10).
It all rests on released levels; what is shown is in whole points, rounded outwards.

Where only some blocks were asked, drawn by lot, the population is still everybody. People of one
block tend to think alike, so that whole blocks say less than as many single people would: by the
design effect (Kish 1965, Survey Sampling, section 5.4), which the cycle froze when it was drawn.

By hand, because a page is drawn with it: the packages that have parts of this (none has the
correction) would take more memory than the whole server.
"""

from dataclasses import dataclass
from math import ceil, floor, hypot, sqrt
from statistics import NormalDist

from pulse.results.bands import Level

Z95 = NormalDist().inv_cdf(0.975)
TINY = 1e-9  # what rounding of machine numbers may add must not move a bound by a whole point


@dataclass(frozen=True)
class Interval:
    """From where to where, both included: shares of 1 inside this module, whole points outside."""

    low: float
    high: float


@dataclass(frozen=True)
class Lot:
    """How many people the drawn blocks have, and how much less certain they are than as many single people."""

    asked: int
    effect: float


@dataclass(frozen=True)
class Population:
    """The people of whom a figure speaks; with a lot where not all of them were asked."""

    people: int
    lot: Lot | None = None


@dataclass(frozen=True)
class Estimate:
    """A released level, and of how many people it speaks: all who were asked, or all among whom a lot was drawn."""

    level: Level
    people: int
    lot: Lot | None = None

    @classmethod
    def of(cls, level: Level, population: Population) -> "Estimate":
        """What a level says of these people."""
        return cls(level, population.people, population.lot)

    @property
    def share(self) -> float:
        """The released share, of 1."""
        return self.level.middle / 100 if self.level.share is None else self.level.share

    @property
    def answers(self) -> int:
        """How many answered; only of an exact level."""
        if self.level.n is None:
            raise ValueError("a band does not say how many answered")
        return self.level.n

    @property
    def unsure(self) -> float:
        """The part of the usual variance that is left."""
        return unsure(self.answers, self.people, self.lot)


def unsure(answers: int, people: int, lot: Lot | None) -> float:
    """The part of the usual variance that so many answers leave: 1 for few of many, 0 when all have answered.

    The effect of a lot is that of everybody in it answering: fewer answers make a block weigh less.
    """
    left = _left(people, answers)
    if lot is None:
        return left
    return left + answers / lot.asked * _left(people, lot.asked) * (lot.effect - 1)


def _left(people: int, seen: int) -> float:
    """The finite population correction."""
    return max(0.0, (people - seen) / (people - 1)) if people > 1 else 0.0


def wilson(of: Estimate) -> Interval:
    """The 95 % interval of the share among all of whom it speaks; the share itself if all answered."""
    return around(of.share, of.answers, of.unsure)


def around(p: float, answers: float, unsure: float) -> Interval:
    """Wilson's interval of a share, of which so large a part of the usual variance is left."""
    if not unsure:
        return Interval(p, p)
    n = answers / unsure
    weight = Z95 * Z95 / n
    middle = (p + weight / 2) / (1 + weight)
    reach = Z95 / (1 + weight) * sqrt(p * (1 - p) / n + weight / (4 * n))
    return Interval(max(0.0, middle - reach), min(1.0, middle + reach))


def newcombe(now: Estimate, before: Estimate) -> Interval:
    """The 95 % interval of the change from `before` to `now`."""
    change = now.share - before.share
    a, b = wilson(now), wilson(before)
    return Interval(
        change - hypot(now.share - a.low, b.high - before.share),
        change + hypot(a.high - now.share, before.share - b.low),
    )


def in_points(interval: Interval) -> Interval:
    """In whole points, rounded outwards."""
    return Interval(floor(interval.low * 100 + TINY), ceil(interval.high * 100 - TINY))


def of_level(level: Level, people: int, lot: Lot | None = None) -> Interval | None:
    """The interval of a released level in whole points; none for a band, which is one already."""
    return in_points(wilson(Estimate(level, people, lot))) if level.is_exact and level.n else None
