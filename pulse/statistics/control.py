"""Which to and fro is usual for a score, and when it leaves that: control limits of single values (XmR).

Shewhart 1931; the factor and the example are those of the NIST/SEMATECH e-Handbook, 6.3.2.2. A proportion chart
would be too narrow here: scores of many people vary more from check-in to check-in than drawing lots does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

FROM = 8  # check-ins: limits from fewer are wrong about one new point in thirty or more
IN_A_ROW = 8  # on one side of the centre: by chance once in 128 times
TINY = 1e-9  # what rounding of machine numbers may add leaves no limit
FACTOR = 3 / 1.128  # three standard deviations, estimated by the mean range between neighbours


@dataclass(frozen=True)
class Limits:
    """Between what a score usually moves."""

    centre: float
    low: float
    high: float


def limits(scores: Sequence[float], *, floor: float = 0.0, ceiling: float = 100.0) -> Limits | None:
    """From the mean of scores and of the ranges between neighbours, cut where the scale ends; None before eight."""
    if len(scores) < FROM:
        return None
    centre = fmean(scores)
    ranges = [abs(later - earlier) for earlier, later in pairwise(scores)]
    reach = FACTOR * sum(ranges) / len(ranges)
    return Limits(centre, max(floor, centre - reach), min(ceiling, centre + reach))


def is_outside(score: float, within: Limits) -> bool:
    """Whether a score is beyond what is usual."""
    return not within.low - TINY <= score <= within.high + TINY


def run(scores: Sequence[float], within: Limits) -> int:
    """How many of the newest scores in a row lie on one side of the centre: above counts up, below counts down."""
    length = 0
    for score in reversed(scores):
        side = (score > within.centre + TINY) - (score < within.centre - TINY)
        if not side or (length and (side > 0) != (length > 0)):
            break
        length += side
    return length
