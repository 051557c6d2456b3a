"""When something recurs: rules over wall time, and the instants that follow in each time zone.

Rules are RFC 5545 text of a restricted grammar, because a free one lets a stranger's rule search
for hours. They are evaluated over naive wall time; a zone is applied to each result at the end,
so that nine o'clock stays nine o'clock when clocks change.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import cast
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

Window = tuple[datetime, datetime]

SEARCHED = timedelta(days=5 * 366)  # how far ahead an occurrence is looked for
LEAST_LEFT = timedelta(days=1)  # an overdue opening still happens while everybody has this long to answer
COMPARED = timedelta(days=366)  # how far ahead two series are compared
FORM = "%Y-%m-%dT%H:%M"

_NUMBERS = r"-?\d{1,3}(,-?\d{1,3})*"
_DAY = r"(-?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)"
_PARTS = {
    "FREQ": r"DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": r"[1-9]\d{0,2}",
    "BYDAY": rf"{_DAY}(,{_DAY})*",
    "BYMONTHDAY": _NUMBERS,
    "BYSETPOS": _NUMBERS,
    "BYMONTH": r"\d{1,2}(,\d{1,2})*",
}
# Rules of days and weeks take no more than these: with the other parts there are rules that never
# happen, and finding that out day by day takes seconds.
_SIMPLE = {"FREQ", "INTERVAL", "BYDAY"}
LARGEST_INTERVAL = 400
LONGEST_RULE = 200


@dataclass(frozen=True)
class Plan:
    """What there is to know about a series before it has an id."""

    starts: datetime
    rule: str
    window_days: int


class RuleError(ValueError):
    """A rule is outside the grammar, or never happens."""


def every_weeks(weeks: int) -> str:
    """The rule "every so many weeks, on the weekday of the first time"."""
    return f"FREQ=WEEKLY;INTERVAL={weeks}"


def weeks_of(rule: str) -> int | None:
    """The weeks of a rule that `every_weeks` made; None for any other."""
    found = re.fullmatch(r"FREQ=WEEKLY;INTERVAL=(\d+)", rule, re.ASCII)
    return int(found[1]) if found else None


def longest_window(weeks: int) -> int:
    """The days a cycle may last at most: zones lie up to 26 hours apart, and two cycles never overlap."""
    return 7 * weeks - 2


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


def occurrences(starts: datetime, rule: str, *, after: datetime, count: int) -> list[datetime]:
    """Up to `count` wall times later than `after`; none is searched for beyond five years."""
    until = max(starts, after) + SEARCHED
    return list(islice((local for local in _parsed(starts, rule, until) if local > after), count))


def instant(local: datetime, zone: str) -> datetime:
    """The instant of a wall time in a zone, in UTC.

    A time that the spring change skips is read with the offset before it (02:30 happens at 03:30
    by the new clock); one that autumn repeats is the first of the two (RFC 5545).
    """
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def wall_time(at: datetime, zone: str) -> datetime:
    """What a clock on the wall of a zone shows at an instant, to the minute."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)


def windows(local_start: datetime, zones: Iterable[str], window_days: int) -> dict[str, Window]:
    """When each zone opens and until when its people can answer: the same wall time, days later."""
    local_end = local_start + timedelta(days=window_days)
    return {zone: (instant(local_start, zone), instant(local_end, zone)) for zone in sorted(set(zones))}


def due(starts: datetime, rule: str, *, window_days: int, zones: Iterable[str], now: datetime) -> datetime | None:
    """The occurrence that should be open at `now`: begun in some zone, a day or more left in every one.

    After a standstill this is the one whose window still runs; those that went by are missed.
    """
    known = set(zones)
    if not known:
        return None
    day = timedelta(days=1)
    wall = now.astimezone(UTC).replace(tzinfo=None)
    earliest = wall - timedelta(days=window_days) - 2 * day  # zones lie within a day of UTC
    found = None
    for local in _parsed(starts, rule, wall + 2 * day):
        if local >= earliest and _is_due(windows(local, known, window_days), now):
            found = local
    return found


def first_overlap(one: Plan, other: Plan, *, after: datetime) -> datetime | None:
    """The first opening of `one` in the coming year that falls together with a window of `other`."""
    theirs = _coming(other, after)
    for opens, ends in _coming(one, after):
        if any(opens < their_end and their_start < ends for their_start, their_end in theirs):
            return opens
    return None


def _coming(plan: Plan, after: datetime) -> list[Window]:
    length = timedelta(days=plan.window_days)
    starts = occurrences(plan.starts, plan.rule, after=after - length, count=366)
    return [(start, start + length) for start in starts if start < after + COMPARED]


def _is_due(zones: dict[str, Window], now: datetime) -> bool:
    opens = min(opens for opens, _ in zones.values())
    ends = min(ends for _, ends in zones.values())
    return opens <= now <= ends - LEAST_LEFT


def _parsed(starts: datetime, rule: str, until: datetime) -> rrule:
    if starts.tzinfo is not None:
        raise RuleError("a series starts at a wall time, without a zone")
    _check_grammar(rule)
    try:
        parsed = cast(rrule, rrulestr(rule, dtstart=starts, cache=False))
    except (ValueError, KeyError) as error:
        raise RuleError("this is not a rule") from error
    return parsed.replace(until=until)


def _check_grammar(rule: str) -> None:
    if len(rule) > LONGEST_RULE:
        raise RuleError("the rule is too long")
    given = [part.partition("=") for part in rule.split(";")]
    parts = {name: value for name, _, value in given}
    if len(parts) != len(given) or "FREQ" not in parts:
        raise RuleError("a rule names FREQ, and nothing twice")
    for name, value in parts.items():
        if name not in _PARTS or not re.fullmatch(_PARTS[name], value, re.ASCII):
            raise RuleError(f"{name or 'an empty part'} cannot stand like this in a rule")
    if int(parts.get("INTERVAL", "1")) > LARGEST_INTERVAL:
        raise RuleError("the interval is too long")
    of_days = parts["FREQ"] in {"DAILY", "WEEKLY"}
    if of_days and (set(parts) - _SIMPLE or re.search(r"\d", parts.get("BYDAY", ""))):
        raise RuleError("a rule of days or weeks takes an interval and days of the week only")
