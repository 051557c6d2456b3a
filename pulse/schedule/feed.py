"""The days of a series as an iCalendar feed (RFC 5545), for whoever has its secret address.

It says when check-ins are and nothing else: no survey, no organisation, no figures, no link.
"""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

PRODUCT = "-//Pulse//Schedule//EN"
LABEL = b"pulse-schedule-feed-v1"
AHEAD = timedelta(days=366)
LOOKED_AT_AGAIN = timedelta(hours=6)  # how often a calendar program is asked to fetch it
SECRET_LENGTH = 32
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True)
class Words:
    """What stands at the calendar and at each of its days, in the organisation's language."""

    title: str
    event: str


@dataclass(frozen=True)
class Opening:
    """One check-in that was, is or will be: when it begins and ends, in UTC."""

    occurrence: str
    opens: datetime
    ends: datetime


@dataclass(frozen=True)
class Version:
    """How often the dates may have been changed by hand, and when for the last time."""

    changes: int
    changed_at: datetime


def secret(key: str, organisation_id: str, series_id: str) -> str:
    """The part of the feed's address that nobody can guess: it follows from the installation's own secret."""
    parts = (LABEL, organisation_id.encode(), series_id.encode())
    return hmac.new(key.encode(), b"\0".join(parts), sha256).hexdigest()[:SECRET_LENGTH]


def matches(given: str, key: str, organisation_id: str, series_id: str) -> bool:
    """Whether somebody came with the right secret; takes equally long for every wrong one."""
    return hmac.compare_digest(given.encode(), secret(key, organisation_id, series_id).encode())


def calendar(
    series_id: str, openings: Collection[Opening], *, zone: str, host: str, words: Words, version: Version
) -> bytes:
    """The feed. Each day keeps its name (UID) for ever, so that a calendar moves it and never doubles it."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", words.title)
    made.add("x-wr-calname", words.title)
    made.add("refresh-interval", LOOKED_AT_AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT6H")
    for opening in sorted(openings, key=lambda each: (each.opens, each.occurrence)):
        made.add_component(_event(series_id, opening, zone, host, words, version))
    if openings and zone != "UTC":
        first = min(opening.opens for opening in openings)
        made.add_component(zone_rules(zone, first - DAY, max(opening.ends for opening in openings) + DAY))
    return bytes(made.to_ical())


def zone_rules(zone: str, first: datetime, last: datetime) -> Timezone:
    """What the clocks of a zone do between two instants, each change by itself.

    Written by hand: the library's own tells the hour of a spring change by the clock after it, and RFC 5545 wants
    the clock before.
    """
    local = ZoneInfo(zone)
    made = Timezone()
    made.add("tzid", zone)
    made.add_component(_observance(first, first, local))
    at = first
    while at < last:
        until = at + DAY
        if _offset(at, local) != _offset(until, local):
            made.add_component(_observance(at, _change(at, until, local), local))
        at = until
    return made


def _observance(before: datetime, at: datetime, local: ZoneInfo) -> TimezoneStandard | TimezoneDaylight:
    """From `at` on these are the clocks; `before` is an instant by the clocks that were."""
    summer = bool(at.astimezone(local).dst())
    made = TimezoneDaylight() if summer else TimezoneStandard()
    made.add("dtstart", (at + _offset(before, local)).replace(tzinfo=None))
    made.add("tzoffsetfrom", _offset(before, local))
    made.add("tzoffsetto", _offset(at, local))
    made.add("tzname", at.astimezone(local).tzname() or str(local.key))
    return made


def _offset(at: datetime, local: ZoneInfo) -> timedelta:
    return at.astimezone(local).utcoffset() or timedelta()


def _change(before: datetime, after: datetime, local: ZoneInfo) -> datetime:
    """The minute, between two instants, at which the clocks change."""
    was = _offset(before, local)
    while after - before > MINUTE:
        middle = before + (after - before) // 2 // MINUTE * MINUTE
        before, after = (middle, after) if _offset(middle, local) == was else (before, middle)
    return after


def _event(series_id: str, opening: Opening, zone: str, host: str, words: Words, version: Version) -> Event:
    local = ZoneInfo(zone)
    event = Event()
    event.add("uid", f"{opening.occurrence}.{series_id}@{host}")
    event.add("dtstamp", version.changed_at)
    event.add("last-modified", version.changed_at)
    event.add("sequence", version.changes)
    event.add("dtstart", opening.opens.astimezone(local))
    event.add("dtend", opening.ends.astimezone(local))
    event.add("summary", words.event)
    event.add("transp", "TRANSPARENT")  # a check-in blocks nobody's day
    event.add("class", "PUBLIC")
    return event
