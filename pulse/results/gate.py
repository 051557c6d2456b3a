"""The one gate: whatever leaves this stage as a figure was made here, of counts that nobody else sees. Pure.

At the close PARTITION-k decided of which cells anything is kept (rules 1 to 4), and the publishing which
of them may be exact (5 and 6). Here it is applied, to every page, mail, claim and audit alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, sqrt

from pulse.questions.scales import MULTIPLE, NOT_ASKED, POINTS10
from pulse.results.bands import EXACT_FROM, Level, level, percents, shares
from pulse.results.choices import DETRACTORS, PROMOTERS, Choices, Enps

Z95 = 1.96
TINY = 1e-9


@dataclass(frozen=True)
class Counts:
    """The hidden counts behind a figure, by option; they never leave this stage."""

    options: tuple[int, ...]
    exact: bool
    parent: None = None  # no branch is on five steps

    @property
    def n(self) -> int:
        """How many answered."""
        return sum(self.options)

    @property
    def favourable(self) -> int:
        """How many chose 4 or 5."""
        return sum(self.options[3:])


@dataclass(frozen=True)
class Released:
    """What may be said of a cell's answers to one question: a level; the five shares only where it is exact."""

    level: Level
    percents: tuple[int, ...] | None


def gate(counts: Counts, *, least: int, near: bool) -> Released | None:
    """What may be shown; None where fewer than `least` answered. `near`: another cycle's numbers forbid this one's."""
    if counts.n < least:
        return None
    shown = level(counts.favourable, counts.n, may_be_exact=counts.exact and not near)
    return Released(shown, percents(counts.options) if shown.is_exact else None)


@dataclass(frozen=True)
class ChoiceCounts:
    """The hidden counts behind the figures of a question that is not on five steps; they never leave this stage."""

    scale: str
    chosen: Mapping[int, int]  # by option, "not asked" among them where it is a branch
    n: int  # how many people that is about
    exact: bool
    parent: str | None = None  # of a branch


def choose(counts: ChoiceCounts, *, least: int, near: bool) -> Choices | None:
    """What may be shown; None where it is about fewer than `least` people. `near` as above.

    A branch is told in numbers or not at all: beside its parent a band of it could say why a few people are unhappy.
    """
    exact = counts.exact and not near and counts.n >= EXACT_FROM
    if counts.n < least or (counts.parent is not None and not exact):
        return None
    options = sorted(counts.chosen)
    numbers = [counts.chosen[option] for option in options]
    said = shares(numbers, counts.n, may_be_exact=exact, together=counts.scale != MULTIPLE)
    scored = exact and counts.scale == POINTS10 and NOT_ASKED not in counts.chosen
    return Choices(
        counts.scale,
        counts.n if exact else None,
        dict(zip(options, said, strict=True)),
        _enps(counts.chosen, counts.n) if scored else None,
    )


def _enps(chosen: Mapping[int, int], n: int) -> Enps:
    """With the margin of a difference of two shares of one sample (multinomial variance), rounded outwards."""
    promoters = sum(chosen[option] for option in PROMOTERS)
    detractors = sum(chosen[option] for option in DETRACTORS)
    difference = promoters - detractors
    variance = (promoters + detractors) / n - (difference / n) ** 2
    return Enps((200 * difference + n) // (2 * n), ceil(100 * Z95 * sqrt(max(0.0, variance) / n) - TINY))
