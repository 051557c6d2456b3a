"""What comes next: the real dates in each zone, and what holidays, pauses, clocks and the budget make of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulse.schedule import recurrence, upcoming
from pulse.schedule.calendars import DaysOff, Span
from pulse.schedule.conflicts import OVERLAP, TOO_OFTEN, conflict
from pulse.schedule.recurrence import (
    HOLIDAY_RULES,
    NEXT,
    PREVIOUS,
    SKIP,
    Plan,
    every_weeks,
    from_key,
    instant,
    windows,
)
from pulse.schedule.upcoming import Contact, Note, contact_of, due, passed
from tests.factories.clocks import ZONES

MONDAY = from_key("2026-11-23T09:00")
BEFORE = datetime(2026, 11, 20, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PLAIN = DaysOff()
BERLIN, JAKARTA = "Europe/Berlin", "Asia/Jakarta"
FORTNIGHTLY = Plan(MONDAY, every_weeks(2), 7)
HOLIDAYS = DaysOff(
    holidays={date(2026, 12, 7): "Founding day", date(2026, 12, 8): "Day after"},
    blackouts=(Span(date(2026, 12, 19), date(2027, 1, 3), "Winter break"),),
)


def coming(plan, off=PLAIN, zones=(BERLIN,), after=BEFORE, **more):
    return upcoming.upcoming(plan, off, zones, after, **more)


def told(found):
    return [
        (each.key, recurrence.key(each.opens) if each.opens else None, [n.key for n in each.notes]) for each in found
    ]


def test_the_next_openings_are_told_with_their_instants_in_each_zone():
    found = coming(FORTNIGHTLY, zones=(BERLIN, JAKARTA))
    assert [each.key for each in found][:2] == ["2026-11-23T09:00", "2026-12-07T09:00"]
    assert len(found) == 5
    assert {zone: opens.hour for zone, (opens, _) in found[0].zones.items()} == {BERLIN: 8, JAKARTA: 2}
    assert found[0].opens_at == instant(MONDAY, JAKARTA)
    assert all(each.notes == () for each in found)


def test_what_opened_already_is_not_coming():
    assert coming(FORTNIGHTLY, after=instant(MONDAY, BERLIN))[0].key == "2026-12-07T09:00"
    assert coming(FORTNIGHTLY, after=instant(MONDAY, BERLIN) - MINUTE)[0].key == "2026-11-23T09:00"


@pytest.mark.parametrize(
    ("if_holiday", "second"),
    [
        ("keep", ("2026-12-07T09:00", "2026-12-07T09:00", [])),
        ("next", ("2026-12-07T09:00", "2026-12-09T09:00", ["moved"])),
        ("previous", ("2026-12-07T09:00", "2026-12-04T09:00", ["moved"])),
        ("skip", ("2026-12-07T09:00", None, ["skipped_day_off"])),
    ],
)
def test_a_holiday_does_what_the_series_says_and_the_name_of_the_occurrence_stays(if_holiday, second):
    found = coming(replace(FORTNIGHTLY, if_holiday=if_holiday), HOLIDAYS)
    assert told(found)[1] == second
    assert told(found)[2] == ("2026-12-21T09:00", None, ["skipped_blackout"])
    assert len([each for each in found if each.opens]) == 5
    assert found[2].notes[0].values["name"] == "Winter break"


def test_a_shift_says_from_where_and_why():
    [note] = coming(replace(FORTNIGHTLY, if_holiday=NEXT), HOLIDAYS)[1].notes
    assert note == Note("moved", {"from": date(2026, 12, 7), "why": "holiday", "name": "Founding day"})
    saturday = Plan(from_key("2026-11-28T09:00"), every_weeks(2), 7, if_holiday=PREVIOUS)
    [note] = coming(saturday)[0].notes
    assert note == Note("moved", {"from": date(2026, 11, 28), "why": "weekend", "name": ""})


def test_the_last_working_day_of_a_month_gives_way_to_a_holiday():
    off = DaysOff(holidays={date(2026, 12, 31): "New Year's Eve"})
    plan = Plan(MONDAY, recurrence.monthly_on_last_working_day(), 7, if_holiday=PREVIOUS)
    assert [f"{each.opens:%m-%d}" for each in coming(plan, off, count=3)] == ["11-30", "12-30", "01-29"]


def test_a_pause_with_an_end_is_over_by_itself():
    plan = replace(FORTNIGHTLY, paused=True, paused_until=date(2026, 12, 21))
    found = told(coming(plan, count=2))
    assert found[:3] == [
        ("2026-11-23T09:00", None, ["skipped_paused"]),
        ("2026-12-07T09:00", None, ["skipped_paused"]),
        ("2026-12-21T09:00", "2026-12-21T09:00", []),
    ]


def test_a_pause_without_an_end_opens_nothing():
    found = coming(replace(FORTNIGHTLY, paused=True))
    assert len(found) == 5
    assert all(each.opens is None for each in found)


def test_a_series_ends_on_its_last_day():
    assert len(coming(replace(FORTNIGHTLY, ends_on=date(2026, 12, 7)))) == 2
    assert len(coming(replace(FORTNIGHTLY, ends_on=date(2026, 12, 6)))) == 1
    assert len(coming(Plan(MONDAY, recurrence.once(), 7))) == 1


def test_clocks_are_told_where_they_matter():
    plan = Plan(from_key("2026-03-29T02:30"), every_weeks(2), 7)
    [found] = coming(plan, zones=(BERLIN, JAKARTA), after=datetime(2026, 3, 20, tzinfo=UTC), count=1)
    assert found.notes == (
        Note("no_such_time", {"zone": BERLIN, "asked": found.opens, "shows": from_key("2026-03-29T03:30")}),
    )
    plan = Plan(from_key("2026-10-25T02:30"), every_weeks(2), 7)
    [found] = coming(plan, after=datetime(2026, 10, 20, tzinfo=UTC), count=1)
    assert found.notes == (
        Note("twice", {"zone": BERLIN, "asked": found.opens}),
        Note("clocks_change", {"zone": BERLIN, "day": date(2026, 10, 25), "minutes": -60}),
    )
    plan = Plan(from_key("2026-03-26T09:00"), every_weeks(2), 7)
    [found] = coming(plan, after=datetime(2026, 3, 20, tzinfo=UTC), count=1)
    assert found.notes == (Note("clocks_change", {"zone": BERLIN, "day": date(2026, 3, 29), "minutes": 60}),)


def test_with_one_zone_the_clocks_of_that_one_are_told():
    plan = Plan(from_key("2026-03-29T02:30"), every_weeks(2), 7, BERLIN)
    [found] = coming(plan, zones=(JAKARTA,), after=datetime(2026, 3, 20, tzinfo=UTC), count=1)
    assert [note.values["zone"] for note in found.notes] == [BERLIN]
    assert found.zones[JAKARTA][0] == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_the_budget_lets_one_wait_while_its_time_runs_and_else_leaves_it_out():
    waits = coming(FORTNIGHTLY, count=1, contact=Contact(7, other=date(2026, 11, 19)))
    assert told(waits) == [("2026-11-23T09:00", "2026-11-26T09:00", ["waits_budget"])]
    assert waits[0].zones[BERLIN][1] == instant(MONDAY + 7 * DAY, BERLIN)  # the end stays
    left_out = coming(FORTNIGHTLY, count=1, contact=Contact(14, other=date(2026, 11, 19)))
    assert told(left_out)[0] == ("2026-11-23T09:00", None, ["skipped_budget"])
    assert told(left_out)[1] == ("2026-12-07T09:00", "2026-12-07T09:00", [])


def test_one_that_waits_never_opens_on_a_blackout():
    off = DaysOff(blackouts=(Span(date(2026, 11, 26), date(2026, 11, 27), "Stocktaking"),))
    found = coming(FORTNIGHTLY, off, count=1, contact=Contact(7, other=date(2026, 11, 19)))
    assert told(found) == [("2026-11-23T09:00", "2026-11-28T09:00", ["waits_budget"])]


def test_a_day_that_a_holiday_moved_pushes_none_of_the_later_ones():
    plan = Plan(MONDAY, every_weeks(1), 5, if_holiday=NEXT)
    off = DaysOff(holidays={date(2026, 11, 30): "Holiday"})
    found = coming(plan, off, contact=Contact(7))
    assert [f"{each.opens:%m-%d}" for each in found] == ["11-23", "12-01", "12-07", "12-14", "12-21"]


def test_last_openings_are_days_of_those_who_opened_first():
    early = instant(from_key("2026-11-23T09:00"), "Pacific/Auckland")  # Sunday evening in Berlin
    openings = [("a", "2026-11-23T09:00", early), ("b", "2026-11-23T09:00", early - 3 * DAY)]
    found = contact_of(7, openings, "b", FORTNIGHTLY, {BERLIN, "Pacific/Auckland"}, {})
    assert found == Contact(7, other=date(2026, 11, 23), own=date(2026, 11, 20))
    by_hand = contact_of(7, [("b", "2026-11-23T09:17", early)], "b", FORTNIGHTLY, {"Pacific/Auckland"}, {"b": BERLIN})
    assert by_hand == Contact(7, other=date(2026, 11, 22))


def test_one_that_holidays_move_onto_the_next_gives_way_to_it():
    week = DaysOff(holidays={date(2027, 2, 8) + n * DAY: "Tết" for n in range(9)})
    plan = Plan(MONDAY, every_weeks(1), 5, if_holiday=NEXT)
    found = told(coming(plan, week, after=datetime(2027, 2, 1, 12, tzinfo=UTC), count=2))
    assert found == [
        ("2027-02-08T09:00", None, ["skipped_day_off"]),
        ("2027-02-15T09:00", "2027-02-17T09:00", ["moved"]),
        ("2027-02-22T09:00", "2027-02-22T09:00", []),
    ]
    before = replace(plan, if_holiday=PREVIOUS)
    assert told(coming(before, week, after=datetime(2027, 2, 1, 12, tzinfo=UTC), count=2))[:2] == [
        ("2027-02-08T09:00", "2027-02-05T09:00", ["moved"]),
        ("2027-02-15T09:00", None, ["skipped_day_off"]),
    ]


def test_an_opening_is_due_from_the_first_zone_on_while_a_day_is_left_for_everybody():
    zones = (JAKARTA, BERLIN)
    opens, ends = instant(MONDAY, JAKARTA), instant(MONDAY + 7 * DAY, JAKARTA)
    assert due(FORTNIGHTLY, PLAIN, zones, opens - MINUTE) is None
    assert due(FORTNIGHTLY, PLAIN, zones, opens).key == "2026-11-23T09:00"
    assert due(FORTNIGHTLY, PLAIN, zones, ends - DAY).key == "2026-11-23T09:00"
    assert due(FORTNIGHTLY, PLAIN, zones, ends - DAY + MINUTE) is None
    assert due(FORTNIGHTLY, PLAIN, (), opens) is None


def test_what_passed_is_told_once_for_each_watermark():
    latest = instant(MONDAY + 6 * DAY, BERLIN)
    assert passed(FORTNIGHTLY, PLAIN, (BERLIN,), BEFORE, latest - MINUTE) == []
    assert [each.key for each in passed(FORTNIGHTLY, PLAIN, (BERLIN,), BEFORE, latest)] == ["2026-11-23T09:00"]
    assert passed(FORTNIGHTLY, PLAIN, (BERLIN,), latest, latest + DAY) == []
    three_weeks = passed(FORTNIGHTLY, PLAIN, (BERLIN,), BEFORE, latest + 21 * DAY)
    assert [each.key for each in three_weeks] == ["2026-11-23T09:00", "2026-12-07T09:00"]


def test_neither_pause_nor_blackout_nor_a_skipped_holiday_is_missed():
    until = BEFORE + 60 * DAY
    plan = replace(FORTNIGHTLY, if_holiday=SKIP)
    assert [each.key for each in passed(plan, HOLIDAYS, (BERLIN,), BEFORE, until)] == [
        "2026-11-23T09:00",
        "2027-01-04T09:00",
    ]
    assert passed(replace(plan, paused=True), HOLIDAYS, (BERLIN,), BEFORE, until) == []


@settings(max_examples=60)
@given(
    st.integers(0, 60 * 24 * 60),
    st.integers(1, 4),
    st.integers(3, 21),
    st.lists(st.sampled_from(ZONES), min_size=1, max_size=4),
    st.sampled_from(HOLIDAY_RULES),
    st.sets(st.dates(date(2026, 11, 20), date(2027, 1, 31)), max_size=20),
)
def test_the_page_and_the_worker_say_the_same(minutes, weeks, days, zones, if_holiday, holidays):
    plan = Plan(MONDAY, every_weeks(weeks), min(days, 7 * weeks - 2), if_holiday=if_holiday)
    off = DaysOff(holidays=dict.fromkeys(holidays, "Holiday"))
    now = MONDAY.replace(tzinfo=UTC) + MINUTE * minutes
    shown = [each for each in coming(plan, off, zones, after=BEFORE - 20 * DAY, count=20) if each.opens]
    open_now = [each for each in shown if each.opens_at <= now <= each.latest]
    found = due(plan, off, zones, now)
    assert (found and found.key) == (max(open_now, key=lambda each: each.opens_at).key if open_now else None)
    gone = [each.key for each in shown if BEFORE < each.latest <= now]
    assert sorted(each.key for each in passed(plan, off, zones, BEFORE, now)) == sorted(gone)
    for each in shown:
        assert each.zones == windows(each.opens, zones, plan.window_days)


def refused(one, *others, off=PLAIN, days=7, after=MONDAY):
    return conflict(one, others, days_off=off, contact_days=days, after=after)


def test_series_that_take_turns_go_together_and_others_do_not():
    assert refused(FORTNIGHTLY, Plan(MONDAY + 7 * DAY, every_weeks(2), 7)) is None
    assert refused(FORTNIGHTLY, Plan(MONDAY + 6 * DAY, every_weeks(2), 7)) == OVERLAP
    assert refused(FORTNIGHTLY, Plan(MONDAY + 6 * DAY, every_weeks(2), 3)) == OVERLAP
    short = replace(FORTNIGHTLY, window_days=4)
    assert refused(short, Plan(MONDAY + 6 * DAY, every_weeks(2), 4)) == TOO_OFTEN
    assert refused(short, Plan(MONDAY + 6 * DAY, every_weeks(2), 4), days=6) is None
    assert refused(FORTNIGHTLY, Plan(MONDAY + 7 * DAY, every_weeks(1), 6)) == OVERLAP


def test_rules_of_any_kind_are_compared():
    monthly = Plan(from_key("2026-12-30T09:00"), recurrence.monthly_on_last_working_day(), 5)
    assert refused(FORTNIGHTLY, monthly) == OVERLAP
    assert refused(Plan(from_key("2027-01-11T09:00"), recurrence.once(), 5), monthly) is None
    assert refused(Plan(from_key("2027-01-28T09:00"), recurrence.once(), 5), monthly) == OVERLAP


def test_a_series_that_ended_or_is_paused_is_in_nobodys_way():
    same = FORTNIGHTLY
    assert refused(same, replace(same, ends_on=date(2026, 11, 22))) is None
    assert refused(same, replace(same, paused=True)) is None
    assert refused(same, replace(same, paused=True, paused_until=date(2027, 3, 1))) == OVERLAP
    assert (
        refused(replace(same, ends_on=date(2027, 2, 1)), replace(same, paused=True, paused_until=date(2027, 3, 1)))
        is None
    )


def test_a_holiday_that_would_leave_one_of_two_out_refuses_them_together():
    short = replace(FORTNIGHTLY, window_days=6, if_holiday=NEXT)
    other = Plan(MONDAY + 7 * DAY, every_weeks(2), 3, if_holiday=NEXT)
    assert refused(short, other) is None
    one_day = DaysOff(holidays={date(2026, 12, 7): "Holiday"})
    assert refused(short, other, off=one_day) is None  # it moves, and both still take place
    week = DaysOff(holidays={date(2026, 12, 7) + n * DAY: "New Year" for n in range(5)})
    assert refused(short, other, off=week) == OVERLAP
