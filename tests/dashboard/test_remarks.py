"""Comments on more than one question: each with what it answers, where that may be said."""

import pytest

from pulse.counting.inner import OpenBallot, OpenComment
from pulse.questions.models import Question, QuestionText
from tests.factories.history import PRODUCTION, a_question

WORDS = a_question("canteen_words", "open", parent="canteen")


@pytest.fixture(autouse=True)
def known(database, world):
    """The organisation knows the question why."""
    with database.writing() as session:
        key = {"organisation_id": world.id}
        session.add(Question(**key, key="canteen_words", scale="open", position=900, parent_key="canteen"))
        session.flush()
        session.add(QuestionText(**key, question_key="canteen_words", language="en", text="What bothers you there?"))


def cast(sad: int):
    """Thirty people, so many of whom are unhappy and say why; six say something else."""
    why = [OpenBallot(PRODUCTION, {"canteen": 1}, (OpenComment("canteen_words", "Cold"),), "en")] * sad
    more = [OpenBallot(PRODUCTION, {"canteen": 4}, (OpenComment("comment", "Fine"),), "en")] * 6
    return [*why, *more, *[OpenBallot(PRODUCTION, {"canteen": 4}, (), "en")] * (24 - sad)]


def test_a_comment_stands_under_the_question_that_it_answers(close, read):
    close(cast(sad=7), more=[WORDS])

    page = read()

    assert page.count("What bothers you there? Cold") == 7
    assert page.count("Fine") == 6
    assert page.count("there? Fine") == 0


def test_what_a_few_unhappy_people_say_stands_without_the_question(close, read):
    close(cast(sad=4), more=[WORDS])

    page = read()

    assert page.count("Cold") == 4
    assert "What bothers you there?" not in page
