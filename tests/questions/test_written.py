"""What an own question needs, and when a change of it is only a correction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.questions.written import Written, distance, faults, is_correction, is_same

COFFEE = Written("faces5", "canteen", {"en": "How is the coffee?", "vi": "Cà phê thế nào?"})
CHOICE = Written("single", None, {"en": "Which one is it?"}, {1: {"en": "The first"}, 2: {"en": "Gym"}})


@given(st.text(max_size=12), st.text(max_size=12))
def test_the_distance_of_texts_is_that_of_their_letters(one, other):
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))


@pytest.mark.parametrize(
    ("before", "texts", "corrected"),
    [
        (COFFEE, {"en": "How is the cofee?", "vi": "Cà phê thế nào?"}, True),
        (COFFEE, {"en": "How is the coffee?", "vi": "Cà phê thế nào?", "id": "Kopinya?"}, True),
        (COFFEE, {"en": "How is the coffee?"}, False),
        (COFFEE, {"en": "How is the tea?", "vi": "Cà phê thế nào?"}, False),
        (Written("open", None, {"zh_Hant": "口味"}), {"zh_Hant": "氣味"}, False),
    ],
)
def test_a_few_letters_are_a_correction(before, texts, corrected):
    assert is_correction(before, Written(before.scale, before.topic, texts)) is corrected


@pytest.mark.parametrize(
    ("options", "corrected"),
    [
        ({1: {"en": "The first"}, 2: {"en": "Gym"}, 3: {"en": "More"}}, True),
        ({1: {"en": "The frist"}, 2: {"en": "Gym"}}, False),  # two letters of nine
        ({1: {"en": "The firs"}, 2: {"en": "Gym"}}, True),
        ({1: {"en": "The first"}}, False),
        ({1: {"en": "The first"}, 2: {"en": "Gem"}}, False),
    ],
)
def test_answers_may_be_added_and_neither_taken_out_nor_changed(options, corrected):
    assert is_correction(CHOICE, Written("single", None, CHOICE.texts, options)) is corrected


def test_another_scale_topic_or_parent_is_another_question():
    for other in (
        Written("agree5", "canteen", COFFEE.texts),
        Written("faces5", "gym", COFFEE.texts),
        Written("faces5", "canteen", COFFEE.texts, {}, "enps"),
    ):
        assert not is_correction(COFFEE, other)
        assert not is_same(COFFEE, other)


def test_two_questions_are_the_same_by_the_languages_that_both_have():
    assert is_same(COFFEE, Written("faces5", "canteen", {"vi": "Cà phê thế nào?", "id": "Kopinya?"}))
    assert not is_same(COFFEE, Written("faces5", "canteen", {"id": "Kopinya?"}))
    assert not is_same(CHOICE, Written("single", None, CHOICE.texts, {1: {"en": "The first"}}))


def test_why_is_asked_as_a_choice_or_in_words_after_a_scale_that_knows_unhappy():
    why = Written("open", None, {"en": "Why?"}, {}, "enps")
    assert faults(why, "points10") == []
    assert [fault.at for fault in faults(why, "single")] == ["scale"]
    assert [fault.at for fault in faults(Written("faces5", None, {"en": "Why?"}, {}, "enps"), "points10")] == ["scale"]
