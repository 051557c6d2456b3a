"""Which answers a scale takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.questions.scales import is_valid, options

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
