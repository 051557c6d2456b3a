"""Released answers to questions that are not on five steps: a level for each option, and the eNPS. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulse.results.bands import Level

DETRACTORS, PROMOTERS = range(7), range(9, 11)


@dataclass(frozen=True)
class Enps:
    """The share of 9 and 10 less that of 0 to 6, in whole points, and how far chance alone may move it."""

    points: int
    margin: int


@dataclass(frozen=True)
class Choices:
    """What may be said of a cell's answers to a question that is not on five steps.

    `shares` has a level for each option (`scales.NOT_ASKED` among them where it is a branch), all of them numbers or
    all of them bands; `n`, how many people they are shares of, comes with numbers alone. On `multiple` one person may
    have chosen several, so that shares add up to more than 100.
    """

    scale: str
    n: int | None
    shares: Mapping[int, Level]
    enps: Enps | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the shares are numbers."""
        return self.n is not None
