"""Which answers a scale takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.questions.scales import (
    BRANCHES,
    LISTED,
    NOT_ASKED,
    PARENTS,
    PEOPLE,
    SCALES,
    Answerable,
    is_valid,
    may_be_asked,
    options,
    unhappy,
    unhappy_answers,
)

ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers(), max_size=2)
)


@given(ANYTHING)
def test_faces_take_the_whole_numbers_one_to_five_and_nothing_else(value):
    assert is_valid("faces5", value) == (type(value) is int and 1 <= value <= 5)


@given(ANYTHING)
def test_an_open_question_takes_no_number(value):
    assert not is_valid("open", value)


def test_an_unknown_scale_is_an_error():
    with pytest.raises(ValueError, match="not a scale"):
        options("stars")


@pytest.mark.parametrize(("scale", "first", "last"), [("agree5", 1, 5), ("points10", 0, 10), ("yesno", 1, 2)])
@given(value=ANYTHING)
def test_a_scale_takes_the_whole_numbers_of_its_range_and_nothing_else(scale, first, last, value):
    assert is_valid(scale, value) == (type(value) is int and first <= value <= last)


@given(ANYTHING)
def test_one_of_several_is_one_of_the_questions_own_options(value):
    assert is_valid("single", value, (1, 2, 5)) == (type(value) is int and value in {1, 2, 5})


@given(st.lists(st.one_of(st.integers(0, 6), st.booleans(), st.text(max_size=1)), max_size=4))
def test_several_of_several_rise_and_are_at_least_one(value):
    whole = all(type(option) is int for option in value)
    right = bool(value) and whole and value == sorted(set(value)) and set(value) <= {1, 2, 5}
    assert is_valid("multiple", value, (1, 2, 5)) == right


@given(ANYTHING)
def test_nothing_but_a_list_answers_several_of_several(value):
    assert not is_valid("multiple", value, ())
    assert isinstance(value, list) or not is_valid("multiple", value, (1, 2))


def test_unhappy_is_the_lower_end_of_a_scale():
    found = {scale: [value for value in options(scale) if unhappy(scale, value)] for scale in sorted(PARENTS)}
    assert found == {"agree5": [1, 2], "faces5": [1, 2], "points10": [0, 1, 2, 3, 4, 5, 6], "yesno": [2]}
    assert all(unhappy_answers(scale) == () for scale in SCALES - PARENTS)
    assert PARENTS.isdisjoint(LISTED | BRANCHES)


@given(ANYTHING)
def test_whoever_gives_no_unhappy_answer_is_not_asked_why(value):
    asked = {"q": Answerable("yesno"), "why": Answerable("open", (), "q"), "lost": Answerable("open", (), "gone")}
    assert may_be_asked(asked, "q", {})
    assert may_be_asked(asked, "why", {"q": value}) == (type(value) is int and value == 2)
    assert not may_be_asked(asked, "lost", {"gone": value})


def test_what_is_counted_says_how_many_people_it_is_about():
    assert Answerable("open").counted == ()
    assert Answerable("faces5").counted == (1, 2, 3, 4, 5)
    assert Answerable("single", (1, 3), "q").counted == (NOT_ASKED, 1, 3)
    assert Answerable("multiple", (1, 3)).counted == (PEOPLE, 1, 3)
    assert Answerable("multiple", (1, 3), "q").counted == (PEOPLE, NOT_ASKED, 1, 3)
    assert Answerable("multiple", (1, 3)).people({PEOPLE: 7, 1: 7, 3: 4}) == 7
    assert Answerable("single", (1, 3), "q").people({NOT_ASKED: 7, 1: 2, 3: 4}) == 13
