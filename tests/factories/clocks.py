"""Every zone's changes of the clock, and the wall times around them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

ZONES = sorted(available_timezones())
FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2035, 12, 31, tzinfo=UTC)
DAY = timedelta(days=1)
HOURS = ((9, 0), (0, 0), (2, 30))


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """About when the clocks of a zone change from 2020 to 2035, to the day; no two changes lie within ten days."""
    return tuple(_changes(ZoneInfo(zone)))


def _changes(where: ZoneInfo) -> Iterator[datetime]:
    step = 10 * DAY
    at, before = FIRST, FIRST.astimezone(where).utcoffset()
    while at < LAST:
        after = (at + step).astimezone(where).utcoffset()
        if after != before:
            yield next(at + n * DAY for n in range(11) if (at + n * DAY).astimezone(where).utcoffset() != before)
        at, before = at + step, after


def check_opening(local: datetime, zone: str, opens: datetime) -> None:
    """The wall shows the time that was meant, the first time; in a gap it has moved on by as much as was skipped."""
    where = ZoneInfo(zone)
    first, second = (local.replace(tzinfo=where, fold=fold) for fold in (0, 1))
    shown = opens.astimezone(where)
    before, after = first.utcoffset(), second.utcoffset()
    if before == after:
        assert shown.replace(tzinfo=None) == local, (zone, local)
    elif before > after:  # this time comes twice; the first one counts
        assert (shown.replace(tzinfo=None), shown.fold) == (local, 0), (zone, local)
    else:  # it does not come at all
        assert shown.replace(tzinfo=None) - local == after - before, (zone, local)
