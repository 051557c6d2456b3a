"""An organisation gets the first questions of the bank once, and others when it chooses them."""

import pytest
from sqlalchemy import func, select

from pulse.i18n import LANGUAGES
from pulse.questions import queries
from pulse.questions.bank import ITEM_BY_KEY, ITEMS, QUESTIONS, TOPICS
from pulse.questions.models import OptionText, Question, QuestionText, Topic, TopicText
from pulse.questions.operations import add_bank, adopt
from tests.factories.organisation import an_organisation


def test_the_bank_has_the_seven_topics_one_overall_question_and_one_comment():
    assert [topic.key for topic in TOPICS] == [
        "canteen",
        "meeting_rooms",
        "rest_areas",
        "gym",
        "parking",
        "technology",
        "office_environment",
    ]
    assert [(q.key, q.topic, q.scale) for q in QUESTIONS] == [
        *((topic.key, topic.key, "faces5") for topic in TOPICS),
        ("overall", None, "faces5"),
        ("comment", None, "open"),
    ]


def test_every_text_of_the_bank_exists_in_every_language():
    for texts in [topic.names for topic in TOPICS] + [question.texts for question in QUESTIONS]:
        assert set(texts) == set(LANGUAGES)
        assert all(text == text.strip() and text for text in texts.values())


def test_no_two_questions_are_worded_alike():
    for language in LANGUAGES:
        assert len({question.texts[language] for question in QUESTIONS}) == len(QUESTIONS)


def test_an_organisation_reads_its_bank_in_order(database):
    with database.writing() as session:
        organisation = an_organisation(session)
        add_bank(session, organisation)
    with database.reading() as session:
        found = queries.questions(session, organisation)
        topics = queries.topics(session, organisation)
    assert [question.key for question in found] == [question.key for question in QUESTIONS]
    assert [topic.key for topic in topics] == [topic.key for topic in TOPICS]
    assert found[0].text("vi") == QUESTIONS[0].texts["vi"]
    assert found[0].topic.name("zh_Hant") == "員工餐廳"
    assert found[-1].topic is None


def test_a_language_that_is_missing_falls_back_to_english(database):
    with database.writing() as session:
        organisation = an_organisation(session)
        add_bank(session, organisation)
        found = queries.questions(session, organisation)
    assert found[0].text("fr") == found[0].text("en")
    assert found[0].topic.name("fr") == "Canteen"


def test_adding_the_bank_again_changes_nothing(database):
    with database.writing() as session:
        organisation = an_organisation(session)
        add_bank(session, organisation)
        session.get_one(QuestionText, (organisation, "canteen", "en")).text = "How is the soup?"
    with database.writing() as session:
        add_bank(session, organisation)
    with database.reading() as session:
        counts = [
            session.scalar(select(func.count()).select_from(table).filter_by(organisation_id=organisation))
            for table in (Topic, TopicText, Question, QuestionText)
        ]
        kept = queries.questions(session, organisation)[0].text("en")
    assert counts == [7, 28, 9, 36]
    assert kept == "How is the soup?"


def test_a_bank_is_one_organisations_own(database):
    with database.writing() as session:
        add_bank(session, an_organisation(session))
        stranger = an_organisation(session)
    with database.reading() as session:
        assert queries.questions(session, stranger) == []


def rows(database, organisation, table):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table).filter_by(organisation_id=organisation))


def asked(database, organisation):
    with database.reading() as session:
        return {question.key: question for question in queries.questions(session, organisation)}


@pytest.fixture
def organisation(database):
    with database.writing() as session:
        return an_organisation(session)


def test_an_item_that_is_chosen_comes_with_its_topic_and_what_asks_why(database, organisation):
    with database.writing() as session:
        adopt(session, organisation, ["hybrid_work", "going_well"])
    found = asked(database, organisation)
    assert set(found) == {"hybrid_work", "hybrid_work_why", "going_well"}
    assert found["hybrid_work"].topic.name("id") == "Bekerja dari rumah"
    why = found["hybrid_work_why"]
    assert (why.parent, why.scale, why.own) == ("hybrid_work", "multiple", False)
    assert [option.number for option in why.options] == list(range(1, 9))
    assert why.options[-1].text("vi") == "Điều khác"
    assert rows(database, organisation, Topic) == 1


def test_a_branch_that_is_chosen_brings_its_parent(database, organisation):
    with database.writing() as session:
        adopt(session, organisation, ["canteen_why"])
    assert set(asked(database, organisation)) == {"canteen", "canteen_why"}


def test_all_items_can_be_chosen_and_then_nothing_is_left_to_add(database, organisation):
    with database.writing() as session:
        add_bank(session, organisation)
        adopt(session, organisation, [item.key for item in ITEMS])
    before = [rows(database, organisation, table) for table in (Topic, TopicText, Question, QuestionText, OptionText)]
    with database.writing() as session:
        adopt(session, organisation, [item.key for item in ITEMS])
        add_bank(session, organisation)
    after = [rows(database, organisation, table) for table in (Topic, TopicText, Question, QuestionText, OptionText)]
    found = asked(database, organisation)
    assert before == after
    assert set(found) == set(ITEM_BY_KEY)
    assert list(found)[: len(QUESTIONS)] == [question.key for question in QUESTIONS]
    for key, item in ITEM_BY_KEY.items():
        assert found[key].texts == item.texts
        assert {option.number: option.texts for option in found[key].options} == item.options


def test_choosing_an_item_again_keeps_wordings_and_does_not_bring_back_an_option(database, organisation):
    with database.writing() as session:
        adopt(session, organisation, ["gym"])
        session.get_one(QuestionText, (organisation, "gym", "en")).text = "How is the swimming pool?"
        for option in session.scalars(select(OptionText).filter_by(question_key="gym_why", option=5)):
            session.delete(option)
    with database.writing() as session:
        adopt(session, organisation, ["gym"])
    found = asked(database, organisation)
    assert found["gym"].text("en") == "How is the swimming pool?"
    assert [option.number for option in found["gym_why"].options] == [1, 2, 3, 4, 6]


def test_a_retired_item_that_is_chosen_is_offered_again(database, organisation):
    with database.writing() as session:
        adopt(session, organisation, ["gym", "enps"])
        for key in ("gym", "enps"):
            session.get_one(Question, (organisation, key)).retired = True
    with database.writing() as session:
        adopt(session, organisation, ["gym"])
    found = asked(database, organisation)
    assert (found["gym"].retired, found["enps"].retired) == (False, True)


def test_what_the_bank_does_not_have_cannot_be_chosen(database, organisation):
    with database.writing() as session, pytest.raises(LookupError, match="soup"):
        adopt(session, organisation, ["gym", "soup"])
    assert asked(database, organisation) == {}
