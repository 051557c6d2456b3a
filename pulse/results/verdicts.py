"""Whether a change is one: three words instead of probabilities. Pure, from released levels alone.

Each change of a family (say the topics of one check-in) is tested by the score test with the
variance of a finite population; Benjamini and Hochberg (1995) keep false alarms of the whole
family rare. The same people answer twice, which no anonymous survey can pair: so the test errs
on the side of silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import NormalDist

from pulse.results.intervals import Estimate, in_points, newcombe

FALSE_ALARMS = 0.05
SMALLEST = 3  # a change of fewer points matters to nobody, however certain it is


class Word(StrEnum):
    """What is said of a change."""

    REAL = "real"
    PERHAPS = "perhaps"
    NOISE = "noise"


@dataclass(frozen=True)
class Verdict:
    """A change in whole points, its 95 % interval, and what may be said of it."""

    word: Word
    points: int
    low: int
    high: int


Pair = tuple[Estimate, Estimate]  # now, before


def verdicts(pairs: Sequence[Pair | None]) -> list[Verdict | None]:
    """A verdict for each pair of one family, in their order; None where a level is missing or a band."""
    told = [index for index, pair in enumerate(pairs) if pair and all(each.level.is_exact for each in pair)]
    chances = [chance(*pair) for index in told if (pair := pairs[index])]
    stands = dict(zip(told, discoveries(chances), strict=True))
    return [
        _verdict(pair, is_real=stands[index]) if pair and index in stands else None for index, pair in enumerate(pairs)
    ]


def _verdict(pair: Pair, *, is_real: bool) -> Verdict:
    now, before = pair
    points = now.level.middle - before.level.middle
    around = in_points(newcombe(now, before))
    low, high = int(around.low), int(around.high)
    return Verdict(_word(points, is_real=is_real, is_apart=low > 0 or high < 0), points, low, high)


def _word(points: int, *, is_real: bool, is_apart: bool) -> Word:
    """`is_apart`: the shown range leaves out 0. A change that the range beside it would deny is not called real."""
    if abs(points) < SMALLEST or not (is_real or is_apart):
        return Word.NOISE
    return Word.REAL if is_real and is_apart else Word.PERHAPS


def chance(now: Estimate, before: Estimate) -> float:
    """How likely so large a difference is if nothing changed: the two-sided p of the pooled score test."""
    favourable = now.share * now.answers + before.share * before.answers
    pooled = favourable / (now.answers + before.answers)
    spread = sqrt(pooled * (1 - pooled) * (now.unsure / now.answers + before.unsure / before.answers))
    difference = abs(now.share - before.share)
    if not spread:
        return 0.0 if difference else 1.0
    return 2 * NormalDist().cdf(-difference / spread)


def discoveries(chances: Sequence[float]) -> list[bool]:
    """Which of a family's changes stand, by the step-up rule of Benjamini and Hochberg."""
    order = sorted(range(len(chances)), key=lambda index: chances[index])
    last = max(
        (rank for rank, index in enumerate(order, 1) if chances[index] <= rank * FALSE_ALARMS / len(order)), default=0
    )
    stand = set(order[:last])
    return [index in stand for index in range(len(chances))]
