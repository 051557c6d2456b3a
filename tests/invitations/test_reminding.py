"""When people are reminded: on working days, by their own clocks, a few times at most."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.invitations.reminding import (
    LAST_QUIET,
    Window,
    asked_at,
    due,
    ends_at,
    goes_at,
    reminders,
)
from pulse.organisation.zones import to_choose
from pulse.schedule.recurrence import instant, wall_time

MONDAY = datetime(2026, 11, 23, 9, 0)
ZONES = [zone for zone in to_choose() if zone != "Pacific/Kwajalein"]


def window(days=7, zone="Asia/Jakarta", opens=MONDAY):
    return Window(zone, instant(opens, zone), instant(opens + timedelta(days=days), zone))


def weekdays(day):
    return day.weekday() < 5


def planned(days, offsets=None, works=weekdays, opens=MONDAY):
    return [(one.number, one.day.isoformat()) for one in reminders(window(days, opens=opens), offsets, works)]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (1, []),
        (3, [(1, "2026-11-24")]),
        (5, [(2, "2026-11-25")]),
        (7, [(3, "2026-11-26")]),
        (14, [(7, "2026-11-30"), (11, "2026-12-04")]),
        (21, [(10, "2026-12-03"), (14, "2026-12-07"), (18, "2026-12-11")]),
    ],
)
def test_the_first_goes_half_way_through_and_then_every_four_days(days, expected):
    assert planned(days) == expected


def test_a_series_may_name_its_own_days_or_none():
    assert planned(14, (2, 9)) == [(2, "2026-11-25"), (9, "2026-12-02")]
    assert planned(14, ()) == []
    assert planned(14, (0, 1, 40)) == [(1, "2026-11-24")]  # never on the day of the invitation, never after the end


def test_a_day_off_moves_it_to_the_next_working_day():
    assert planned(14, (5,)) == [(5, "2026-11-30")]  # a Saturday
    holiday = date(2026, 11, 26)
    assert planned(7, works=lambda day: weekdays(day) and day != holiday) == [(3, "2026-11-27")]


def test_two_that_are_moved_to_the_same_day_are_one():
    assert planned(14, (5, 6, 7)) == [(5, "2026-11-30")]


def test_where_no_day_is_left_nobody_is_reminded():
    assert planned(7, (5,)) == []  # the next working day is that of the end
    assert planned(21, works=lambda day: False) == []


def test_nobody_is_reminded_in_the_last_hours():
    to = window(4, opens=datetime(2026, 11, 23, 20, 0))  # until Friday, 20:00: the twelve hours begin at 08:00
    day = date(2026, 11, 27)
    assert goes_at(to, day, None, now=to.opens) is None
    assert goes_at(to, day, 8, now=to.opens) == instant(datetime(2026, 11, 27, 8), to.zone)


def test_a_persons_hour_counts_by_their_own_clock():
    to = window()
    assert goes_at(to, date(2026, 11, 26), 17, now=to.opens) == datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
    assert goes_at(to, date(2026, 11, 26), None, now=to.opens) == datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


def test_an_invitation_waits_for_the_persons_hour_on_the_day_of_the_opening():
    to = window()
    assert asked_at(to, None) == asked_at(to, 7) == to.opens
    assert asked_at(to, 20) == instant(MONDAY.replace(hour=20), to.zone)


def test_an_hour_after_the_end_does_not_keep_anybody_from_being_asked():
    zone = "UTC"
    short = Window(zone, instant(MONDAY, zone), instant(MONDAY.replace(hour=18), zone))
    assert asked_at(short, 20) == short.opens


def posted_at(to, text, posted=0, offsets=(2, 7, 9), works=weekdays):
    now = instant(datetime.fromisoformat(text), to.zone)
    found = due(to, reminders(to, offsets, works), posted=posted, works=works, now=now)
    return found and found.number


def test_it_is_posted_on_its_day_and_once():
    to = window(14)
    assert posted_at(to, "2026-11-24T23:59") is None
    assert posted_at(to, "2026-11-25T00:00") == 2
    assert posted_at(to, "2026-11-25T00:00", posted=2) is None


@pytest.mark.parametrize(
    ("back", "number"),
    [
        ("2026-11-25T10:00", 2),  # an hour late
        ("2026-11-25T18:00", None),  # in the evening nobody is reminded
        ("2026-11-26T00:00", 2),  # but on the next working day
        ("2026-11-27T11:00", 2),  # two days late
        ("2026-11-28T11:00", None),  # a Saturday
        ("2026-11-30T00:00", 7),  # the newest alone
        ("2026-12-04T11:00", 9),
        ("2026-12-06T21:30", None),  # over
        ("2026-12-14T09:00", None),  # three weeks late
    ],
)
def test_after_a_standstill_only_the_newest_goes(back, number):
    assert posted_at(window(14), back) == number


def test_one_that_is_late_goes_at_once_and_until_the_end_of_its_day():
    to = window(14)
    now = instant(datetime(2026, 11, 25, 15, 20), to.zone)
    assert goes_at(to, date(2026, 11, 25), None, now=now) == now
    assert goes_at(to, date(2026, 11, 25), 17, now=now) == instant(datetime(2026, 11, 25, 17), to.zone)
    assert ends_at(to, date(2026, 11, 25)) == instant(datetime(2026, 11, 26), to.zone)


def test_other_days_of_the_series_count_from_the_next_reminder_on():
    to = window(14)
    assert posted_at(to, "2026-11-27T09:00", posted=2, offsets=(2, 4)) == 4
    assert posted_at(to, "2026-11-27T09:00", posted=2, offsets=(1,)) is None


@given(
    st.sampled_from(ZONES),
    st.integers(0, 15 * 366),
    st.integers(0, 23),
    st.integers(1, 21),
    st.none() | st.lists(st.integers(0, 25), max_size=5),
    st.integers(0, 2**32 - 1),
    st.none() | st.integers(0, 23),
    st.lists(st.integers(0, 22 * 24), max_size=12),
)
def test_whatever_the_zone_and_the_hour_it_comes_at_a_good_moment(zone, day, at, days, offsets, seed, hour, looked):
    """Ticks at any hours: never on a day off, before the opening, near the end, twice a day, or backwards."""
    opens = datetime(2020, 1, 1, at) + timedelta(days=day)
    to = window(days, zone, opens)
    off = {to.first_day + timedelta(days=n) for n in range(40) if seed >> (n % 32) & 1}

    def works(each):
        return each not in off

    went, posted = [], 0
    for hours in sorted(looked):
        now = to.opens + timedelta(hours=hours)
        found = due(to, reminders(to, offsets, works), posted=posted, works=works, now=now)
        if found is None:
            continue
        assert found.number > posted
        posted = found.number
        goes = goes_at(to, wall_time(now, zone).date(), hour, now=now)
        if goes is not None:
            went.append(goes)
            local = goes.astimezone(ZoneInfo(zone))
            assert works(local.date())
            assert local.date() > to.first_day
            assert now <= goes <= to.until - LAST_QUIET
            assert local.hour >= (9 if hour is None else hour) or goes > now
            assert goes < ends_at(to, local.date()) or goes == to.last_call
    local_days = [goes.astimezone(ZoneInfo(zone)).date() for goes in went]
    assert all(one < other for one, other in pairwise(local_days))


@given(st.sampled_from(ZONES), st.integers(0, 15 * 366), st.integers(3, 21))
def test_whoever_looks_every_hour_posts_each_on_its_own_day(zone, day, days):
    to = window(days, zone, datetime(2020, 1, 1, 9) + timedelta(days=day))
    expected, posted, now = reminders(to, None, weekdays), [], to.opens
    while now < to.until:
        found = due(to, expected, posted=max(posted, default=0), works=weekdays, now=now)
        if found:
            posted.append(found.number)
            assert found.day == wall_time(now, zone).date()
        now += timedelta(hours=1)
    assert posted == [one.number for one in expected]
