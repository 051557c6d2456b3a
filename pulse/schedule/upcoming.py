"""What a series does and when: each occurrence of its rule with what holidays, pauses and clocks make of it.

The page shows what the worker does, because both ask here. Notes are keys with values; the page has the words.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pulse.schedule import recurrence
from pulse.schedule.calendars import BLACKOUT, FARTHEST, DaysOff, placed
from pulse.schedule.recurrence import KEEP, SEARCHED, Plan, Window, from_key, instant, spans, wall_time, within

LEAST_LEFT = timedelta(days=1)  # an overdue opening still happens while everybody has this long to answer
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SPREAD = timedelta(days=FARTHEST + 2)  # a shift, and zones lie within a day of UTC

MOVED = "moved"  # `from` the day that was meant; `why` "weekend" or "holiday", `name` of the holiday
ON_DAY_OFF = "skipped_day_off"  # `why`, `name`
ON_BLACKOUT = "skipped_blackout"  # `name`
WHILE_PAUSED = "skipped_paused"  # `until`, the first day on which it goes on, or None
OVER_BUDGET = "skipped_budget"  # `days`, the organisation's contact budget
WAITS = "waits_budget"  # `days`: the budget lets it open only now, later than planned; it ends as planned
NO_SUCH_TIME = "no_such_time"  # `zone`; `asked` and `shows`, wall times: 02:30 does not exist, it opens at 03:30
TWICE = "twice"  # `zone`, `asked`: this time comes twice on that day, and the first one counts
CLOCKS_CHANGE = "clocks_change"  # `zone`; `day` of the change, `minutes` (60: an hour forward) while it is open
SKIPS = frozenset({ON_DAY_OFF, ON_BLACKOUT, WHILE_PAUSED, OVER_BUDGET})


@dataclass(frozen=True)
class Note:
    """Something to tell about an occurrence."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Upcoming:
    """One occurrence: the wall time that the rule names, and those at which it opens (None: it does not) and ends."""

    occurrence: datetime
    opens: datetime | None = None
    ends: datetime | None = None
    zones: Mapping[str, Window] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    @property
    def key(self) -> str:
        """Its name, the same whatever holidays and clocks do."""
        return recurrence.key(self.occurrence)

    @property
    def opens_at(self) -> datetime:
        """The instant at which the first zone opens."""
        return min(opens for opens, _ in self.zones.values())

    @property
    def latest(self) -> datetime:
        """Until when it may still open: a day is left then in the zone that ends first."""
        return min(ends for _, ends in self.zones.values()) - LEAST_LEFT


@dataclass(frozen=True)
class Contact:
    """The contact budget: `days` from one opening of an organisation to the next, and when the last ones were.

    `other` is the day on which another series opened last, `own` that of the series itself. A series never repeats
    more often than the budget; two of its check-ins come closer only where a holiday moved one, and then by no more
    than half: a day that was moved once would otherwise push all the later ones.
    """

    days: int
    other: date | None = None
    own: date | None = None

    @property
    def earliest(self) -> date | None:
        """The first day on which the budget lets a check-in open."""
        after_other = self.other + timedelta(days=self.days) if self.other else None
        after_own = self.own + timedelta(days=(self.days + 1) // 2) if self.own else None
        return max((day for day in (after_other, after_own) if day), default=None)


def contact_of(
    days: int,
    openings: Iterable[tuple[str, str, datetime]],
    series_id: str,
    plan: Plan,
    zones: Collection[str],
    clocks: Mapping[str, str],
) -> Contact:
    """The budget at a series, from every opening so far: its series, occurrence and instant.

    One by hand counts like another series'. `clocks` names the zone of each series that has one. Where each zone has
    its own time, the first to open is the one whose calendar is farthest ahead.
    """
    last: dict[bool, date] = {}
    for series, occurrence, at in openings:
        clock = clocks.get(series)
        day = max(wall_time(at, zone).date() for zone in ([clock] if clock else zones))
        is_own = series == series_id and _names(plan, from_key(occurrence))
        last[is_own] = max(last.get(is_own, day), day)
    return Contact(days, last.get(False), last.get(True))


def _names(plan: Plan, local: datetime) -> bool:
    """Whether the rule names this wall time."""
    return local in within(plan.starts, plan.rule, local.date(), local.date())


def upcoming(
    plan: Plan,
    days_off: DaysOff,
    zones: Collection[str],
    after: datetime,
    count: int = 5,
    contact: Contact | None = None,
) -> list[Upcoming]:
    """The next `count` openings after an instant, and between them what does not take place (as many at most)."""
    opening: list[Upcoming] = []
    skipped: list[Upcoming] = []
    wall = _wall(after)
    for each in _between(plan, days_off, zones, wall - SPREAD, max(wall, plan.starts) + SEARCHED):
        if (each.opens_at if each.opens else instant(each.occurrence, plan.time_zone or "UTC")) <= after:
            continue
        seen = within_budget(each, plan, days_off, contact) if contact else each
        if seen.opens is None:
            skipped.append(seen)
            continue
        contact = contact and replace(contact, own=seen.opens.date())
        opening.append(replace(seen, notes=(*seen.notes, *_clock_notes(seen, plan))))
        if len(opening) == count:
            break
    return sorted([*opening, *skipped[:count]], key=lambda each: each.opens or each.occurrence)


def due(plan: Plan, days_off: DaysOff, zones: Collection[str], now: datetime) -> Upcoming | None:
    """The occurrence that should be open at `now`: begun in some zone, a day or more left in every one.

    After a standstill this is the one whose window still runs; those that went by are `passed`.
    """
    wall = _wall(now)
    found = _between(plan, days_off, zones, wall - SPREAD - plan.window_days * DAY, wall + SPREAD)
    return max(
        (each for each in found if each.opens and each.opens_at <= now <= each.latest),
        key=lambda each: (each.opens_at, each.occurrence),
        default=None,
    )


def passed(plan: Plan, days_off: DaysOff, zones: Collection[str], since: datetime, until: datetime) -> list[Upcoming]:
    """The occurrences that were to open and became too late to, later than `since` and not later than `until`."""
    first = _wall(since) - SPREAD - plan.window_days * DAY
    found = _between(plan, days_off, zones, first, _wall(until) + SPREAD)
    return [each for each in found if each.opens and since < each.latest <= until]


def local_openings(plan: Plan, days_off: DaysOff, first: datetime, last: datetime) -> list[tuple[datetime, datetime]]:
    """The wall times at which it opens and ends, of the occurrences between two wall times that take place."""
    found = _between(plan, days_off, ["UTC"], first, last)
    return [(each.opens, each.ends) for each in found if each.opens and each.ends]


def within_budget(each: Upcoming, plan: Plan, days_off: DaysOff, contact: Contact) -> Upcoming:
    """The same occurrence as the contact budget lets it open: later if need be, while a day is left, or not at all."""
    earliest = contact.earliest
    if each.opens is None or each.ends is None or earliest is None or each.opens.date() >= earliest:
        return each
    opens = datetime.combine(_willing(earliest, plan, days_off), each.opens.time())
    if opens > each.ends - LEAST_LEFT:
        return Upcoming(each.occurrence, notes=(Note(OVER_BUDGET, {"days": contact.days}),))
    zones = spans(opens, each.ends, each.zones, plan.time_zone)
    return replace(each, opens=opens, zones=zones, notes=(*each.notes, Note(WAITS, {"days": contact.days})))


def _willing(day: date, plan: Plan, days_off: DaysOff) -> date:
    """The first day from this one on that is no blackout, and a working day where the holiday rule asks for it."""
    off = days_off.blackout if plan.if_holiday == KEEP else days_off.reason
    return next(
        (found for found in (day + n * DAY for n in range(FARTHEST)) if off(found) is None), day + FARTHEST * DAY
    )


def _between(
    plan: Plan, days_off: DaysOff, zones: Collection[str], first: datetime, last: datetime
) -> Iterator[Upcoming]:
    """Every occurrence whose own day lies between these, with its fate."""
    if not zones:
        return
    end = min(last.date(), plan.ends_on or last.date())
    for local in within(plan.starts, plan.rule, first.date(), end):
        yield _fate(plan, days_off, zones, local)


def _fate(plan: Plan, days_off: DaysOff, zones: Collection[str], local: datetime) -> Upcoming:
    place = placed(local.date(), plan.if_holiday, days_off)
    day_off = {"why": place.reason.kind, "name": place.reason.name} if place.reason else {}
    if place.day is None or _taken(plan, local.date(), place.day):
        return Upcoming(local, notes=(Note(ON_BLACKOUT if day_off["why"] == BLACKOUT else ON_DAY_OFF, day_off),))
    if plan.paused and (plan.paused_until is None or place.day < plan.paused_until):
        return Upcoming(local, notes=(Note(WHILE_PAUSED, {"until": plan.paused_until}),))
    opens = datetime.combine(place.day, local.time())
    ends = opens + plan.window_days * DAY
    notes = (Note(MOVED, {"from": local.date(), **day_off}),) if place.day != local.date() else ()
    return Upcoming(local, opens, ends, spans(opens, ends, zones, plan.time_zone), notes)


def _taken(plan: Plan, day: date, moved: date) -> bool:
    """Whether a shift reaches the day of the rule's next occurrence, or the one before: that one takes its place."""
    if moved == day:
        return False
    first, last = (day + DAY, moved) if moved > day else (moved, day - DAY)
    return next(within(plan.starts, plan.rule, first, last), None) is not None


def _clock_notes(each: Upcoming, plan: Plan) -> Iterator[Note]:
    """What the clocks of each zone do to an opening."""
    for zone in [plan.time_zone] if plan.time_zone else sorted(each.zones):
        where = ZoneInfo(zone)
        opens, ends = each.zones[zone] if zone in each.zones else next(iter(each.zones.values()))
        shows = wall_time(opens, zone)
        if each.opens and shows != each.opens:
            yield Note(NO_SUCH_TIME, {"zone": zone, "asked": each.opens, "shows": shows})
        elif shows.replace(tzinfo=where, fold=0).utcoffset() != shows.replace(tzinfo=where, fold=1).utcoffset():
            yield Note(TWICE, {"zone": zone, "asked": shows})
        yield from _change(zone, opens, ends)


def _change(zone: str, opens: datetime, ends: datetime) -> Iterator[Note]:
    """The first change of the clocks between two instants."""
    at = opens
    while at < ends:
        until = min(at + DAY, ends)
        minutes = (_offset(until, zone) - _offset(at, zone)) // timedelta(minutes=1)
        if minutes:
            hours = (at + n * HOUR for n in range(1, 25))
            change = next((hour for hour in hours if _offset(hour, zone) != _offset(at, zone)), until)
            yield Note(CLOCKS_CHANGE, {"zone": zone, "day": wall_time(change, zone).date(), "minutes": minutes})
            return
        at = until


def _offset(at: datetime, zone: str) -> timedelta:
    return at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def _wall(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)
