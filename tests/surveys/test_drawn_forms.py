"""Forms that browsers draw: dealt equally, short enough, from 300 people on, and never together with turns."""

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.cycles import queries as cycles
from pulse.opening.operations import open_cycle
from pulse.questions.operations import add_bank
from pulse.surveys import operations, queries
from pulse.surveys.models import Survey
from pulse.surveys.rotation import FORMS, LEAST_FOR_FORMS, deal, taps
from tests.factories.opened import MONDAY, a_series, add_people
from tests.factories.organisation import an_organisation
from tests.factories.pages import without_help
from tests.factories.people import logged_in, post_form

BANK = ["canteen", "meeting_rooms", "rest_areas", "gym", "parking", "technology", "office_environment"]


ASKED = {"name": "Drawn", "ask": [*BANK, "overall", "comment"], "rotates_over": "drawn2"}


@given(st.integers(2, 40), st.sampled_from([forms for forms in FORMS if forms]))
def test_every_topic_stands_in_one_form_and_forms_are_equally_long(size, forms):
    dealt = deal(list(range(size)), forms)
    assert sorted(topic for form in dealt for topic in form) == list(range(size))
    lengths = [len(form) for form in dealt]
    assert max(lengths) - min(lengths) <= 1
    assert max(lengths) == taps(size, forms, always=0)


@pytest.mark.parametrize(("size", "forms"), [(7, None), (1, 2), (0, 3)])
def test_without_forms_or_with_one_topic_there_is_nothing_to_draw(size, forms):
    assert deal(list(range(size)), forms) == []


@pytest.fixture
def organisation(database):
    with database.writing() as session:
        made = an_organisation(session)
        add_bank(session, made)
    return made


def create(database, organisation, **asked):
    keys = [*BANK, "overall", "comment"]
    with database.writing() as session:
        return operations.create_survey(session, organisation, name="Drawn", question_keys=keys, **asked)


def test_what_is_always_asked_stands_in_no_form_and_taps_are_those_of_the_longest(database, organisation):
    made = create(database, organisation, forms=3)
    with database.reading() as session:
        asked, forms = queries.contents(session, organisation, made, 1, LEAST_FOR_FORMS)
        view = queries.survey(session, organisation, made)
    assert forms == [
        ["canteen", "gym", "office_environment"],
        ["meeting_rooms", "parking"],
        ["rest_areas", "technology"],
    ]
    assert [question.key for question in asked] == [*BANK, "overall", "comment"]
    assert (view.taps, view.seconds) == (4, 20)


def test_with_fewer_people_the_forms_take_turns_instead(database, organisation):
    made = create(database, organisation, forms=3)
    with database.reading() as session:
        few = [queries.contents(session, organisation, made, turn, LEAST_FOR_FORMS - 1) for turn in range(3)]
    assert [forms for _, forms in few] == [[], [], []]
    assert [[q.key for q in asked if q.topic] for asked, _ in few] == deal(BANK, 3)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"forms": 2, "rotates_over": 2}, operations.TwoWays),
        ({"forms": 4}, operations.SurveyError),
        ({"forms": 1}, operations.SurveyError),
    ],
)
def test_forms_are_two_or_three_and_do_not_take_turns(asked, why, database, organisation):
    with pytest.raises(why):
        create(database, organisation, **asked)


@pytest.mark.parametrize("people", [LEAST_FOR_FORMS, LEAST_FOR_FORMS - 1])
def test_an_opening_freezes_the_forms_from_300_people_on(services, people):
    series = a_series(services, people=people)
    with services.database.writing() as session:
        session.get_one(Survey, (series.organisation_id, series.survey_id)).forms = 2
    id = open_cycle(services, series, MONDAY, now=services.clock.now(), rng=Random(1))
    with services.database.reading() as session:
        content = json.loads(cycles.content(session, id))
    keys = [question["key"] for question in content["questions"]]
    if people < LEAST_FOR_FORMS:
        assert "forms" not in content
        assert len([key for key in keys if key in BANK]) == 4
    else:
        assert content["forms"] == deal([key for key in keys if key in BANK], 2)
        assert {"overall", "comment", *BANK} <= set(keys)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
class TestTheForm:
    """The page that makes a survey."""

    def people(self, database, organisation, count):
        with database.writing() as session:
            add_people(session, organisation, count)

    def test_offers_forms_from_300_people_on(self, staff_app, database, organisation):
        admin = logged_in(staff_app, organisation, "admin")
        self.people(database, organisation, LEAST_FOR_FORMS - 1)
        assert "drawn by the browser" not in without_help(admin.get("/surveys/new?template=office_pulse").text)
        self.people(database, organisation, 1)
        page = admin.get("/surveys/new?template=office_pulse").text
        assert "A half each, drawn by the browser: 5 taps, about 25 seconds" in page
        assert "shown for the whole organisation only" in page

    def test_keeps_the_choice_and_shows_it(self, staff_app, database, organisation):
        admin = logged_in(staff_app, organisation, "admin")
        self.people(database, organisation, LEAST_FOR_FORMS)
        assert post_form(admin, "/surveys/new?template=empty", ASKED).status_code == 302
        with database.reading() as session:
            [made] = queries.surveys(session, organisation)
        assert (made.forms, made.rotates_over) == (2, None)
        assert "Each browser draws one of 2 forms." in admin.get("/surveys/").text
        shown = admin.get(f"/surveys/{made.id}").text
        assert 'value="drawn2"' in shown
        assert post_form(admin, f"/surveys/{made.id}", {**ASKED, "rotates_over": ""}).status_code == 302
        with database.reading() as session:
            assert queries.survey(session, organisation, made.id).forms is None

    @pytest.mark.parametrize("chosen", ["drawn2", "drawn4", "drawn", "drawn<b>"])
    def test_says_beside_the_field_what_cannot_be(self, staff_app, database, organisation, chosen):
        admin = logged_in(staff_app, organisation, "admin")
        self.people(database, organisation, 20)
        page = post_form(admin, "/surveys/new?template=empty", {**ASKED, "rotates_over": chosen}).text
        said = "Browsers can draw from 300 people on; 20 can be asked." if chosen == "drawn2" else "Please choose one."
        assert said in page
        assert 'value="Drawn"' in page
        with database.reading() as session:
            assert queries.surveys(session, organisation) == []
