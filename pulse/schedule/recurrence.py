"""When something recurs: rules over wall time, and the instants that follow in each time zone.

Rules are evaluated over naive wall time; a zone is applied to each result at the end, so that nine o'clock stays
nine o'clock when clocks change.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from pulse.schedule import grammar
from pulse.schedule.grammar import RuleError

__all__ = ["RuleError"]

Window = tuple[datetime, datetime]

SEARCHED = timedelta(days=5 * 366)  # how far ahead an occurrence is looked for
LATEST = date(9998, 12, 31)  # beyond, arithmetic with days and zones overflows
FORM = "%Y-%m-%dT%H:%M"
KEEP, NEXT, PREVIOUS, SKIP = "keep", "next", "previous", "skip"
HOLIDAY_RULES = (KEEP, NEXT, PREVIOUS, SKIP)
LAST_SAFE_DAY = 28  # every month has it


@dataclass(frozen=True)
class Plan:
    """When a series asks, as intent: the columns of the table that say it, as plain values.

    While `paused`, nothing opens before `paused_until`, or nothing at all where that is None.
    """

    starts: datetime
    rule: str
    window_days: int
    time_zone: str | None = None
    if_holiday: str = KEEP
    ends_on: date | None = None
    paused: bool = False
    paused_until: date | None = None


ONCE, DAYS, WEEKS, YEAR, OTHER = "once", "days", "weeks", "year", "other"
MONTH_DAY, MONTH_END, LAST_WORKING_DAY = "month_day", "month_end", "last_working_day"


@dataclass(frozen=True)
class Choice:
    """A rule as somebody chooses it. `every` counts days, weeks or months (3: quarterly), `day` is one of 1 to 28."""

    kind: str
    every: int = 1
    day: int | None = None


def once() -> str:
    """The rule "on the first day, and not again"."""
    return "FREQ=DAILY;COUNT=1"


def every_days(days: int) -> str:
    """The rule "every so many days from the first one on"."""
    return f"FREQ=DAILY;INTERVAL={days}"


def every_weeks(weeks: int) -> str:
    """The rule "every so many weeks, on the weekday of the first time"."""
    return f"FREQ=WEEKLY;INTERVAL={weeks}"


def monthly_on(day: int, months: int = 1) -> str:
    """The rule "on this day of every so many months"; days that some months lack are refused."""
    if not 1 <= day <= LAST_SAFE_DAY:
        raise RuleError(f"the day of a month is one of 1 to {LAST_SAFE_DAY}, or its last one")
    return f"FREQ=MONTHLY;INTERVAL={months};BYMONTHDAY={day}"


def monthly_on_last_day(months: int = 1) -> str:
    """The rule "on the last day of every so many months"."""
    return f"FREQ=MONTHLY;INTERVAL={months};BYMONTHDAY=28,29,30,31;BYSETPOS=-1"


def monthly_on_last_working_day(months: int = 1) -> str:
    """The rule "on the last day from Monday to Friday"; the holiday rule then says what a holiday does to it."""
    return f"FREQ=MONTHLY;INTERVAL={months};BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"


def yearly_on(month: int, day: int) -> str:
    """The rule "once a year"; 29 February is 28 February in other years."""
    if (month, day) == (2, 29):
        return "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1"
    return f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}"


_CHOICES = (
    (ONCE, r"FREQ=DAILY;COUNT=1"),
    (DAYS, r"FREQ=DAILY;INTERVAL=(?P<every>\d+)"),
    (WEEKS, r"FREQ=WEEKLY;INTERVAL=(?P<every>\d+)"),
    (MONTH_DAY, r"FREQ=MONTHLY;INTERVAL=(?P<every>\d+);BYMONTHDAY=(?P<day>\d+)"),
    (MONTH_END, r"FREQ=MONTHLY;INTERVAL=(?P<every>\d+);BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
    (LAST_WORKING_DAY, r"FREQ=MONTHLY;INTERVAL=(?P<every>\d+);BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
    (YEAR, r"FREQ=YEARLY;BYMONTH=\d+;BYMONTHDAY=(\d+|28,29;BYSETPOS=-1)"),
)


def choice_of(rule: str) -> Choice:
    """The choice that made a rule; of kind `OTHER` where no choice makes it."""
    for kind, form in _CHOICES:
        found = re.fullmatch(form, rule, re.ASCII)
        if found:
            named = {name: int(number) for name, number in found.groupdict().items()}
            return Choice(kind, **named)
    return Choice(OTHER)


def rule_of(choice: Choice, first: date) -> str:
    """The rule of a choice; once a year it is on the month and day of `first`."""
    if choice.kind == MONTH_DAY:
        return monthly_on(first.day if choice.day is None else choice.day, choice.every)
    makers: dict[str, Callable[[], str]] = {
        ONCE: once,
        DAYS: lambda: every_days(choice.every),
        WEEKS: lambda: every_weeks(choice.every),
        MONTH_END: lambda: monthly_on_last_day(choice.every),
        LAST_WORKING_DAY: lambda: monthly_on_last_working_day(choice.every),
        YEAR: lambda: yearly_on(first.month, first.day),
    }
    if choice.kind not in makers:
        raise RuleError("no such choice")
    return makers[choice.kind]()


def weeks_of(rule: str) -> int | None:
    """The weeks of a rule that `every_weeks` made; None for any other."""
    choice = choice_of(rule)
    return choice.every if choice.kind == WEEKS else None


def longest_window(weeks: int) -> int:
    """The days a cycle may last at most: zones lie up to 26 hours apart, and two cycles never overlap."""
    return 7 * weeks - 2


def longest_window_of(starts: datetime, rule: str) -> int | None:
    """The same for any rule; None where it happens once, so that nothing comes after."""
    gap = shortest_gap(starts, rule)
    return None if gap is None else gap - 2


def shortest_gap(starts: datetime, rule: str) -> int | None:
    """The fewest days from one occurrence to the next; None where there is only one."""
    every = within(starts, rule, starts.date(), _searched(starts.date()))
    return min(((later - earlier).days for earlier, later in pairwise(every)), default=None)


def key(local: datetime) -> str:
    """The name of an occurrence, `2026-11-23T09:00`: the same whatever the clocks do."""
    return local.strftime(FORM)


def from_key(text: str) -> datetime:
    """The wall time that `key` wrote."""
    return datetime.strptime(text, FORM)  # noqa: DTZ007 - wall time has no zone yet


def check_rule(starts: datetime, rule: str) -> None:
    """Raise `RuleError` unless the rule is of the grammar and happens within five years."""
    if not occurrences(starts, rule, after=starts - timedelta(minutes=1), count=1):
        raise RuleError("the rule never happens in the next five years")


def within(starts: datetime, rule: str, first: date, last: date) -> Iterator[datetime]:
    """The wall times of a rule on the days from `first` to `last`."""
    if starts.tzinfo is not None:
        raise RuleError("a series starts at a wall time, without a zone")
    days = grammar.days(grammar.parse(rule), starts.date(), first, last)
    return (datetime.combine(day, starts.time()) for day in days)


def occurrences(starts: datetime, rule: str, *, after: datetime, count: int) -> list[datetime]:
    """Up to `count` wall times later than `after`; none is searched for beyond five years."""
    found = within(starts, rule, after.date(), _searched(max(starts.date(), after.date())))
    return list(islice((local for local in found if local > after), count))


def instant(local: datetime, zone: str) -> datetime:
    """The instant of a wall time in a zone, in UTC.

    A time that the spring change skips is read with the offset before it (02:30 happens at 03:30
    by the new clock); one that autumn repeats is the first of the two (RFC 5545).
    """
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def wall_time(at: datetime, zone: str) -> datetime:
    """What a clock on the wall of a zone shows at an instant, to the minute."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)


def windows(
    local_start: datetime, zones: Iterable[str], window_days: int, time_zone: str | None = None
) -> dict[str, Window]:
    """When each zone opens and until when its people can answer: the same wall time, days later.

    With a `time_zone` it is the wall time of that one, and so the same instants for everybody.
    """
    return spans(local_start, local_start + timedelta(days=window_days), zones, time_zone)


def spans(
    local_start: datetime, local_end: datetime, zones: Iterable[str], time_zone: str | None = None
) -> dict[str, Window]:
    """The instants from one wall time to another in each zone, or everywhere by the clock of one `time_zone`."""
    known = sorted(set(zones))
    clocks = {zone: time_zone or zone for zone in known}
    found = {clock: (instant(local_start, clock), instant(local_end, clock)) for clock in set(clocks.values())}
    return {zone: found[clocks[zone]] for zone in known}


def _searched(day: date) -> date:
    return date.fromordinal(min(day.toordinal() + SEARCHED.days, LATEST.toordinal()))
