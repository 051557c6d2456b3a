"""Series: made, paused, resumed, and never two at once."""

from datetime import date, timedelta

import pytest

from pulse.organisation.operations import change_contact_days
from pulse.questions.operations import add_bank
from pulse.schedule import operations, queries, recurrence
from pulse.schedule.recurrence import from_key
from pulse.surveys.operations import create_survey
from tests.conftest import START
from tests.factories.organisation import an_organisation

MONDAY = from_key("2026-12-07T09:00")


@pytest.fixture
def place(database):
    """An organisation and a survey of it."""
    with database.writing() as session:
        organisation = an_organisation(session)
        add_bank(session, organisation)
        return organisation, create_survey(session, organisation, name="Pulse", question_keys=["canteen"])


def make(database, place, starts=MONDAY, every_weeks=2, window_days=7):
    organisation, survey = place
    with database.writing() as session:
        return operations.create_series(
            session, organisation, survey_id=survey, starts=starts, every_weeks=every_weeks, window_days=window_days
        )


def active(database, place):
    with database.reading() as session:
        return [one for one in queries.active_series(session) if one.organisation_id == place[0]]


def test_a_series_is_kept_as_wall_time(database, place):
    made = make(database, place)
    [found] = active(database, place)
    assert (found.id, found.survey_id, found.starts, found.window_days) == (made, place[1], MONDAY, 7)
    assert found.rule == "FREQ=WEEKLY;INTERVAL=2"


def test_a_paused_series_is_not_active_until_it_is_resumed(database, place):
    made = make(database, place)
    with database.writing() as session:
        operations.pause(session, place[0], made, now=START)
    assert active(database, place) == []
    with database.reading() as session:
        assert queries.one_series(session, place[0], made).paused_at == START
    with database.writing() as session:
        operations.resume(session, place[0], made, now=START)
    assert [one.id for one in active(database, place)] == [made]


@pytest.mark.parametrize(("every_weeks", "window_days"), [(0, 7), (2, 2), (4, 22), (1, 7), (2, 14), (-1, 7), (2, -7)])
def test_a_series_with_impossible_numbers_is_refused(every_weeks, window_days, database, place):
    with pytest.raises(operations.SeriesError):
        make(database, place, every_weeks=every_weeks, window_days=window_days)
    assert active(database, place) == []


def test_two_series_are_never_open_at_once(database, place):
    make(database, place)
    with pytest.raises(operations.SeriesOverlap):
        make(database, place, starts=MONDAY + timedelta(days=3))
    make(database, place, starts=MONDAY + timedelta(days=7))
    assert len(active(database, place)) == 2


def test_a_paused_series_is_in_nobodys_way_but_cannot_come_back_into_it(database, place):
    first = make(database, place)
    with database.writing() as session:
        operations.pause(session, place[0], first, now=START)
    make(database, place)
    with pytest.raises(operations.SeriesOverlap), database.writing() as session:
        operations.resume(session, place[0], first, now=START)


def test_series_of_two_organisations_do_not_meet(database, place):
    make(database, place)
    with database.writing() as session:
        other = an_organisation(session)
        add_bank(session, other)
        survey = create_survey(session, other, name="Pulse", question_keys=["canteen"])
    make(database, (other, survey))
    with database.reading() as session:
        assert len(queries.series_of(session, other)) == 1
        assert queries.one_series(session, other, active(database, place)[0].id) is None


def asked(database, place, **changes):
    """A series of any rule."""
    organisation, survey = place
    usual = {"starts": MONDAY, "rule": recurrence.every_weeks(2), "window_days": 7}
    with database.writing() as session:
        made = operations.create_series(session, organisation, survey_id=survey, **{**usual, **changes})
        return queries.one_series(session, organisation, made)


def test_the_whole_intent_is_kept(database, place):
    intent = {
        "rule": recurrence.monthly_on_last_working_day(),
        "window_days": 5,
        "time_zone": "Europe/Berlin",
        "if_holiday": "previous",
        "ends_on": date(2027, 12, 31),
    }
    found = asked(database, place, **intent, reminders=[4, 2])
    assert {name: getattr(found, name) for name in intent} == intent
    assert found.reminders == (2, 4)
    assert found.plan == recurrence.Plan(MONDAY, intent["rule"], 5, "Europe/Berlin", "previous", date(2027, 12, 31))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"rule": recurrence.every_days(6), "window_days": 3}, operations.TooOften),
        ({"rule": "FREQ=MONTHLY;BYMONTHDAY=1,5", "window_days": 3}, operations.WindowTooLong),
        ({"rule": "FREQ=MONTHLY;BYMONTHDAY=1,7", "window_days": 3}, operations.TooOften),
        ({"rule": recurrence.every_weeks(1), "window_days": 6}, operations.WindowTooLong),
        ({"rule": recurrence.monthly_on(1), "window_days": 22}, operations.SeriesError),
        ({"rule": "FREQ=SECONDLY"}, recurrence.RuleError),
        ({"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, recurrence.RuleError),
        ({"if_holiday": "perhaps"}, operations.SeriesError),
        ({"ends_on": MONDAY.date() - timedelta(days=1)}, operations.SeriesError),
        ({"reminders": [7]}, operations.SeriesError),
        ({"reminders": [0]}, operations.SeriesError),
        ({"reminders": [1, 2, 3, 4, 5, 6]}, operations.SeriesError),
    ],
)
def test_what_no_series_can_be_is_refused(changes, error, database, place):
    with pytest.raises(error):
        asked(database, place, **changes)
    assert active(database, place) == []


def test_a_budget_that_allows_it_lets_a_series_come_more_often(database, place):
    with database.writing() as session:
        change_contact_days(session, place[0], 5)
    assert asked(database, place, rule=recurrence.every_days(5), window_days=3)


def test_two_series_keep_the_budget_together(database, place):
    asked(database, place, window_days=4)
    with pytest.raises(operations.TooOften):
        asked(database, place, starts=MONDAY + timedelta(days=5), window_days=4)
    asked(database, place, starts=MONDAY + timedelta(days=7), window_days=4)


def test_a_series_is_changed_from_now_on_and_keeps_its_step(database, place):
    made = asked(database, place)
    now = recurrence.instant(MONDAY, "UTC") + timedelta(days=30)
    kept = {"time_zone": None, "if_holiday": "next", "ends_on": None, "reminders": None, "now": now}
    with database.writing() as session:
        operations.change_series(session, place[0], made.id, starts=MONDAY, rule=made.rule, window_days=10, **kept)
    with database.reading() as session:
        found = queries.one_series(session, place[0], made.id)
    assert (found.starts, found.window_days, found.if_holiday, found.looked_at) == (MONDAY, 10, "next", now)
    with database.writing() as session:
        operations.change_series(
            session, place[0], made.id, starts=MONDAY, rule=recurrence.every_weeks(4), window_days=10, **kept
        )
    with database.reading() as session:
        found = queries.one_series(session, place[0], made.id)
    assert found.starts == MONDAY + timedelta(days=56)  # the next one in step with the first


def test_a_series_is_never_changed_into_anothers_days(database, place):
    made = asked(database, place)
    other = asked(database, place, starts=MONDAY + timedelta(days=7))
    with pytest.raises(operations.SeriesOverlap), database.writing() as session:
        operations.change_series(
            session, place[0], other.id, starts=MONDAY, rule=made.rule, window_days=7, time_zone=None,
            if_holiday="keep", ends_on=None, reminders=None, now=START,
        )  # fmt: skip
    with database.reading() as session:
        assert queries.one_series(session, place[0], other.id) == other


def test_a_pause_with_an_end_stands_in_others_way_afterwards(database, place):
    made = asked(database, place)
    with database.writing() as session:
        operations.pause(session, place[0], made.id, now=START, until=date(2027, 3, 1))
    with pytest.raises(operations.SeriesOverlap):
        asked(database, place)
    assert asked(database, place, ends_on=date(2027, 2, 1))


def test_a_series_has_a_last_day(database, place):
    made = asked(database, place)
    with database.writing() as session:
        operations.end(session, place[0], made.id, now=START, on=date(2027, 1, 1))
    with database.reading() as session:
        found = queries.one_series(session, place[0], made.id)
    assert (found.ends_on, found.paused_at) == (date(2027, 1, 1), None)
