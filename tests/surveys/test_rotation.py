"""Topics that take turns: known beforehand, equal for everybody, spread evenly, none twice while another waits."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.questions.models import Question, Topic
from pulse.questions.operations import add_bank
from pulse.surveys import operations, queries
from pulse.surveys.rotation import EVERY, MOST_TAPS, seconds, taps, turn
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in, post_form

BANK = ["canteen", "meeting_rooms", "rest_areas", "gym", "parking", "technology", "office_environment"]
ALWAYS = ["overall", "comment"]
SIZES = st.integers(1, 40)
OVERS = st.sampled_from([over for over in EVERY if over])
NUMBERS = st.integers(0, 500)


@given(SIZES, OVERS, NUMBERS)
def test_any_stated_number_of_cycles_in_a_row_asks_every_topic(size, over, number):
    topics = list(range(size))
    asked = Counter(topic for n in range(number, number + over) for topic in turn(topics, over, n))
    assert set(asked) == set(topics)
    if size >= over:
        assert set(asked.values()) == {1}


@given(SIZES, OVERS, NUMBERS)
def test_no_topic_comes_twice_while_another_waits(size, over, number):
    topics = list(range(size))
    last = dict.fromkeys(topics, -1)
    for n in range(number, number + 3 * over):
        asked = turn(topics, over, n)
        waiting = [last[topic] for topic in topics if topic not in asked]
        assert all(last[topic] <= waited for topic in asked for waited in waiting)
        last.update(dict.fromkeys(asked, n))


@given(SIZES, OVERS, NUMBERS)
def test_two_cycles_differ_by_one_topic_at_most_and_none_is_longer_than_was_said(size, over, number):
    lengths = {len(turn(list(range(size)), over, n)) for n in range(number, number + over)}
    assert max(lengths) - min(lengths) <= 1
    assert min(lengths) >= 1
    assert max(lengths) == taps(size, over, always=0)


@given(SIZES, NUMBERS)
def test_without_turns_everything_is_asked_in_its_order(size, number):
    assert turn(list(range(size)), None, number) == list(range(size))
    assert turn([], 3, number) == []


def test_the_standard_survey_takes_so_long():
    assert [taps(7, over, always=1) for over in EVERY] == [8, 5, 4, 3]
    assert [seconds(found) for found in (8, 5, 4)] == [40, 25, 20]


@pytest.fixture
def organisation(database):
    with database.writing() as session:
        made = an_organisation(session)
        add_bank(session, made)
    return made


def create(database, organisation, keys, over):
    with database.writing() as session:
        return operations.create_survey(session, organisation, name="By turns", question_keys=keys, rotates_over=over)


def asked(database, organisation, survey, number):
    with database.reading() as session:
        return [question.key for question in queries.contents(session, organisation, survey, number)[0]]


def test_the_overall_question_and_the_comment_come_always(database, organisation):
    survey = create(database, organisation, [*BANK, *ALWAYS], 3)
    found = [asked(database, organisation, survey, number) for number in range(4)]
    assert found[0] == ["canteen", "gym", "office_environment", *ALWAYS]
    assert found[1] == ["meeting_rooms", "parking", *ALWAYS]
    assert found[2] == ["rest_areas", "technology", *ALWAYS]
    assert found[3] == found[0]


def two_more(database, organisation):
    with database.writing() as session:
        for number in (1, 2):
            key = f"extra_{number}"
            session.add(Topic(organisation_id=organisation, key=key, position=90 + number))
            session.flush()
            session.add(
                Question(organisation_id=organisation, key=key, topic_key=key, scale="faces5", position=90 + number)
            )
    return ["extra_1", "extra_2"]


def test_more_than_eight_taps_at_once_are_refused_and_taken_by_turns(database, organisation):
    keys = [*BANK, *ALWAYS, *two_more(database, organisation)]
    with pytest.raises(operations.TooManyTaps):
        create(database, organisation, keys, None)
    survey = create(database, organisation, keys, 2)
    with database.reading() as session:
        assert queries.survey(session, organisation, survey).taps == 6 <= MOST_TAPS


@pytest.mark.parametrize("over", [0, 1, 5, -2])
def test_turns_over_any_other_number_of_cycles_are_refused(over, database, organisation):
    with pytest.raises(operations.SurveyError):
        create(database, organisation, ["canteen"], over)


def test_the_page_offers_turns_with_what_they_take_and_keeps_the_choice(staff_app, database, organisation):
    admin = logged_in(staff_app, organisation, "admin")
    page = admin.get("/surveys/new?template=office_pulse").text
    assert "Everything each time: 8 taps, about 40 seconds" in page
    assert "A half each time: 5 taps, about 25 seconds" in page
    assert "A third each time: 4 taps, about 20 seconds" in page
    form = {"name": "By turns", "ask": [*BANK, "overall", "comment"], "rotates_over": "2"}
    assert post_form(admin, "/surveys/new?template=empty", form).status_code == 302
    with database.reading() as session:
        [made] = queries.surveys(session, organisation)
    assert made.rotates_over == 2
    listed = " ".join(admin.get("/surveys/").text.split())
    assert "each comes up once in 2 check-ins" in listed
    assert "5 taps" in listed
    shown = admin.get(f"/surveys/{made.id}").text
    assert 'checked type="radio" value="2"' in shown or "checked" in shown.split('value="2"')[0][-120:]


def test_a_wrong_choice_or_too_many_questions_are_said_beside_the_field_and_nothing_is_saved(
    staff_app, database, organisation
):
    admin = logged_in(staff_app, organisation, "admin")
    form = {"name": "By turns", "ask": [*BANK, "overall"], "rotates_over": "7"}
    assert "Please choose one." in post_form(admin, "/surveys/new?template=empty", form).text
    more = [*BANK, *two_more(database, organisation)]
    refused = post_form(
        admin, "/surveys/new?template=empty", {**form, "ask": [*more, "overall"], "rotates_over": ""}
    ).text
    assert "This asks 10 questions at once" in refused
    assert 'value="By turns"' in refused
    with database.reading() as session:
        assert queries.surveys(session, organisation) == []
