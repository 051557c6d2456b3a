"""An organisation on its way: each stage goes on from the one before."""

from datetime import datetime

from pulse.closing.operations import close_cycle
from pulse.cycles.queries import timeline
from pulse.opening.operations import open_cycle
from pulse.questions.operations import add_bank
from pulse.questions.queries import questions
from pulse.schedule.operations import create_series
from pulse.schedule.queries import series_of
from pulse.surveys.operations import create_survey
from pulse.surveys.queries import surveys
from pulse.web.services import Services
from tests.factories.people import people_in

FIRST = datetime(2026, 11, 30, 9, 0)


def import_people(services: Services, organisation_id: str) -> None:
    """Thirty people in two units of two places."""
    with services.database.writing() as session:
        people_in(session, organisation_id, 15, unit="Operations/Kitchen", location="Jakarta")
        people_in(session, organisation_id, 15, unit="Office", location="Hanoi")


def make_survey(services: Services, organisation_id: str) -> None:
    """A survey of two topics, which nothing asks yet."""
    with services.database.writing() as session:
        add_bank(session, organisation_id)
        known = {question.key for question in questions(session, organisation_id)}
        keys = [key for key in ("canteen", "parking", "comment") if key in known]
        create_survey(session, organisation_id, name="Office pulse", question_keys=keys)


def plan(services: Services, organisation_id: str) -> None:
    """A fortnightly series, a week before it begins."""
    with services.database.writing() as session:
        survey = surveys(session, organisation_id)[0].id
        create_series(session, organisation_id, survey_id=survey, starts=FIRST, every_weeks=2, window_days=7)


def open_it(services: Services, organisation_id: str) -> None:
    """Its first check-in, open."""
    with services.database.reading() as session:
        series = series_of(session, organisation_id)[0]
    services.clock.advance(days=7)
    open_cycle(services, series, FIRST, now=services.clock.now())


def close_it(services: Services, organisation_id: str) -> None:
    """The same, closed, though nobody answered: everything is hidden."""
    services.clock.advance(days=9)
    with services.database.reading() as session:
        cycle_id = timeline(session, organisation_id)[0][0]
    close_cycle(services, cycle_id, now=services.clock.now())


STAGES = {
    "new": None,
    "people": import_people,
    "survey": make_survey,
    "planned": plan,
    "open": open_it,
    "hidden": close_it,
}
