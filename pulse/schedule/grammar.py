"""Rules as text of a restricted RFC 5545, and the days that follow from them.

A free grammar lets a stranger's rule search for hours. Here each period (day, week, month, year) is looked at once,
none before the days that are asked for, so what a rule costs is bounded by the length of time and not by its words.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import count

DAILY, WEEKLY, MONTHLY, YEARLY = "DAILY", "WEEKLY", "MONTHLY", "YEARLY"
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LARGEST_INTERVAL = 400
LONGEST_RULE = 200

_NUMBER = r"-?[1-9]\d{0,2}"
_NUMBERS = rf"{_NUMBER}(,{_NUMBER})*"
_DAY = r"(-?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)"
_PARTS = {
    "FREQ": r"DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": r"[1-9]\d{0,2}",
    "COUNT": "1",
    "BYDAY": rf"{_DAY}(,{_DAY})*",
    "BYMONTHDAY": _NUMBERS,
    "BYSETPOS": _NUMBERS,
    "BYMONTH": r"[1-9]\d?(,[1-9]\d?)*",
}
_BOUNDS = {"BYMONTHDAY": 31, "BYMONTH": 12, "BYSETPOS": 366}
_SIMPLE = {"FREQ", "INTERVAL", "COUNT", "BYDAY"}  # what a rule of days or weeks may have


class RuleError(ValueError):
    """A rule is outside the grammar, or never happens."""


@dataclass(frozen=True)
class Rule:
    """A rule that was read. A weekday's number says which one of its month or year; 0: each of them."""

    frequency: str
    interval: int = 1
    once: bool = False
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()


@lru_cache(maxsize=256)
def parse(text: str) -> Rule:
    """Read a rule; `RuleError` for anything outside the grammar."""
    parts = _checked(text)
    numbers = {name: _numbers(parts.get(name, "")) for name in _BOUNDS}
    for name, most in _BOUNDS.items():
        if any(abs(number) > most for number in numbers[name]):
            raise RuleError(f"{name} is out of bounds")
    weekdays = tuple(_weekday(day) for day in parts.get("BYDAY", "").split(",") if day)
    if any(number for number, _ in weekdays) and not all(number for number, _ in weekdays):
        raise RuleError("days of the week have either all a number, or none")
    if numbers["BYSETPOS"] and not (weekdays or numbers["BYMONTHDAY"]):
        raise RuleError("BYSETPOS chooses among days that another part names")
    return Rule(
        parts["FREQ"],
        int(parts.get("INTERVAL", "1")),
        "COUNT" in parts,
        weekdays,
        numbers["BYMONTHDAY"],
        numbers["BYMONTH"],
        numbers["BYSETPOS"],
    )


def days(rule: Rule, starts: date, first: date, last: date) -> Iterator[date]:
    """The days of a rule from `starts` on that lie from `first` to `last`, in their order."""
    if rule.once:
        found = next(_days(rule, starts, starts, last), None)
        return iter([found] if found and found >= first else [])
    return _days(rule, starts, max(first, starts), last)


def _days(rule: Rule, starts: date, first: date, last: date) -> Iterator[date]:
    for period in _periods(rule, starts, first, last):
        yield from (day for day in period if first <= day <= last)


def _periods(rule: Rule, starts: date, first: date, last: date) -> Iterator[list[date]]:
    """The days that the rule chooses, period by period, from the one that holds `first` on."""
    shape = {DAILY: _a_day, WEEKLY: _a_week, MONTHLY: _a_month, YEARLY: _a_year}[rule.frequency]
    began, at, end = (_number(rule.frequency, day) for day in (starts, first, last))
    for step in count(-(-(at - began) // rule.interval)):
        number = began + step * rule.interval
        if number > end:
            return
        yield _positioned(rule, shape(rule, starts, number))


def _number(frequency: str, day: date) -> int:
    """Periods are counted, so that the one of any day is known without walking there."""
    return {
        DAILY: day.toordinal(),
        WEEKLY: (day.toordinal() - 1) // 7,  # ordinal 1 was a Monday
        MONTHLY: day.year * 12 + day.month - 1,
        YEARLY: day.year,
    }[frequency]


def _a_day(rule: Rule, _starts: date, number: int) -> list[date]:
    day = date.fromordinal(number)
    return [day] if not rule.weekdays or (0, day.weekday()) in rule.weekdays else []


def _a_week(rule: Rule, starts: date, number: int) -> list[date]:
    wanted = {weekday for _, weekday in rule.weekdays} or {starts.weekday()}
    return [date.fromordinal(number * 7 + 1 + weekday) for weekday in sorted(wanted)]


def _a_month(rule: Rule, starts: date, number: int) -> list[date]:
    year, month = divmod(number, 12)
    return _in_month(rule, starts, year, month + 1)


def _a_year(rule: Rule, starts: date, year: int) -> list[date]:
    if any(number for number, _ in rule.weekdays) and not rule.months:
        whole = [date(year, 1, 1) + timedelta(days=n) for n in range(date(year, 12, 31).timetuple().tm_yday)]
        return [day for day in _numbered(rule, whole) if _has_day(rule, day)]
    by_day = rule.weekdays or rule.month_days
    months = rule.months or (range(1, 13) if by_day else (starts.month,))
    return [day for month in sorted(set(months)) for day in _in_month(rule, starts, year, month)]


def _in_month(rule: Rule, starts: date, year: int, month: int) -> list[date]:
    if rule.months and month not in rule.months:
        return []
    whole = [date(year, month, number + 1) for number in range(monthrange(year, month)[1])]
    if not (rule.weekdays or rule.month_days):
        return whole[starts.day - 1 : starts.day]
    if any(number for number, _ in rule.weekdays):
        whole = _numbered(rule, whole)
    elif rule.weekdays:
        whole = [day for day in whole if (0, day.weekday()) in rule.weekdays]
    return [day for day in whole if _has_day(rule, day)]


def _numbered(rule: Rule, whole: list[date]) -> list[date]:
    """Of the days of a month or a year, those like "the second Monday" or "the last Friday"."""
    chosen = set()
    for number, weekday in rule.weekdays:
        same = [day for day in whole if day.weekday() == weekday]
        if abs(number) <= len(same):
            chosen.add(same[number - 1 if number > 0 else number])
    return sorted(chosen)


def _has_day(rule: Rule, day: date) -> bool:
    length = monthrange(day.year, day.month)[1]
    return not rule.month_days or day.day in rule.month_days or day.day - length - 1 in rule.month_days


def _positioned(rule: Rule, found: list[date]) -> list[date]:
    if not rule.positions:
        return found
    size = len(found)
    places = {place - 1 if place > 0 else size + place for place in rule.positions}
    return [found[place] for place in sorted(places) if 0 <= place < size]


def _checked(text: str) -> dict[str, str]:
    """The parts of a rule, each of the right form."""
    if len(text) > LONGEST_RULE:
        raise RuleError("the rule is too long")
    given = [part.partition("=") for part in text.split(";")]
    parts = {name: value for name, _, value in given}
    if len(parts) != len(given) or "FREQ" not in parts:
        raise RuleError("a rule names FREQ, and nothing twice")
    for name, value in parts.items():
        if name not in _PARTS or not re.fullmatch(_PARTS[name], value, re.ASCII):
            raise RuleError(f"{name or 'an empty part'} cannot stand like this in a rule")
    if int(parts.get("INTERVAL", "1")) > LARGEST_INTERVAL:
        raise RuleError("the interval is too long")
    of_days = parts["FREQ"] in {DAILY, WEEKLY}
    if of_days and (set(parts) - _SIMPLE or re.search(r"\d", parts.get("BYDAY", ""))):
        raise RuleError("a rule of days or weeks takes an interval and days of the week only")
    return parts


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(sorted({int(number) for number in text.split(",") if number}))


def _weekday(text: str) -> tuple[int, int]:
    return int(text[:-2] or 0), WEEKDAYS.index(text[-2:])
