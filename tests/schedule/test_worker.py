"""What the worker opens and when, and what it notes as missed: standstills, clocks, days off, the budget."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from pulse import worker
from pulse.cycles import queries as cycles
from pulse.cycles.models import Cycle
from pulse.opening.agenda import most_blocks
from pulse.opening.operations import open_cycle
from pulse.opening.plan import Times, plan
from pulse.organisation.operations import change_calendar
from pulse.organisation.queries import locations, own
from pulse.people.models import Person
from pulse.schedule import operations, queries, recurrence, upcoming
from pulse.schedule.models import CalendarDay
from pulse.schedule.models import Series as Row
from pulse.schedule.recurrence import instant
from tests.factories.opened import MONDAY, a_series

OPENS = MONDAY.replace(tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SECOND_DAY = date(2026, 12, 7)
FIRST, SECOND, THIRD = "2026-11-23T09:00", "2026-12-07T09:00", "2026-12-21T09:00"


def now_of(services, series):
    with services.database.reading() as session:
        return queries.one_series(session, series.organisation_id, series.id)


def look(services, series, now):
    """What the worker does for this series at a tick."""
    return worker.open_if_due(services, now_of(services, series), now=now)


def opened(services, series):
    with services.database.reading() as session:
        found = cycles.openings(session, series.organisation_id)
    return sorted(occurrence for series_id, occurrence, _, _ in found if series_id == series.id)


def missed(services, series):
    with services.database.reading() as session:
        found = queries.missed(session, series.organisation_id, series.id)
    return sorted((recurrence.key(each.occurrence), each.reason) for each in found)


def change(services, series, **columns):
    with services.database.writing() as session:
        row = session.get_one(Row, (series.organisation_id, series.id))
        for name, value in columns.items():
            setattr(row, name, value)


def another(services, series, **asked):
    with services.database.writing() as session:
        made = operations.create_series(session, series.organisation_id, survey_id=series.survey_id, **asked)
        return queries.one_series(session, series.organisation_id, made)


@pytest.mark.parametrize("standstill", [HOUR, 2 * DAY, 6 * DAY])
def test_after_a_standstill_it_opens_late_while_a_day_is_left(standstill, services):
    series = a_series(services)
    assert look(services, series, OPENS - HOUR) is None
    cycle_id = look(services, series, OPENS + standstill)
    assert opened(services, series) == [FIRST]
    with services.database.reading() as session:
        assert cycles.zones(session, series.organisation_id, cycle_id) == {"UTC": (OPENS, OPENS + 7 * DAY)}
    assert look(services, series, OPENS + 7 * DAY) is None
    assert missed(services, series) == []


def test_after_three_weeks_what_passed_is_noted_and_the_next_one_opens(services):
    series = a_series(services)
    look(services, series, OPENS - HOUR)
    assert look(services, series, OPENS + 21 * DAY) is None
    assert missed(services, series) == [(FIRST, "down"), (SECOND, "down")]
    assert opened(services, series) == []
    assert look(services, series, OPENS + 28 * DAY) is not None
    assert opened(services, series) == [THIRD]
    assert len(missed(services, series)) == 2


def test_a_standstill_into_the_next_one_opens_that_one_and_notes_the_first(services):
    series = a_series(services)
    assert look(services, series, OPENS + 15 * DAY) is not None
    assert opened(services, series) == [SECOND]
    assert missed(services, series) == [(FIRST, "down")]


def test_it_is_noted_only_once_it_is_surely_too_late(services):
    series = a_series(services)
    look(services, series, OPENS - HOUR)
    look(services, series, OPENS + 6 * DAY + MINUTE)
    assert missed(services, series) == []
    look(services, series, OPENS + 6 * DAY + worker.SETTLED)
    assert missed(services, series) == [(FIRST, "down")]


def test_many_workers_note_it_once(services):
    series = a_series(services)
    look(services, series, OPENS - HOUR)
    view, now = now_of(services, series), OPENS + 21 * DAY
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: worker.open_if_due(services, view, now=now), range(4)))
    look(services, series, now + DAY)
    assert missed(services, series) == [(FIRST, "down"), (SECOND, "down")]


def test_a_series_that_was_there_before_anybody_looked_has_missed_nothing(services):
    series = a_series(services)
    change(services, series, looked_at=None)
    look(services, series, OPENS + 21 * DAY)
    assert missed(services, series) == []
    assert now_of(services, series).looked_at is not None


def test_what_stood_in_the_way_is_the_reason(services):
    series = a_series(services, people=9)
    for day in range(8):
        assert look(services, series, OPENS + day * DAY) is None
    assert missed(services, series) == [(FIRST, "too_few_people")]
    assert now_of(services, series).hindered_by is None


def test_settings_that_let_nothing_open_are_the_reason(services):
    series = a_series(services, is_demo=False)
    assert look(services, series, OPENS) is None
    assert now_of(services, series).hindered_by == "settings"
    look(services, series, OPENS + 7 * DAY)
    assert missed(services, series) == [(FIRST, "settings")]


def test_a_standstill_after_a_hindrance_tells_both_apart(services):
    series = a_series(services, people=9)
    look(services, series, OPENS)
    look(services, series, OPENS + 21 * DAY)
    assert missed(services, series) == [(FIRST, "too_few_people"), (SECOND, "down")]


def test_a_clock_that_is_set_back_opens_nothing_twice(services):
    series = a_series(services)
    assert look(services, series, OPENS) is not None
    for later in (timedelta(0), -2 * HOUR, MINUTE, HOUR):
        assert look(services, series, OPENS + later) is None
    assert opened(services, series) == [FIRST]


def test_a_clock_three_days_ahead_opens_early_and_not_again_when_it_is_right(services):
    series = a_series(services)
    assert look(services, series, OPENS - 2 * DAY + 3 * DAY) is not None
    for hours in range(0, 24 * 8, 6):
        assert look(services, series, OPENS - 2 * DAY + hours * HOUR) is None
    assert (opened(services, series), missed(services, series)) == ([FIRST], [])


def test_what_a_clock_ahead_took_for_missed_opens_once_it_is_right(services):
    series = a_series(services)
    change(services, series, window_days=3)
    look(services, series, OPENS - HOUR)
    assert look(services, series, OPENS + 3 * DAY) is None
    assert missed(services, series) == [(FIRST, "down")]
    assert look(services, series, OPENS + HOUR) is not None
    assert (opened(services, series), missed(services, series)) == ([FIRST], [])


def test_new_zone_data_moves_what_is_planned_and_not_what_is_open(services, monkeypatch):
    series = a_series(services, zone="Europe/Berlin")
    usual, later = OPENS - HOUR, OPENS  # the zone gives up its offset of an hour
    assert look(services, series, usual) is not None
    before = opened_zones(services, series)
    monkeypatch.setattr(recurrence, "ZoneInfo", lambda name: ZoneInfo("UTC"))
    assert look(services, series, later + MINUTE) is None
    assert opened_zones(services, series) == before
    assert look(services, series, usual + 14 * DAY + MINUTE) is None
    assert look(services, series, later + 14 * DAY) is not None
    newest = opened_zones(services, series)
    assert newest["Europe/Berlin"] == (later + 14 * DAY, later + 21 * DAY)


def opened_zones(services, series):
    with services.database.reading() as session:
        newest = cycles.timeline(session, series.organisation_id)[0][0]
        return cycles.zones(session, series.organisation_id, newest)


@pytest.fixture
def holiday(services):
    """A series that gives way to holidays, and Indonesia's calendar with one more of them: its first day."""
    series = a_series(services)
    change(services, series, if_holiday="next")
    with services.database.writing() as session:
        operations.add_calendar(session, series.organisation_id, "ID", now=OPENS)
        operations.add_day(session, series.organisation_id, "ID", MONDAY.date(), "Founding day")
        change_calendar(session, series.organisation_id, locations(session, series.organisation_id).root.id, "ID")
    return series


def test_a_holiday_moves_the_opening_and_its_name_stays(services, holiday):
    assert look(services, holiday, OPENS) is None
    assert look(services, holiday, OPENS + DAY) is not None
    assert opened(services, holiday) == [FIRST]
    assert opened_zones(services, holiday) == {"UTC": (OPENS + DAY, OPENS + 8 * DAY)}


def test_a_holiday_that_is_corrected_afterwards_opens_nothing_again(services, holiday):
    look(services, holiday, OPENS + DAY)
    with services.database.writing() as session:
        operations.remove_day(session, holiday.organisation_id, "ID", MONDAY.date())
    for day in range(1, 12):
        assert look(services, holiday, OPENS + day * DAY) is None
    assert (opened(services, holiday), missed(services, holiday)) == ([FIRST], [])


def test_what_was_left_out_on_purpose_is_not_missed(services, holiday):
    change(services, holiday, if_holiday="skip")
    with services.database.writing() as session:
        operations.add_blackout(session, holiday.organisation_id, date(2026, 12, 1), date(2026, 12, 8), "Break")
    for day in range(0, 28, 3):
        assert look(services, holiday, OPENS + day * DAY) is None
    assert missed(services, holiday) == []


def test_a_pause_is_not_missed_and_one_with_an_end_resumes_by_itself(services):
    series = a_series(services)
    with services.database.writing() as session:
        operations.pause(session, series.organisation_id, series.id, now=OPENS - DAY, until=SECOND_DAY)
    with services.database.reading() as session:
        assert series.id in {each.id for each in queries.active_series(session)}
    assert now_of(services, series).is_paused(SECOND_DAY - DAY)
    assert not now_of(services, series).is_paused(SECOND_DAY)
    assert look(services, series, OPENS) is None
    assert look(services, series, OPENS + 13 * DAY) is None
    assert look(services, series, OPENS + 14 * DAY) is not None
    assert (opened(services, series), missed(services, series)) == ([SECOND], [])


def test_resuming_after_a_long_pause_has_missed_nothing(services):
    series = a_series(services)
    with services.database.writing() as session:
        operations.pause(session, series.organisation_id, series.id, now=OPENS - DAY)
    with services.database.writing() as session:
        operations.resume(session, series.organisation_id, series.id, now=OPENS + 23 * DAY)
    assert look(services, series, OPENS + 24 * DAY) is None
    assert missed(services, series) == []
    assert look(services, series, OPENS + 28 * DAY) is not None


def test_a_series_that_was_ended_opens_nothing_more(services):
    series = a_series(services)
    with services.database.writing() as session:
        operations.end(session, series.organisation_id, series.id, now=OPENS + HOUR)
    for day in range(0, 30, 5):
        assert look(services, series, OPENS + day * DAY) is None
    assert missed(services, series) == []


def test_a_series_that_was_changed_opens_at_its_new_dates_only(services):
    series = a_series(services)
    look(services, series, OPENS)
    kept = {"window_days": 7, "time_zone": None, "if_holiday": "keep", "ends_on": None, "reminders": None}
    with services.database.writing() as session:
        operations.change_series(
            session, series.organisation_id, series.id, **kept,
            starts=MONDAY + HOUR, rule="FREQ=WEEKLY;INTERVAL=3", now=OPENS + DAY,
        )  # fmt: skip
    found = now_of(services, series)
    assert (found.starts, found.rule) == (MONDAY + 21 * DAY + HOUR, "FREQ=WEEKLY;INTERVAL=3")
    for day in range(1, 21):
        assert look(services, series, OPENS + day * DAY + 2 * HOUR) is None
    assert look(services, series, OPENS + 21 * DAY + HOUR) is not None
    assert (opened(services, series), missed(services, series)) == ([FIRST, "2026-12-14T10:00"], [])


@pytest.mark.parametrize("known", [True, False])
def test_a_series_whose_hour_is_changed_on_its_day_asks_that_day_once(services, known):
    series = a_series(services)
    look(services, series, OPENS)
    with services.database.writing() as session:
        operations.change_series(
            session, series.organisation_id, series.id, starts=MONDAY + 5 * HOUR, rule=series.rule, window_days=12,
            time_zone=None, if_holiday="keep", ends_on=None, reminders=None, now=OPENS + HOUR,
            opened=opened(services, series) if known else None,
        )  # fmt: skip
    assert now_of(services, series).starts == MONDAY + 14 * DAY + 5 * HOUR
    for day in range(13):
        assert look(services, series, OPENS + day * DAY + 6 * HOUR) is None
    assert look(services, series, OPENS + 14 * DAY + 5 * HOUR) is not None
    assert (opened(services, series), missed(services, series)) == ([FIRST, "2026-12-07T14:00"], [])


def test_nobody_is_asked_within_the_budget_by_another_series(services):
    series = a_series(services)
    open_cycle(services, series, MONDAY - 3 * DAY, now=OPENS - 3 * DAY)
    with services.database.writing() as session:
        cycles_ended(session, series, OPENS - DAY)
        operations.pause(session, series.organisation_id, series.id, now=OPENS - 2 * DAY)
    other = another(services, series, starts=MONDAY, every_weeks=2, window_days=7)
    assert look(services, other, OPENS) is None
    assert now_of(services, other).hindered_by == "budget"
    assert look(services, other, OPENS + 4 * DAY - MINUTE) is None
    assert look(services, other, OPENS + 4 * DAY) is not None
    assert opened_zones(services, other) == {"UTC": (OPENS + 4 * DAY, OPENS + 7 * DAY)}
    assert (opened(services, other), missed(services, other)) == ([FIRST], [])


def test_one_for_which_the_budget_left_no_day_is_missed(services):
    series = a_series(services)
    open_cycle(services, series, MONDAY - DAY, now=OPENS - DAY)
    with services.database.writing() as session:
        cycles_ended(session, series, OPENS)
        operations.pause(session, series.organisation_id, series.id, now=OPENS - DAY)
    other = another(services, series, starts=MONDAY, every_weeks=2, window_days=4)
    for day in range(5):
        assert look(services, other, OPENS + day * DAY) is None
    assert missed(services, other) == [(FIRST, "budget")]


def cycles_ended(session, series, at):
    """The only cycle of its organisation was over then."""
    [row] = session.scalars(select(Cycle).where(Cycle.organisation_id == series.organisation_id))
    row.answer_until = at


def test_with_one_zone_for_all_everybody_opens_at_its_instant(services):
    series = a_series(services, zone="Asia/Jakarta")
    change(services, series, time_zone="Europe/Berlin")
    opens = instant(MONDAY, "Europe/Berlin")
    assert look(services, series, opens - MINUTE) is None
    assert look(services, series, opens) is not None
    assert opened_zones(services, series) == {"Asia/Jakarta": (opens, opens + 7 * DAY)}


def test_what_is_planned_is_what_the_page_shows(services, holiday):
    with services.database.reading() as session:
        off = queries.series_days_off(session, holiday.organisation_id)
        view = queries.one_series(session, holiday.organisation_id, holiday.id)
        [shown] = upcoming.upcoming(view.plan, off, {"UTC"}, OPENS - DAY, count=1)
        planned = plan(session, view, Times(shown.occurrence, shown.opens, shown.ends), Random(1))
    assert planned.zones == shown.zones
    assert planned.occurrence == shown.key == FIRST


def test_keys_for_the_first_opening_of_a_large_organisation_are_made_beforehand(services, monkeypatch):
    series = a_series(services, people=300, units=[f"Team {n}" for n in range(20)])
    with services.database.reading() as session:
        most = most_blocks(session, own(session, series.organisation_id))
    made = []
    monkeypatch.setattr(worker, "active_series", lambda _: [series])
    monkeypatch.setattr(type(services.keys), "fill_reserve", lambda _, wanted, most: made.append(wanted))
    worker._keep_reserve(services, OPENS)
    cycle_id = look(services, series, OPENS)
    with services.database.reading() as session:
        blocks = cycles.block_count(session, series.organisation_id, cycle_id)
    assert made == [most + worker.RESERVE_SPARE]
    assert blocks <= most <= 30


def test_holidays_of_a_year_that_came_near_are_copied_by_the_worker(services):
    series = a_series(services)
    with services.database.writing() as session:
        operations.add_calendar(session, series.organisation_id, "ID", now=OPENS)
    worker._top_up(services, datetime(2027, 1, 1, 1, tzinfo=UTC))
    with services.database.reading() as session:
        year = func.max(CalendarDay.day)
        assert session.scalar(select(year).where(CalendarDay.organisation_id == series.organisation_id)).year == 2029


def test_people_in_several_zones_open_by_their_own_clocks(services):
    series = a_series(services, people=40)
    with services.database.writing() as session:
        people = session.scalars(select(Person).where(Person.organisation_id == series.organisation_id)).all()
        for person in people[:20]:
            person.time_zone = "Asia/Jakarta"
    early = instant(MONDAY, "Asia/Jakarta")
    assert look(services, series, early - MINUTE) is None
    assert look(services, series, early) is not None
    assert opened_zones(services, series)["UTC"] == (OPENS, OPENS + 7 * DAY)
