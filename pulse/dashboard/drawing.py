"""What the charts show, as plain values, and where each line, bar and word of their drawings stands.

A chart is drawn once for a wide place and once for a narrow one; the stylesheet shows the one that fits.
Words on a drawing are numbers and days alone: what it says stands in the sentence and the table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

Span = tuple[float, float]

ANSWERS = 5


def _check(*values: float | None) -> None:
    if any(value is not None and not 0 <= value <= 100 for value in values):
        raise ValueError(f"A share lies between 0 and 100: {values}")


@dataclass(frozen=True)
class Point:
    """A topic in one check-in: an exact share with its interval, or a band, or (with neither) hidden.

    `label` is the day in the reader's language, short, with the year where the chart spans several.
    """

    day: date
    label: str
    value: float | None = None
    interval: Span | None = None
    band: Span | None = None
    whole: float | None = None  # the whole organisation, where it is released as a number
    asked: bool = True

    def __post_init__(self) -> None:
        _check(self.value, self.whole, *(self.interval or ()), *(self.band or ()))
        if self.value is not None and self.band is not None:
            raise ValueError("A share is shown as a number or as a band, never as both")
        if self.interval is not None and self.value is None:
            raise ValueError("Only a number has an interval")

    @property
    def is_hidden(self) -> bool:
        """Asked, but nothing is released."""
        return self.asked and self.value is None and self.band is None


@dataclass(frozen=True)
class Marker:
    """Something that was done or told. `kind` is "action" or "announcement"."""

    day: date
    label: str
    kind: str = "action"


@dataclass(frozen=True)
class Trend:
    """A topic over time; points oldest first."""

    name: str
    points: Sequence[Point]
    whole_name: str = ""  # what the second, muted line is; without it there is none
    markers: Sequence[Marker] = ()

    @property
    def numbered(self) -> list[tuple[int, Marker]]:
        """Its markers in the order of time, each with the number by which the drawing names it."""
        return list(enumerate(sorted(self.markers, key=lambda each: (each.day, each.label)), 1))


@dataclass(frozen=True)
class Bar:
    """One check-in's participation in percent; None where it is not known."""

    day: date
    label: str
    percent: float | None

    def __post_init__(self) -> None:
        _check(self.percent)


@dataclass(frozen=True)
class Bars:
    """Participation over time, oldest first."""

    name: str
    bars: Sequence[Bar]
    goal: float | None = None


@dataclass(frozen=True)
class Share:
    """How the answers of one check-in are spread, in percent from the worst to the best; None where hidden."""

    day: date
    label: str
    percents: tuple[float, ...] | None
    asked: bool = True

    def __post_init__(self) -> None:
        if self.percents is None:
            return
        _check(*self.percents)
        if len(self.percents) != ANSWERS or abs(sum(self.percents) - 100) > 1:
            raise ValueError(f"Five shares of one whole are needed: {self.percents}")

    @property
    def is_hidden(self) -> bool:
        """Asked, but not released."""
        return self.asked and self.percents is None


@dataclass(frozen=True)
class Shares:
    """The spread of the five answers over time, oldest first; `answers` are their words, worst first."""

    name: str
    answers: tuple[str, ...]
    shares: Sequence[Share]

    def __post_init__(self) -> None:
        if len(self.answers) != ANSWERS:
            raise ValueError(f"Five answers need five words: {self.answers}")
