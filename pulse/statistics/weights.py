"""What a share would be if every part had answered as much as the others, and how far from that the answers are."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

HEAVIEST = 5.0  # an answer never stands for more people than five times the average answer does
WORTH_SAYING = 2  # points between the raw and the weighted figure


@dataclass(frozen=True)
class Stratum:
    """A part that answers for itself: how many are in it, how many answered, the share of 1 among them."""

    people: int
    answers: int
    share: float


@dataclass(frozen=True)
class Weighted:
    """A share as it was answered, weighted by people, and how many even answers it is worth (Kish 1965, 11.7)."""

    raw: float
    weighted: float
    worth: float

    @property
    def is_worth_saying(self) -> bool:
        """Whether the two differ so much, in whole points, that both must be shown."""
        return abs(round(100 * self.raw) - round(100 * self.weighted)) > WORTH_SAYING


def weighted(strata: Sequence[Stratum]) -> Weighted:
    """Weigh each part's answers by how many people they stand for; parts without answers stay out.

    Answers are weighed alike within a part, whatever part of it somebody belongs to.
    """
    heard = [each for each in strata if each.answers]
    answers = sum(each.answers for each in heard)
    if not answers:
        raise ValueError("nobody answered")
    average = sum(each.people for each in heard) / answers
    weights = [min(each.people / each.answers, HEAVIEST * average) for each in heard]
    whole = sum(weight * each.answers for weight, each in zip(weights, heard, strict=True))
    share = sum(weight * each.answers * each.share for weight, each in zip(weights, heard, strict=True)) / whole
    raw = sum(each.answers * each.share for each in heard) / answers
    return Weighted(raw, share, effective(weights, [each.answers for each in heard]))


def effective(weights: Sequence[float], answers: Sequence[int]) -> float:
    """How many evenly weighted answers these are worth: so many of each weight."""
    pairs = list(zip(weights, answers, strict=True))
    return sum(weight * n for weight, n in pairs) ** 2 / sum(weight * weight * n for weight, n in pairs)


def representativity(strata: Sequence[Stratum]) -> float:
    """How alike the parts answered: 1 if all the same share, 0 at worst (Schouten, Cobben, Bethlehem 2009)."""
    people = sum(each.people for each in strata)
    if not people:
        raise ValueError("nobody was asked")
    mean = sum(each.answers for each in strata) / people
    variance = sum(each.people * (each.answers / each.people - mean) ** 2 for each in strata if each.people) / people
    return 1 - 2 * sqrt(variance)
