"""What is typed is found without accents and in any case."""

from hypothesis import given
from hypothesis import strategies as st

from pulse.search.words import MOST_WORDS, folded, holds, words_of


def test_accents_and_capitals_make_no_difference():
    assert holds(words_of("don gia"), "Đơn giá")
    assert holds(words_of("ĐÀ nẵng"), "da nang")
    assert holds(words_of("餐廳"), "員工餐廳")


def test_every_word_has_to_stand_somewhere():
    assert holds(words_of("kitchen jakarta"), "Jakarta", "Kitchen")
    assert not holds(words_of("kitchen hanoi"), "Jakarta", "Kitchen")
    assert not holds(words_of("   "), "Jakarta")


def test_at_most_twelve_words_are_looked_for():
    assert len(words_of("a " * 500)) == MOST_WORDS


@given(st.text())
def test_whatever_is_typed_is_words_without_spaces(typed):
    assert all(word and not word.isspace() and folded(word) for word in words_of(typed) if word.strip())
