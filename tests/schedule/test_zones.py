"""Every IANA zone from 2020 to 2035: one opening for each day of a rule, at the wall time that was asked for.

Here the days around each change of the clocks and some of every year; every day of every zone in tests/chaos.
"""

from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest

from pulse.schedule.recurrence import every_days, instant, windows, within
from tests.factories.clocks import FIRST, HOURS, LAST, ZONES, changes, check_opening

DAY = timedelta(days=1)


def days_to_look_at(zone):
    around = {change.date() + n * DAY for change in changes(zone) for n in range(-2, 3)}
    return sorted(around | {FIRST.date() + n * DAY for n in range(0, (LAST - FIRST).days, 193)})


@pytest.mark.parametrize("hour", HOURS, ids=lambda hour: f"{hour[0]:02}:{hour[1]:02}")
def test_every_zone_opens_once_a_day_at_the_time_that_was_asked_for(hour):
    starts = datetime.combine(FIRST.date(), time(*hour))
    for zone in ZONES:
        last = None
        for day in days_to_look_at(zone):
            [local] = within(starts, every_days(1), day, day)
            opens = instant(local, zone)
            check_opening(local, zone, opens)
            assert last is None or last < opens
            last = opens


def test_zones_that_change_their_clocks_were_among_them():
    assert sum(1 for zone in ZONES if changes(zone)) > 150
    assert all(timedelta(days=10) < later - earlier for zone in ZONES for earlier, later in pairwise(changes(zone)))


def test_with_one_zone_for_all_everybody_opens_at_its_instant():
    local = datetime(2026, 3, 29, 2, 30)
    found = windows(local, ["Asia/Jakarta", "Europe/Berlin", "America/Lima"], 7, "Europe/Berlin")
    assert set(found) == {"Asia/Jakarta", "Europe/Berlin", "America/Lima"}
    assert len(set(found.values())) == 1
    opens, ends = found["America/Lima"]
    assert (opens.isoformat(), ends.isoformat()) == ("2026-03-29T01:30:00+00:00", "2026-04-05T00:30:00+00:00")
