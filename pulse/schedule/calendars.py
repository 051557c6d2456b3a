"""Days on which nobody works, and where an occurrence that falls on one of them goes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from pulse.schedule.recurrence import KEEP, NEXT, PREVIOUS

WEEKEND, HOLIDAY, BLACKOUT = "weekend", "holiday", "blackout"
FARTHEST = 14  # days to look for a working day; beyond, the occurrence does not take place
SATURDAY_AND_SUNDAY = frozenset({5, 6})


@dataclass(frozen=True)
class Span:
    """Days, first and last included, on which the whole organisation is left alone."""

    first: date
    last: date
    name: str


@dataclass(frozen=True)
class Reason:
    """Why nobody works on a day: `WEEKEND`, `HOLIDAY` or `BLACKOUT`, with the day's name where it has one."""

    kind: str
    name: str = ""


@dataclass(frozen=True)
class DaysOff:
    """The weekend (weekdays as numbers, Monday is 0), holidays by day, and blackouts."""

    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    holidays: Mapping[date, str] = field(default_factory=dict)
    blackouts: tuple[Span, ...] = ()

    def blackout(self, day: date) -> Reason | None:
        """The blackout that holds a day."""
        found = next((span for span in self.blackouts if span.first <= day <= span.last), None)
        return Reason(BLACKOUT, found.name) if found else None

    def reason(self, day: date) -> Reason | None:
        """Why nobody works on a day; None where they do."""
        if day in self.holidays:
            return self.blackout(day) or Reason(HOLIDAY, self.holidays[day])
        return self.blackout(day) or (Reason(WEEKEND) if day.weekday() in self.weekend else None)

    def is_working(self, day: date) -> bool:
        """Whether people work on a day."""
        return self.reason(day) is None

    def next_working(self, day: date) -> date | None:
        """The first working day after this one; None where there is none within two weeks."""
        return self._nearest(day, 1)

    def previous_working(self, day: date) -> date | None:
        """The last working day before this one; None where there is none within two weeks."""
        return self._nearest(day, -1)

    def _nearest(self, day: date, step: int) -> date | None:
        near = (day + timedelta(days=step * number) for number in range(1, FARTHEST + 1))
        return next((found for found in near if self.is_working(found)), None)


@dataclass(frozen=True)
class Placed:
    """The day on which something that was meant for another takes place (None: not at all), and why."""

    day: date | None
    reason: Reason | None = None


def placed(day: date, if_holiday: str, days_off: DaysOff) -> Placed:
    """Where an occurrence goes. On a blackout it never takes place, whatever the holiday rule says."""
    reason = days_off.reason(day)
    if reason is None:
        return Placed(day)
    if reason.kind == BLACKOUT:
        return Placed(None, reason)
    if if_holiday == KEEP:
        return Placed(day)
    found = {NEXT: days_off.next_working, PREVIOUS: days_off.previous_working}.get(if_holiday)
    return Placed(found(day) if found else None, reason)
