"""What the charts show, as plain values, and where each line, bar and word of their drawings stands.

A chart is drawn once for a wide place and once for a narrow one; the stylesheet shows the one that fits.
Words on a drawing are numbers and days alone: what it says stands in the sentence and the table beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pulse.dashboard.axes import (
    FRAMES,
    LETTER,
    LINE,
    Box,
    Dot,
    Frame,
    Room,
    Span,
    Tick,
    days_of,
    grid_of,
    path_of,
    pushed_apart,
    room_of,
    rounded,
    runs,
    scale_of,
    slots,
    whole_number,
    width_of,
)

ANSWERS = 5


def _check(*values: float | None) -> None:
    if any(value is not None and not 0 <= value <= 100 for value in values):
        raise ValueError(f"A share lies between 0 and 100: {values}")


def _number(percent: float | None) -> str:
    return "" if percent is None else whole_number(percent)


def _range(span: Span) -> str:
    return f"{whole_number(span[0])}–{whole_number(span[1])}"


def _in_order(days: Sequence[date]) -> None:
    if list(days) != sorted(days):
        raise ValueError("Check-ins stand in a chart oldest first")


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
        if any(span is not None and span[0] > span[1] for span in (self.interval, self.band)):
            raise ValueError("An interval goes from low to high")
        if self.interval is not None and self.value is None:
            raise ValueError("Only a number has an interval")

    @property
    def is_hidden(self) -> bool:
        """Asked, but nothing is released."""
        return self.asked and self.value is None and self.band is None

    @property
    def text(self) -> str:
        """Its number and interval, or its band, as figures alone; empty where there is none."""
        if self.value is None:
            return _range(self.band) if self.band else ""
        return whole_number(self.value) + (f" ({_range(self.interval)})" if self.interval else "")

    @property
    def whole_text(self) -> str:
        """The whole organisation's number; empty where there is none."""
        return _number(self.whole)


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

    def __post_init__(self) -> None:
        _in_order([each.day for each in self.points])

    @property
    def numbered(self) -> list[tuple[int, Marker]]:
        """Its markers in the order of time, each with the number by which the drawing names it."""
        return list(enumerate(sorted(self.markers, key=lambda each: (each.day, each.label)), 1))

    @property
    def drawings(self) -> "list[TrendDrawing]":
        """For a wide and for a narrow place."""
        return [draw_trend(self, frame) for frame in FRAMES]


@dataclass(frozen=True)
class Bar:
    """One check-in's participation in percent; None where it is not known."""

    day: date
    label: str
    percent: float | None

    def __post_init__(self) -> None:
        _check(self.percent)

    @property
    def text(self) -> str:
        """Its number; empty where there is none."""
        return _number(self.percent)


@dataclass(frozen=True)
class Bars:
    """Participation over time, oldest first."""

    name: str
    bars: Sequence[Bar]
    goal: float | None = None

    def __post_init__(self) -> None:
        _check(self.goal)
        _in_order([each.day for each in self.bars])

    @property
    def drawings(self) -> "list[BarsDrawing]":
        """For a wide and for a narrow place."""
        return [draw_bars(self, frame) for frame in FRAMES]


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

    @property
    def texts(self) -> list[str]:
        """The numbers of the five answers; none where hidden."""
        return [whole_number(percent) for percent in self.percents or ()]


@dataclass(frozen=True)
class Shares:
    """The spread of the five answers over time, oldest first; `answers` are their words, worst first."""

    name: str
    answers: tuple[str, ...]
    shares: Sequence[Share]

    def __post_init__(self) -> None:
        if len(self.answers) != ANSWERS:
            raise ValueError(f"Five answers need five words: {self.answers}")
        _in_order([each.day for each in self.shares])

    @property
    def drawings(self) -> "list[SharesDrawing]":
        """For a wide and for a narrow place."""
        return [draw_shares(self, frame) for frame in FRAMES]


@dataclass(frozen=True)
class Flag:
    """A marker: its line, and where its number stands so that it covers no other."""

    x: float
    number_x: float
    number: int
    kind: str


@dataclass(frozen=True)
class TrendDrawing:
    """A trend as shapes; paths are in the words of SVG."""

    room: Room
    grid: Sequence[Tick]
    days: Sequence[Tick]
    hidden: Sequence[Box]
    shades: Sequence[str]
    whole: Sequence[str]
    lines: Sequence[str]
    bands: Sequence[Box]
    exact: Sequence[Dot | None]  # one per check-in
    dots: Sequence[Dot]  # those of them that are drawn
    radius: float
    flags: Sequence[Flag]


@dataclass(frozen=True)
class BarsDrawing:
    """Participation as shapes."""

    room: Room
    grid: Sequence[Tick]
    days: Sequence[Tick]
    hidden: Sequence[Box]
    bars: Sequence[Box]
    goal: float | None


@dataclass(frozen=True)
class SharesDrawing:
    """The spread of answers as shapes, the best answer at the bottom."""

    room: Room
    grid: Sequence[Tick]
    days: Sequence[Tick]
    hidden: Sequence[Box]
    parts: Sequence[Box]


def draw_trend(chart: Trend, frame: Frame) -> TrendDrawing:
    """Lines through numbers that follow each other; a band is a bar; nothing is drawn through a hidden check-in."""
    points = chart.points
    low, high, step = scale_of(_values(points))
    room = room_of(frame, [each.label for each in points], head=LINE + 12 if chart.markers else 8, low=low, high=high)
    span = span_of(chart)
    xs = [_across(room, span, each.day) for each in points]
    slot = (room.right - room.left) / max(len(points), 1)
    width = min(max(slot * 0.4, 2), 14)
    exact = [None if p.value is None else Dot(x, room.y(p.value)) for x, p in zip(xs, points, strict=True)]
    whole = [None if p.whole is None else Dot(x, room.y(p.whole)) for x, p in zip(xs, points, strict=True)]
    return TrendDrawing(
        room=room,
        grid=grid_of(room, step),
        days=days_of(room, xs, [each.label for each in points]),
        hidden=[room.column(x, width, (low, high)) for x, each in zip(xs, points, strict=True) if each.is_hidden],
        shades=_shades(room, xs, points, width),
        whole=[path_of(run) for run in runs(whole)] if chart.whole_name else [],
        lines=[path_of(run) for run in runs(exact) if len(run) > 1],
        bands=[room.column(x, width, each.band) for x, each in zip(xs, points, strict=True) if each.band],
        exact=exact,
        dots=_dots(exact, slot),
        radius=3.5 if slot >= ROOMY else 2.5,
        flags=_flags(chart, room),
    )


ROOMY, TIGHT = 14, 7  # units between two points for which dots are drawn large, or drawn at all


def _values(points: Iterable[Point]) -> Iterable[float]:
    for each in points:
        yield from (value for value in (each.value, each.whole) if value is not None)
        yield from each.interval or each.band or ()


def _dots(exact: Sequence[Dot | None], slot: float) -> list[Dot]:
    """Every number has its dot while there is room; then only those that no line reaches, and the newest."""
    if slot >= TIGHT:
        return [dot for dot in exact if dot]
    return [dot for run in runs(exact) for dot in run if len(run) == 1 or dot is exact[-1]]


def span_of(chart: Trend) -> tuple[int, int]:
    """The first and the last day of the drawing: the check-ins', and what was done soon after the newest."""
    days = [each.day.toordinal() for each in chart.points] or [NO_DAY]
    first, last = min(days), max(days)
    soon = last + max((last - first) // 6, A_WEEK)
    done = [each.day.toordinal() for each in chart.markers]
    return first, max([last, *(day for day in done if last < day <= soon)])


NO_DAY = date(2000, 1, 1).toordinal()  # of a chart without check-ins
A_WEEK, EDGE = 7, 6  # days; units between the axes and the first and last point


def _across(room: Room, span: tuple[int, int], day: date) -> float:
    """Where a day stands: by the calendar, so that an irregular rhythm looks irregular."""
    first, last = span
    if first == last:
        return rounded((room.left + room.right) / 2)
    share = (day.toordinal() - first) / (last - first)
    return rounded(room.left + EDGE + share * (room.right - room.left - 2 * EDGE))


def _flags(chart: Trend, room: Room) -> list[Flag]:
    """The markers within the drawing; where there is no room for all their numbers, the newest of them."""
    first, last = span = span_of(chart)
    apart = 2 * LETTER + 4
    inside = [(number, each) for number, each in chart.numbered if first <= each.day.toordinal() <= last]
    inside = inside[-int((room.right - room.left) // apart) :]
    xs = [_across(room, span, each.day) for _, each in inside]
    places = pushed_apart(xs, apart, room.left, room.right)
    return [Flag(x, place, number, each.kind) for x, place, (number, each) in zip(xs, places, inside, strict=True)]


def _shades(room: Room, xs: Sequence[float], points: Sequence[Point], width: float) -> list[str]:
    """The intervals of numbers that follow each other as one area; of a number alone, as a bar of its own."""
    edges = [
        None if each.interval is None else (x, room.y(each.interval[1]), room.y(each.interval[0]))
        for x, each in zip(xs, points, strict=True)
    ]
    shades = []
    for run in runs(edges):
        wide = run if len(run) > 1 else [(run[0][0] + side * width / 4, *run[0][1:]) for side in (-1, 1)]
        outline = [Dot(x, top) for x, top, _ in wide] + [Dot(x, bottom) for x, _, bottom in reversed(wide)]
        shades.append(path_of(outline) + "Z")
    return shades


def draw_bars(chart: Bars, frame: Frame) -> BarsDrawing:
    """One bar per check-in on a scale from 0 to 100."""
    room = room_of(frame, [each.label for each in chart.bars], head=LINE + 4)
    xs, slot = slots(room, len(chart.bars))
    width = min(slot * 0.72, 44)
    words = slot >= width_of("100")
    known = [(x, each.percent) for x, each in zip(xs, chart.bars, strict=True) if each.percent is not None]
    return BarsDrawing(
        room=room,
        grid=grid_of(room, 25),
        days=days_of(room, xs, [each.label for each in chart.bars]),
        hidden=[room.column(x, width, (0, 100)) for x, e in zip(xs, chart.bars, strict=True) if e.percent is None],
        bars=[
            replace(room.column(x, width, (0, percent)), text=whole_number(percent) if words else "")
            for x, percent in known
        ],
        goal=None if chart.goal is None else room.y(chart.goal),
    )


def draw_shares(chart: Shares, frame: Frame) -> SharesDrawing:
    """One full column per check-in; the number stands in each part that has room for it."""
    room = room_of(frame, [each.label for each in chart.shares], head=8)
    xs, slot = slots(room, len(chart.shares))
    width = min(slot * 0.8, 64)
    shares = list(zip(xs, chart.shares, strict=True))
    return SharesDrawing(
        room=room,
        grid=grid_of(room, 25),
        days=days_of(room, xs, [each.label for each in chart.shares]),
        hidden=[room.column(x, width, (0, 100)) for x, each in shares if each.is_hidden],
        parts=[part for x, each in shares if each.percents for part in _parts(room, x, width, each.percents)],
    )


def _parts(room: Room, x: float, width: float, percents: Sequence[float]) -> Iterable[Box]:
    """The parts of one column, from the best answer at the bottom to the worst; what is not chosen has none."""
    total, below = sum(percents), 0.0
    for part in reversed(range(ANSWERS)):
        above = min(below + percents[part] / total * 100, 100)
        box = room.column(x, width, (below, above))
        fits = box.height >= LINE + 1 and width >= width_of("00") + 2
        if percents[part] > 0:
            yield replace(box, text=whole_number(percents[part]) if fits else "", part=part + 1)
        below = above
