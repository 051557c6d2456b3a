"""Days off: what a working day is, where an occurrence goes, and calendars that nobody's update moves."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.organisation.operations import change_calendar, ensure_location
from pulse.organisation.queries import calendars, locations
from pulse.schedule import almanac, operations, queries
from pulse.schedule.almanac import CalendarUnknown
from pulse.schedule.calendars import BLACKOUT, FARTHEST, HOLIDAY, WEEKEND, DaysOff, Reason, Span, placed
from pulse.schedule.recurrence import HOLIDAY_RULES, KEEP, NEXT, PREVIOUS, SKIP
from tests.conftest import START
from tests.factories.organisation import an_organisation

CHRISTMAS = date(2026, 12, 25)  # a Friday
OFF = DaysOff(
    holidays={CHRISTMAS: "Christmas Day", date(2026, 12, 28): "Day after"},
    blackouts=(Span(date(2027, 1, 4), date(2027, 1, 8), "Stocktaking"),),
)
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


def test_weekends_holidays_and_blackouts_are_no_working_days_and_say_why():
    assert OFF.reason(date(2026, 12, 24)) is None
    assert OFF.reason(CHRISTMAS) == Reason(HOLIDAY, "Christmas Day")
    assert OFF.reason(date(2026, 12, 26)) == Reason(WEEKEND)
    assert OFF.reason(date(2027, 1, 8)) == Reason(BLACKOUT, "Stocktaking")
    assert not OFF.is_working(CHRISTMAS)
    assert DaysOff(frozenset({4, 5})).reason(CHRISTMAS) == Reason(WEEKEND)


@pytest.mark.parametrize(
    ("day", "if_holiday", "expected"),
    [
        (CHRISTMAS, KEEP, CHRISTMAS),
        (CHRISTMAS, NEXT, date(2026, 12, 29)),
        (CHRISTMAS, PREVIOUS, date(2026, 12, 24)),
        (CHRISTMAS, SKIP, None),
        (date(2027, 1, 2), NEXT, date(2027, 1, 11)),  # past the blackout
        (date(2027, 1, 9), PREVIOUS, date(2027, 1, 1)),
        (date(2027, 1, 5), KEEP, None),  # nothing opens on a blackout
        (date(2027, 1, 5), NEXT, None),
        (date(2026, 12, 24), SKIP, date(2026, 12, 24)),
    ],
)
def test_an_occurrence_on_a_day_off_goes_where_the_rule_says(day, if_holiday, expected):
    assert placed(day, if_holiday, OFF).day == expected


@given(days, st.sampled_from(HOLIDAY_RULES), st.sets(days, max_size=60), st.sets(st.integers(0, 6), max_size=7))
def test_an_occurrence_lands_on_a_working_day_near_by_or_not_at_all(day, if_holiday, holidays, weekend):
    off = DaysOff(frozenset(weekend), dict.fromkeys(holidays, "Holiday"))
    found = placed(day, if_holiday, off)
    if off.is_working(day) or if_holiday == KEEP:
        assert found.day == day
    elif found.day is not None:
        assert off.is_working(found.day)
        step = 1 if if_holiday == NEXT else -1
        between = range(1, abs((found.day - day).days))
        assert (found.day > day) == (step == 1)
        assert all(not off.is_working(day + timedelta(days=step * n)) for n in between)
    elif if_holiday in {NEXT, PREVIOUS}:
        step = 1 if if_holiday == NEXT else -1
        assert all(not off.is_working(day + timedelta(days=step * n)) for n in range(1, FARTHEST + 1))


@pytest.fixture
def organisation(database):
    with database.writing() as session:
        return an_organisation(session)


def named(database, organisation, code):
    with database.reading() as session:
        return {each.day: each.name for each in queries.calendar_days(session, organisation, code) if not each.removed}


def add(database, organisation, code, now=START):
    with database.writing() as session:
        operations.add_calendar(session, organisation, code, now=now)


def test_a_calendar_is_copied_for_this_year_and_the_next_two(database, organisation):
    add(database, organisation, "DE-BY")
    found = named(database, organisation, "DE-BY")
    assert {day.year for day in found} == {2026, 2027, 2028}
    assert found[date(2026, 1, 6)] == "Epiphany"  # a part of the country keeps it, and the reader reads English
    with database.reading() as session:
        assert queries.kept_calendars(session, organisation) == [
            queries.CalendarView("DE-BY", frozenset({5, 6}), 2028)
        ]
        off = queries.days_off(session, organisation, "DE-BY")
    assert off.reason(date(2026, 1, 6)) == Reason(HOLIDAY, "Epiphany")
    assert off.is_working(date(2026, 1, 7))


@pytest.mark.parametrize(
    "code", ["XX", "DE-ZZ", "de", "DE-", "", "D", "DE-BY-X", "DE-" + "A" * 400, "ID\x00", "../.."]
)
def test_a_code_that_nobody_knows_is_refused_and_nothing_is_kept(code, database, organisation):
    with pytest.raises(CalendarUnknown):
        add(database, organisation, code)
    with database.reading() as session:
        assert queries.kept_calendars(session, organisation) == []


def test_every_code_that_is_offered_fits_its_column():
    assert all(len(f"{country}-{part}") <= 12 for country, parts in almanac.codes().items() for part in parts)
    assert {"ID", "TW", "VN", "DE"} <= set(almanac.codes())


def test_a_weekend_is_that_of_the_country(database, organisation):
    add(database, organisation, "SA")
    with database.reading() as session:
        assert queries.days_off(session, organisation, "SA").weekend == frozenset({4, 5})


def test_what_was_corrected_stays_corrected_when_the_next_year_is_copied(database, organisation):
    add(database, organisation, "ID")
    first = date(2026, 8, 17)
    with database.writing() as session:
        assert operations.remove_day(session, organisation, "ID", first)
        assert not operations.remove_day(session, organisation, "ID", date(2026, 8, 18))
        operations.add_day(session, organisation, "ID", date(2026, 11, 30), "Founding day")
        operations.add_day(session, organisation, "ID", date(2029, 8, 17), "Ours")
    new_year = datetime(2027, 1, 1, tzinfo=UTC)
    before = named(database, organisation, "ID")
    with database.writing() as session:
        assert not queries.calendars_behind(session, now=START)
        assert queries.calendars_behind(session, now=new_year)
        assert operations.top_up_calendars(session, now=new_year) >= 1
        assert operations.top_up_calendars(session, now=new_year) == 0
    after = named(database, organisation, "ID")
    assert first not in after
    assert after[date(2026, 11, 30)] == "Founding day"
    assert after[date(2029, 8, 17)] == "Ours"  # copying does not write over it
    assert {day: after[day] for day in before} == before
    assert len([day for day in after if day.year == 2029]) > 5


def test_an_update_of_the_package_moves_no_day_that_was_copied(database, organisation, monkeypatch):
    add(database, organisation, "ID")
    before = named(database, organisation, "ID")
    moved = almanac.Almanac(frozenset({4}), {date(2027, 6, 1): "Moved", date(2029, 1, 1): "New Year"})
    monkeypatch.setattr(operations, "almanac", lambda *_: moved)
    add(database, organisation, "ID")
    with database.writing() as session:
        operations.top_up_calendars(session, now=START.replace(year=2027))
        assert queries.days_off(session, organisation, "ID").weekend == frozenset({5, 6})
    assert {day: name for day, name in named(database, organisation, "ID").items() if day.year < 2029} == before | {
        day: name for day, name in moved.days.items() if day in before
    } | {date(2027, 6, 1): before.get(date(2027, 6, 1), "Moved")}


def test_a_removed_day_can_be_put_back(database, organisation):
    add(database, organisation, "ID")
    day = date(2026, 8, 17)
    with database.writing() as session:
        operations.remove_day(session, organisation, "ID", day)
        operations.add_day(session, organisation, "ID", day, "Hari Kemerdekaan")
    assert named(database, organisation, "ID")[day] == "Hari Kemerdekaan"


def test_a_place_goes_by_the_nearest_calendar_above_it(database, organisation):
    with database.writing() as session:
        plant = ensure_location(session, organisation, "Germany/Munich/Plant")
        office = ensure_location(session, organisation, "Jakarta")
        germany = ensure_location(session, organisation, "Germany")
        root = locations(session, organisation).root.id
        change_calendar(session, organisation, germany, "DE")
    with database.writing() as session:
        found = calendars(session, organisation)
        assert (found[plant], found[office], found[root]) == ("DE", None, None)
        change_calendar(session, organisation, root, "ID")
        found = calendars(session, organisation)
        assert (found[plant], found[office], found[root]) == ("DE", "ID", "ID")
        change_calendar(session, organisation, germany, None)
        assert calendars(session, organisation)[plant] == "ID"


def test_series_go_by_the_calendar_of_the_whole_organisation(database, organisation):
    add(database, organisation, "ID")
    with database.writing() as session:
        assert queries.series_days_off(session, organisation).holidays == {}
        change_calendar(session, organisation, locations(session, organisation).root.id, "ID")
        assert queries.series_days_off(session, organisation).holidays[date(2026, 12, 25)]


def test_a_blackout_is_added_and_removed(database, organisation):
    first, last = date(2026, 12, 24), date(2027, 1, 1)
    with database.writing() as session:
        made = operations.add_blackout(session, organisation, first, last, "Holidays")
    with database.reading() as session:
        assert queries.blackouts(session, organisation) == [queries.BlackoutView(made, first, last, "Holidays")]
        assert queries.days_off(session, organisation, None).reason(last) == Reason(BLACKOUT, "Holidays")
    with database.writing() as session:
        assert operations.remove_blackout(session, organisation, made)
        assert not operations.remove_blackout(session, organisation, made)


@pytest.mark.parametrize("last", [date(2026, 12, 23), date(2028, 12, 24)])
def test_a_blackout_that_ends_before_it_begins_or_never_is_refused(last, database, organisation):
    with pytest.raises(operations.BlackoutError), database.writing() as session:
        operations.add_blackout(session, organisation, date(2026, 12, 24), last, "Wrong")
