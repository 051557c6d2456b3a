"""Axes, scales and the room of a drawing: where a value, a day or a number stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from unicodedata import east_asian_width

T = TypeVar("T")
Span = tuple[float, float]

MOST_DAYS = 8  # more days than these below a chart are noise
LEAST_SPAN = 40  # a narrower scale would make a storm of small changes
LETTER, WIDE_LETTER, LINE = 8.4, 14.0, 14.0  # the largest text of the stylesheet, in units of the drawing


@dataclass(frozen=True)
class Frame:
    """The room of one drawing, in its own units."""

    name: str
    width: int
    height: int


FRAMES = (Frame("wide", 560, 210), Frame("narrow", 300, 190))


@dataclass(frozen=True)
class Tick:
    """A number or a day beside an axis."""

    at: float
    text: str
    number: int = 0  # of a day: the place of its check-in in the chart


@dataclass(frozen=True)
class Box:
    """An upright rectangle; `part` says which answer it stands for, `text` is the number on or above it."""

    x: float
    y: float
    width: float
    height: float
    text: str = ""
    part: int = 0

    @property
    def middle(self) -> float:
        """Where its text is centred."""
        return rounded(self.x + self.width / 2)

    @property
    def centre(self) -> float:
        """Halfway down."""
        return rounded(self.y + self.height / 2)


@dataclass(frozen=True)
class Dot:
    """A number on a line."""

    x: float
    y: float


@dataclass(frozen=True)
class Room:
    """Where the axes lie in a frame, and which values they span."""

    frame: Frame
    left: float
    right: float
    top: float
    bottom: float
    low: float = 0
    high: float = 100

    def y(self, value: float) -> float:
        """How far down a value stands."""
        return rounded(self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top))

    def column(self, x: float, width: float, span: Span) -> Box:
        """A rectangle around `x` from one value up to another."""
        top, bottom = self.y(span[1]), self.y(span[0])
        return Box(rounded(x - width / 2), top, rounded(width), rounded(bottom - top))


def width_of(text: str) -> float:
    """How wide a text is at most, in units of the drawing."""
    return sum(WIDE_LETTER if east_asian_width(letter) in "WF" else LETTER for letter in text)


def scale_of(values: Iterable[float]) -> tuple[int, int, int]:
    """Lowest and highest number of an axis, and the step between its numbers: round, and never a narrow slice."""
    found = list(values)
    if not found:
        return 0, 100, 25
    low, high = int(min(found) // 10) * 10, -int(-max(found) // 10) * 10
    while high - low < LEAST_SPAN:
        low, high = max(low - 10, 0), (min(high + 10, 100) if high - low < LEAST_SPAN - 10 or low == 0 else high)
    if high - low <= LEAST_SPAN + 10:
        return low, high, 10
    return low // 20 * 20, -(-high // 20) * 20, 20


def day_ticks(labels: Sequence[Tick], width: float) -> list[Tick]:
    """The days that find room below an axis of this width, the newest always, no two of them touching."""
    if not labels:
        return []
    apart = max(max(width_of(each.text) for each in labels) + LETTER, width / MOST_DAYS - 0.2)
    chosen: list[Tick] = []
    for each in sorted(labels, key=lambda each: -each.at):
        if not chosen or chosen[-1].at - each.at >= apart:
            chosen.append(each)
    return chosen[:MOST_DAYS][::-1]


def whole_number(percent: float) -> str:
    """A share in whole points, halves rounded up."""
    return str(int(percent + 0.5))


def runs(items: "Iterable[T | None]") -> "list[list[T]]":
    """What follows each other without a gap."""
    found: list[list[T]] = []
    open_ = False
    for item in items:
        if item is None:
            open_ = False
            continue
        if not open_:
            found.append([])
        found[-1].append(item)
        open_ = True
    return found


def room_of(frame: Frame, labels: Sequence[str], *, head: float, low: float = 0, high: float = 100) -> Room:
    """Margins wide enough for the numbers at the left and half a day at either end."""
    half = max((width_of(label) for label in labels), default=0) / 2
    left = max(width_of("100") + 8, half)
    return Room(frame, left, frame.width - max(8, half - 4), head, frame.height - LINE - 8, low, high)


def grid_of(room: Room, step: int) -> list[Tick]:
    """The numbers of the upright axis."""
    return [Tick(room.y(value), str(value)) for value in range(int(room.low), int(room.high) + 1, step)]


def slots(room: Room, count: int) -> tuple[list[float], float]:
    """The middles of equally wide places, and their width."""
    slot = (room.right - room.left) / max(count, 1)
    return [rounded(room.left + (at + 0.5) * slot) for at in range(count)], slot


def days_of(room: Room, xs: Sequence[float], labels: Sequence[str]) -> list[Tick]:
    """The days below the axis."""
    ticks = [Tick(x, label, number) for number, (x, label) in enumerate(zip(xs, labels, strict=True))]
    return day_ticks(ticks, room.right - room.left)


def path_of(dots: Iterable[Dot]) -> str:
    """A line in the words of SVG; a dot alone is a line of no length, which a round end makes visible."""
    found = [f"{rounded(dot.x):g} {dot.y:g}" for dot in dots]
    return "M" + ("L".join(found) if len(found) > 1 else f"{found[0]}h0")


def rounded(number: float) -> float:
    """A tenth of a unit is finer than any screen."""
    return round(number, 1)


def pushed_apart(places: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """The same places, moved as little as keeps neighbours `apart` between `low` and `high`, where they have room."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + apart if found else low))
    limit = high
    for at in reversed(range(len(found))):
        found[at] = min(found[at], limit)
        limit = found[at] - apart
    return [rounded(place) for place in found]
