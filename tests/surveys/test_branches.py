"""A branch comes where its parent does, right after it, and is no further tap."""

import pytest

from pulse.questions.queries import OptionView, QuestionView, TopicView
from pulse.surveys.queries import SurveyView

CANTEEN, GYM = TopicView("canteen", {}), TopicView("gym", {})


def question(key, scale="faces5", topic=None, parent=None):
    return QuestionView(key, topic, scale, {}, (), parent)


QUESTIONS = (
    question("canteen_why", "multiple", CANTEEN, "canteen"),
    question("canteen", topic=CANTEEN),
    question("gym", topic=GYM),
    question("gym_words", "open", GYM, "gym"),
    question("overall"),
    question("lost", "single", None, "parking"),
    question("of_a_branch", "open", None, "canteen_why"),
    question("comment", "open"),
)


@pytest.mark.parametrize(
    ("over", "number", "asked"),
    [
        (None, 0, ["canteen", "canteen_why", "gym", "gym_words", "overall", "comment"]),
        (2, 0, ["canteen", "canteen_why", "overall", "comment"]),
        (2, 1, ["gym", "gym_words", "overall", "comment"]),
    ],
)
def test_a_branch_follows_its_parents_turn(over, number, asked):
    assert [each.key for each in SurveyView("s", "S", QUESTIONS, over).turn(number)] == asked


def test_neither_a_branch_nor_a_comment_is_a_tap():
    assert SurveyView("s", "S", QUESTIONS).taps == 3


def test_an_option_is_read_in_the_readers_language_else_in_english_else_in_any():
    texts = {"en": "The queue", "vi": "Xếp hàng"}
    assert OptionView(1, texts).text("vi") == "Xếp hàng"
    assert OptionView(1, texts).text("id") == "The queue"
    assert OptionView(1, {"vi": "Xếp hàng"}).text("id") == "Xếp hàng"
    assert OptionView(1, {}).text("id") == "1"
