"""Surveys: made, changed, and read as a cycle freezes them."""

import pytest

from pulse.i18n import LANGUAGES, html_language
from pulse.organisation.names import NameRefused
from pulse.questions.operations import add_bank
from pulse.surveys import operations, queries
from tests.factories.organisation import an_organisation


@pytest.fixture
def organisation(database):
    with database.writing() as session:
        made = an_organisation(session)
        add_bank(session, made)
    return made


def make(database, organisation, name="Fortnightly", keys=("canteen", "comment")):
    with database.writing() as session:
        return operations.create_survey(session, organisation, name=name, question_keys=keys)


def read(database, organisation, survey_id):
    with database.reading() as session:
        return queries.survey(session, organisation, survey_id)


def test_a_survey_asks_in_the_order_that_was_chosen_a_branch_right_after_its_parent(database, organisation):
    made = make(database, organisation, keys=["gym_why", "comment", "gym", "canteen", "canteen_why", "overall"])
    found = read(database, organisation, made)
    assert [question.key for question in found.questions] == [
        "comment",
        "gym",
        "gym_why",
        "canteen",
        "canteen_why",
        "overall",
    ]


def test_a_name_is_trimmed(database, organisation):
    assert read(database, organisation, make(database, organisation, name="  Autumn ")).name == "Autumn"


def test_two_surveys_do_not_share_a_name(database, organisation):
    make(database, organisation, name="Autumn")
    with pytest.raises(operations.NameTaken):
        make(database, organisation, name=" Autumn ")


def test_two_organisations_may_use_the_same_name(database, organisation):
    make(database, organisation, name="Autumn")
    with database.writing() as session:
        other = an_organisation(session)
        add_bank(session, other)
    make(database, other, name="Autumn")


@pytest.mark.parametrize("keys", [[], ["no such question"], ["canteen", "no such question"]])
def test_a_survey_asks_only_questions_that_exist(keys, database, organisation):
    with pytest.raises(operations.NoQuestions):
        make(database, organisation, keys=keys)
    with database.reading() as session:
        assert queries.surveys(session, organisation) == []


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\x00b", "a\u202eb"])
def test_a_survey_has_a_name_that_can_be_read(name, database, organisation):
    with pytest.raises(NameRefused):
        make(database, organisation, name=name)


def test_a_survey_can_be_changed_and_keep_its_name(database, organisation):
    made = make(database, organisation)
    with database.writing() as session:
        operations.change_survey(session, organisation, made, name="Fortnightly", question_keys=["parking"])
    assert [question.key for question in read(database, organisation, made).questions] == ["parking"]


def test_a_survey_cannot_take_anothers_name(database, organisation):
    make(database, organisation, name="Autumn")
    made = make(database, organisation, name="Winter")
    with pytest.raises(operations.NameTaken), database.writing() as session:
        operations.change_survey(session, organisation, made, name="Autumn", question_keys=["parking"])
    assert read(database, organisation, made).name == "Winter"


def test_a_survey_is_one_organisations_own(database, organisation):
    made = make(database, organisation)
    with database.writing() as session:
        stranger = an_organisation(session)
    assert read(database, stranger, made) is None


def test_contents_carry_every_language_by_its_html_tag(database, organisation):
    made = make(database, organisation, keys=["canteen", "overall", "comment"])
    with database.reading() as session:
        canteen, overall, comment = queries.contents(session, organisation, made)[0]
    assert (canteen.key, canteen.topic, canteen.scale) == ("canteen", "canteen", "faces5")
    assert set(canteen.texts) == {html_language(language) for language in LANGUAGES}
    assert canteen.texts["zh-Hant"] == {"topic": "員工餐廳", "text": "您覺得員工餐廳的餐點如何？"}
    assert (overall.topic, overall.texts["id"]["topic"]) == (None, None)
    assert comment.scale == "open"


def test_contents_of_an_unknown_survey_are_an_error(database, organisation):
    with pytest.raises(LookupError), database.reading() as session:
        queries.contents(session, organisation, "0" * 32)
