"""What the pages of the schedule are tried with: an organisation, a survey, its administrator, a filled-in form."""

import pytest

from pulse.questions.operations import add_bank
from pulse.schedule import queries
from pulse.surveys.operations import create_survey
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in, post_form


@pytest.fixture
def organisation(database):
    with database.writing() as session:
        made = an_organisation(session)
        add_bank(session, made)
        return made


@pytest.fixture
def survey(database, organisation):
    with database.writing() as session:
        return create_survey(session, organisation, name="Autumn", question_keys=["canteen"])


@pytest.fixture
def admin(staff_app, organisation):
    return logged_in(staff_app, organisation, "admin")


@pytest.fixture
def form(survey):
    """What a browser sends of a form in which only the first day was looked at."""
    return {
        "survey": survey,
        "every": "2_weeks",
        "number": "",
        "day": "2026-11-30",
        "hour": "9",
        "window_days": "7",
        "time_zone": "",
        "if_holiday": "next",
        "reminders": "usual",
        "remind_on": "",
        "ends_on": "",
    }


@pytest.fixture
def series(database, organisation):
    """The organisation's series, as they are now."""

    def found():
        with database.reading() as session:
            return queries.series_of(session, organisation)

    return found


@pytest.fixture
def made(admin, form, series):
    """Make a series by the form, with changes; gives it."""

    def make(**changes):
        before = {one.id for one in series()}
        answer = post_form(admin, "/schedule/new", {**form, **changes})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return next(one for one in series() if one.id not in before)

    return make
