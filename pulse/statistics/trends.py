"""Whether something goes up or down over many check-ins, rather than to and fro."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from scipy import stats

FEWEST = 4  # points: with three, even a straight line is no evidence (the smallest p would be 1/3)


@dataclass(frozen=True)
class Tendency:
    """A test for a trend in shares: the square of its standardised slope, and the two-sided p."""

    square: float
    p: float


@dataclass(frozen=True)
class Slope:
    """How much a score moves from one check-in to the next, its 95 % interval, and Kendall's tau with its p."""

    each: float
    low: float
    high: float
    tau: float
    p: float


def cochran_armitage(favourable: Sequence[int], answers: Sequence[int], when: Sequence[float]) -> Tendency:
    """The test of Cochran (1954) and Armitage (1955) for a linear trend in shares at these times.

    As R's prop.trend.test has it. Shares that are all alike, or all 0 or 1, show none.
    """
    if not len(favourable) == len(answers) == len(when):
        raise ValueError("a share is missing its answers or its time")
    everybody = sum(answers)
    if not everybody:
        raise ValueError("nobody answered")
    share = sum(favourable) / everybody
    centre = sum(n * t for n, t in zip(answers, when, strict=True)) / everybody
    spread = share * (1 - share) * sum(n * (t - centre) ** 2 for n, t in zip(answers, when, strict=True))
    if not spread:
        return Tendency(0.0, 1.0)
    drift = sum((x - n * share) * (t - centre) for x, n, t in zip(favourable, answers, when, strict=True))
    square = drift * drift / spread
    return Tendency(square, float(2 * stats.norm.sf(sqrt(square))))


def theil_sen(values: Sequence[float], when: Sequence[float] | None = None) -> Slope | None:
    """The median slope between all pairs (Theil 1950, Sen 1968), with Kendall's test; None for too few points.

    One check-in that went badly does not bend it.
    """
    if len(values) < FEWEST:
        return None
    times = list(range(1, len(values) + 1)) if when is None else list(when)
    kendall = stats.kendalltau(times, values)
    found = stats.theilslopes(values, times, alpha=0.95)
    if kendall.statistic != kendall.statistic:  # all values alike
        return Slope(0.0, 0.0, 0.0, 0.0, 1.0)
    return Slope(
        float(found.slope),
        float(found.low_slope),
        float(found.high_slope),
        float(kendall.statistic),
        float(kendall.pvalue),
    )
