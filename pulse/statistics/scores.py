"""One number for many answers: favourable share, mean of 0 to 100, eNPS with its margin."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

Z95 = NormalDist().inv_cdf(0.975)
STEPS = 5  # of the scale that is favourable from the fourth on
FAVOURABLE_FROM = 4
PROMOTERS_FROM = 9  # Reichheld 2003, Harvard Business Review 81 (12)
DETRACTORS_TO = 6


@dataclass(frozen=True)
class Recommendation:
    """The employee net promoter score, -100 to 100, and how many points it may be off with 95 % confidence."""

    score: float
    margin: float


def favourable(counts: Sequence[int]) -> float:
    """The share, of 1, of those who chose one of the two upper steps of five; `counts` from the lowest step on."""
    return sum(counts[FAVOURABLE_FROM - 1 :]) / _all(counts)


def mean_score(counts: Sequence[int]) -> float:
    """The mean of five steps, laid on 0 to 100."""
    answers = _all(counts)
    mean = sum(step * count for step, count in enumerate(counts, 1)) / answers
    return (mean - 1) * 100 / (STEPS - 1)


def recommendation(counts: Sequence[int]) -> Recommendation:
    """The eNPS of answers from 0 to 10: the percentage of 9 and 10 less that of 0 to 6.

    Each answer counts 1, 0 or -1, so that the margin is that of a mean of these.
    """
    answers = _all(counts)
    promoters = sum(counts[PROMOTERS_FROM:]) / answers
    detractors = sum(counts[: DETRACTORS_TO + 1]) / answers
    net = promoters - detractors
    spread = sqrt(max(0.0, promoters + detractors - net * net) / answers)
    return Recommendation(100 * net, 100 * Z95 * spread)


def _all(counts: Sequence[int]) -> int:
    answers = sum(counts)
    if not answers:
        raise ValueError("nobody answered")
    return answers
