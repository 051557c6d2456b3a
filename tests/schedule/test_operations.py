"""Series: made, paused, resumed, and never two at once."""

from datetime import timedelta

import pytest

from pulse.questions.operations import add_bank
from pulse.schedule import operations, queries
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
