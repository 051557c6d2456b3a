"""Asking a part drawn by lot: offered from 500 people on, with what it would mean, and off unless chosen."""

import re

import pytest

from pulse.audit_log.models import AuditEntry
from pulse.opening.lot import askable
from pulse.schedule import operations
from pulse.schedule.surroundings import LEAST_FOR_LOT, MARGINS
from tests.factories.opened import MONDAY, add_people
from tests.factories.pages import without_help
from tests.factories.people import post_form

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
UNITS = [f"Unit {number:02}" for number in range(20)]


@pytest.fixture
def people(database, organisation):
    def add(count):
        with database.writing() as session:
            add_people(session, organisation, count, paths=UNITS)

    return add


@pytest.fixture
def send(admin, form):
    """Send the form of a new series, with changes."""
    return lambda **changes: post_form(admin, "/schedule/new", {**form, **changes})


def text_of(answer):
    return " ".join(without_help(answer.get_data(as_text=True)).split())


def test_with_fewer_than_500_people_there_is_no_such_field(admin, people, survey):
    people(LEAST_FOR_LOT - 1)
    assert "drawn by lot" not in text_of(admin.get("/schedule/new"))


def test_with_more_it_is_said_how_many_would_be_asked_and_what_would_not_show(
    admin, people, survey, database, organisation, services
):
    people(800)
    page = text_of(admin.get("/schedule/new"))
    with database.reading() as session:
        found = askable(session, organisation, "", now=services.clock.now())
    assert found.people == 800
    lot = found.lots[5]
    assert 0 < lot.people < 800
    assert 0 < lot.gone <= lot.shown == 22
    assert (
        f"within 5 points. Asks about {lot.people} of 800 people; about {lot.gone} of the 22 units and locations "
        "that would show are not shown this time"
    ) in page
    assert found.lots[2] is None
    assert "within 2 points. At present this takes everybody" in page
    assert re.search(r'<input checked[^>]*name="margin"[^>]*value=""', page)


@pytest.mark.parametrize("margin", MARGINS)
def test_the_choice_is_kept_shown_and_written_down(admin, people, series, send, database, organisation, margin):
    people(LEAST_FOR_LOT)
    send(margin=str(margin))
    [kept] = series()
    assert kept.margin == margin
    page = text_of(admin.get(f"/schedule/{kept.id}"))
    assert re.search(rf'<input checked[^>]*name="margin"[^>]*value="{margin}"', page)
    assert f"drawn by lot: the whole within {margin} points." in text_of(admin.get("/schedule/"))
    with database.reading() as session:
        assert (
            session.query(AuditEntry)
            .filter_by(organisation_id=organisation, action="series.created")
            .one()
            .details["margin"]
            == margin
        )


def test_it_is_off_by_default(people, series, send):
    people(LEAST_FOR_LOT)
    send()
    assert [one.margin for one in series()] == [None]


@pytest.mark.parametrize(
    ("count", "margin", "said"),
    [
        (499, "5", "A lot needs at least 500 people who can be asked, and there are 499."),
        (LEAST_FOR_LOT, "4", "Please choose one from the list."),
        (LEAST_FOR_LOT, "<b>", "Please choose one from the list."),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_saved(people, series, send, count, margin, said):
    people(count)
    page = text_of(send(margin=margin, window_days="6"))
    assert said in page
    assert 'value="6"' in page
    assert series() == []


@pytest.mark.parametrize("margin", [0, 1, 4, -3, 50])
def test_no_other_margin_can_be_kept(database, organisation, survey, margin):
    with pytest.raises(operations.SeriesError), database.writing() as session:
        operations.create_series(
            session, organisation, survey_id=survey, starts=MONDAY, window_days=7, every_weeks=2, margin=margin
        )
