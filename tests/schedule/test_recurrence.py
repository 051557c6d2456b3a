"""Recurrence: rules over wall time, instants in every zone of the world."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.schedule.recurrence import (
    RuleError,
    check_rule,
    every_weeks,
    from_key,
    instant,
    key,
    occurrences,
    wall_time,
    weeks_of,
    windows,
)

ZONES = sorted(available_timezones())
MONDAY = from_key("2026-11-23T09:00")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
wall_times = st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2035-12-31")).map(
    lambda local: local.replace(second=0, microsecond=0)
)


@st.composite
def rules(draw):
    """Rules of the restricted grammar; some of them never happen."""
    if draw(st.booleans()):
        days = draw(st.lists(st.sampled_from(DAYS), min_size=1, unique=True))
        return f"FREQ={draw(st.sampled_from(['DAILY', 'WEEKLY']))};BYDAY={','.join(days)}"
    parts = [f"FREQ={draw(st.sampled_from(['MONTHLY', 'YEARLY']))}"]
    if draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 400))}")
    by_day = draw(st.lists(st.sampled_from(DAYS), max_size=3, unique=True))
    by_month_day = draw(st.lists(st.integers(1, 31) | st.integers(-31, -1), max_size=3, unique=True))
    by_month = draw(st.lists(st.integers(1, 12), max_size=3, unique=True))
    for name, values in (("BYDAY", by_day), ("BYMONTHDAY", by_month_day), ("BYMONTH", by_month)):
        if values:
            parts.append(f"{name}={','.join(map(str, values))}")
    if (by_day or by_month_day) and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(st.sampled_from([-1, 1, 2]))}")
    return ";".join(parts)


@given(wall_times, rules())
def test_occurrences_rise_strictly_and_keep_the_hour(starts, rule):
    found = occurrences(starts, rule, after=starts - MINUTE, count=8)
    assert all(earlier < later for earlier, later in pairwise(found))
    assert all((local.hour, local.minute) == (starts.hour, starts.minute) for local in found)
    assert all(local >= starts and local.tzinfo is None for local in found)


@given(wall_times, st.integers(1, 8), wall_times)
def test_a_weekly_series_is_what_adding_weeks_gives(starts, weeks, after):
    step = timedelta(weeks=weeks)
    expected, local = [], starts
    while len(expected) < 5:
        if local > after:
            expected.append(local)
        local += step
    assert occurrences(starts, every_weeks(weeks), after=after, count=5) == expected


@given(wall_times, st.lists(st.sampled_from(DAYS), min_size=1, max_size=7, unique=True))
def test_days_of_the_week_are_those_that_were_asked_for(starts, days):
    found = occurrences(starts, f"FREQ=DAILY;BYDAY={','.join(days)}", after=starts - MINUTE, count=10)
    expected = [starts + DAY * n for n in range(80) if DAYS[(starts + DAY * n).weekday()] in days]
    assert found == expected[:10]


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-11-30T09:00"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27T09:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "2026-11-30T09:00"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2028-02-29T09:00"),
    ],
)
def test_rules_of_months_and_years_mean_what_they_say(rule, first):
    assert occurrences(MONDAY, rule, after=MONDAY, count=1) == [from_key(first)]


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=SECONDLY",
        "FREQ=HOURLY",
        "INTERVAL=2",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=401",
        "FREQ=WEEKLY;INTERVAL=２",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;BYHOUR=3",
        "FREQ=WEEKLY;BYSECOND=3",
        "FREQ=WEEKLY;COUNT=3",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;UNTIL=20270101",
        "FREQ=WEEKLY;BYDAY=",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;",
        "FREQ=WEEKLY\nEXDATE:20270101",
        "RRULE:FREQ=WEEKLY",
        "freq=weekly",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYMONTHDAY=32",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYDAY=MO;BYSETPOS=2",
        "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=DAILY;BYMONTH=" + ",".join(["1"] * 200),
    ],
)
def test_a_rule_outside_the_grammar_is_refused(rule):
    with pytest.raises(RuleError):
        check_rule(MONDAY, rule)


@given(st.text(max_size=60) | st.from_regex(r"FREQ=[A-Z]+(;[A-Z]+=[-+0-9A-Z,]*)*", fullmatch=True))
def test_any_text_is_a_rule_or_refused_and_never_an_accident(rule):
    try:
        check_rule(MONDAY, rule)
    except RuleError:
        return
    assert occurrences(MONDAY, rule, after=MONDAY - MINUTE, count=1)


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY;INTERVAL=7;BYDAY=TU", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"],
)
def test_a_rule_that_never_happens_is_refused(rule):
    with pytest.raises(RuleError, match="never happens"):
        check_rule(MONDAY, rule)


def test_a_series_does_not_start_at_an_instant():
    with pytest.raises(RuleError):
        check_rule(MONDAY.replace(tzinfo=UTC), "FREQ=DAILY")


def test_the_name_of_an_occurrence_can_be_read_back():
    assert key(MONDAY) == "2026-11-23T09:00"
    assert from_key(key(MONDAY)) == MONDAY


def test_a_weekly_rule_can_be_told_in_weeks():
    assert weeks_of(every_weeks(2)) == 2
    assert weeks_of("FREQ=DAILY") is None


# Days around changes of the clock somewhere: spring and autumn in Europe, America, Chile, Lord Howe.
NOTABLE = ["2026-03-08", "2026-03-29", "2026-04-05", "2026-09-06", "2026-10-04", "2026-10-25", "2026-11-01"]


@pytest.mark.parametrize("zone", ZONES)
def test_every_zone_keeps_the_hour_outside_gaps_and_takes_the_first_of_two(zone):
    where = ZoneInfo(zone)
    for day in NOTABLE:
        for hour in ("00:00", "00:30", "02:00", "02:30", "09:00"):
            local = from_key(f"{day}T{hour}")
            found = instant(local, zone)
            assert found.tzinfo is UTC
            shown = found.astimezone(where).replace(tzinfo=None)
            before = local.replace(tzinfo=where, fold=0).utcoffset()
            if shown == local:  # the wall shows this hour: it is the first time that it does
                assert all(
                    (found - HOUR * half / 2).astimezone(where).replace(tzinfo=None) != local for half in (1, 2)
                )
            else:  # the wall never shows it: the offset from before the gap is used
                later = local.replace(tzinfo=where, fold=1).utcoffset()
                assert shown - local == later - before or shown - local == before - later
                assert shown > local
            assert found == (local - before).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "zone", "expected"),
    [
        ("2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:30"),  # shown as 03:30
        ("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30"),  # the first of two
        ("2026-09-06T00:00", "America/Santiago", "2026-09-06T04:00"),  # no midnight on that day
        ("2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T15:45"),  # a gap of half an hour
        ("2011-12-30T09:00", "Pacific/Apia", "2011-12-30T19:00"),  # a day that does not exist
        ("2026-11-23T09:00", "Asia/Kathmandu", "2026-11-23T03:15"),
    ],
)
def test_gaps_and_repeated_hours_follow_the_rules(local, zone, expected):
    assert instant(from_key(local), zone) == from_key(expected).replace(tzinfo=UTC)


def test_a_window_ends_at_the_same_hour_though_the_clocks_changed():
    [(opens, ends)] = windows(from_key("2026-10-19T09:00"), ["Europe/Berlin"], 7).values()
    assert (opens.isoformat(), ends.isoformat()) == ("2026-10-19T07:00:00+00:00", "2026-10-26T08:00:00+00:00")


@given(wall_times, st.lists(st.sampled_from(ZONES), min_size=1, max_size=5), st.integers(3, 21))
def test_every_zone_has_a_window_of_about_the_days_asked_for(local, zones, days):
    found = windows(local, zones, days)
    assert set(found) == set(zones)
    for opens, ends in found.values():
        assert abs((ends - opens) - timedelta(days=days)) <= HOUR


@given(st.sampled_from(ZONES), wall_times)
def test_the_wall_shows_the_time_that_was_meant(zone, local):
    shown = wall_time(instant(local, zone), zone)
    assert shown == local or HOUR / 2 <= shown - local <= DAY
