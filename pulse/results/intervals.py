"""How far a share of those who answered may lie from the share of all who were asked. Pure.

Everybody who was invited is a finite population: where most have answered, little is left to
chance. So Wilson's interval is taken with the finite population correction, and the interval of
a change is Newcombe's, made of the two (Newcombe 1998, Statistics in Medicine 17, method 10).
It all rests on released levels; what is shown is in whole points, rounded outwards.

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
class Estimate:
    """A released level, and how many people had been asked."""

    level: Level
    people: int

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
        """The part of the usual variance that is left: 1 for few of many, 0 when all have answered."""
        return max(0.0, (self.people - self.answers) / (self.people - 1)) if self.people > 1 else 0.0


def wilson(of: Estimate) -> Interval:
    """The 95 % interval of the share among all who were asked; the share itself if all answered."""
    p = of.share
    if not of.unsure:
        return Interval(p, p)
    n = of.answers / of.unsure
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


def of_level(level: Level, people: int) -> Interval | None:
    """The interval of a released level in whole points; none for a band, which is one already."""
    return in_points(wilson(Estimate(level, people))) if level.is_exact and level.n else None
