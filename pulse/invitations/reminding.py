"""When people are reminded, pure: by their own clocks, on working days, a few times at most.

A reminder is known by its day: that many days after the opening it is meant to go. A day off moves it to the next
working day. One that could not go on its day, because nothing ran, goes late; of several such only the newest does.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

from pulse.schedule.recurrence import instant, wall_time

HOUR = 9  # unless the person chose another
EVERY = 4  # days from one reminder to the next, from half of the window on
LATEST = time(18)  # a late one is not begun in the evening; it goes on the next working day
LAST_QUIET = timedelta(hours=12)  # before the end: who reads it then could only hurry, and hurry is what nagging is
DAY = timedelta(days=1)

Works = Callable[[date], bool]


@dataclass(frozen=True)
class Window:
    """From when until when the people of one zone can answer."""

    zone: str
    opens: datetime
    until: datetime

    @property
    def first_day(self) -> date:
        """The day of the opening, by the zone's clocks."""
        return wall_time(self.opens, self.zone).date()

    @property
    def last_call(self) -> datetime:
        """The instant after which nobody is reminded."""
        return self.until - LAST_QUIET


@dataclass(frozen=True)
class Reminder:
    """One reminder: `number` is the days after the opening that it is meant for, `day` when it goes."""

    number: int
    day: date


def reminders(window: Window, offsets: Sequence[int] | None, works: Works) -> list[Reminder]:
    """Every reminder of a window in its order, never two on one day; `offsets` are days after the opening.

    None: the usual ones, from half of the window on.
    """
    found: list[Reminder] = []
    last = wall_time(window.last_call, window.zone).date()
    numbers = _usual(window) if offsets is None else sorted(set(offsets))
    for number in (each for each in numbers if each >= 1):
        day = _next_working(window.first_day + number * DAY, works, last)
        if day is None:
            break
        if not found or found[-1].day < day:
            found.append(Reminder(number, day))
    return found


def due(window: Window, planned: Sequence[Reminder], *, posted: int, works: Works, now: datetime) -> Reminder | None:
    """The reminder to post at `now`: the newest whose day has come, unless it or a later one was `posted` before."""
    local = wall_time(now, window.zone)
    newest = max((one for one in planned if one.day <= local.date()), key=lambda one: one.number, default=None)
    if newest is None or newest.number <= posted or now > window.last_call:
        return None
    return newest if works(local.date()) and local.time() < LATEST else None


def goes_at(window: Window, day: date, hour: int | None, *, now: datetime) -> datetime | None:
    """When somebody who chose an hour (None: none) gets the reminder of a day; None: too near the end."""
    at = max(now, at_hour(day, HOUR if hour is None else hour, window.zone))
    return at if window.opens < at <= window.last_call else None


def ends_at(window: Window, day: date) -> datetime:
    """Until when a reminder of a day may still go: tomorrow may be a day off, or have a reminder of its own."""
    return min(window.last_call, at_hour(day + DAY, 0, window.zone))


def asked_at(window: Window, hour: int | None) -> datetime:
    """When somebody who chose an hour is invited: at the opening, or at that hour of its day if it is later."""
    chosen = window.opens if hour is None else at_hour(window.first_day, hour, window.zone)
    return max(window.opens, chosen) if chosen < window.until else window.opens


def at_hour(day: date, hour: int, zone: str) -> datetime:
    """An hour of a day by a zone's clocks."""
    return instant(datetime.combine(day, time(hour)), zone)


def _usual(window: Window) -> Iterator[int]:
    half = wall_time(window.opens + (window.until - window.opens) / 2, window.zone).date()
    last = wall_time(window.until, window.zone).date()
    for number in count((half - window.first_day).days, EVERY):
        if window.first_day + number * DAY > last:
            return
        yield number


def _next_working(day: date, works: Works, last: date) -> date | None:
    while day <= last:
        if works(day):
            return day
        day += DAY
    return None
