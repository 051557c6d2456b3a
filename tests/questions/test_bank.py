"""The bank is complete in every language and is added once."""

from sqlalchemy import func, select

from pulse.i18n import LANGUAGES
from pulse.questions import queries
from pulse.questions.bank import QUESTIONS, TOPICS
from pulse.questions.models import Question, QuestionText, Topic, TopicText
from pulse.questions.operations import add_bank
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
