import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pulse.organisation import names


@pytest.mark.parametrize(
    "name", ["Kit\u202echen", "Kit\u200bchen", "Kit\x07chen", "Kit\ue000chen", "Kit\u0378chen", "a\nb"]
)
def test_a_name_with_characters_that_cannot_be_seen_is_refused(name):
    with pytest.raises(names.NameRefused, match="invisible"):
        names.clean(name)


@pytest.mark.parametrize("path", ["/Kitchen", "Operations/", "Operations//Kitchen", "Operations/ /Kitchen"])
def test_a_path_with_an_empty_step_is_refused(path):
    with pytest.raises(names.NameRefused, match="like Operations/Kitchen"):
        names.steps(path)


def test_a_path_that_is_too_deep_is_refused():
    with pytest.raises(names.NameRefused, match="deeper than 12"):
        names.steps("/".join("abcdefghijklm"))


def test_a_name_that_is_too_long_is_refused():
    with pytest.raises(names.NameRefused, match="longer than 200"):
        names.clean("x" * 201)


def test_an_empty_path_is_the_root():
    assert names.steps("  ") == []


def test_a_wide_slash_divides_like_a_slash():
    assert names.steps("Operations／Kitchen") == ["Operations", "Kitchen"]


@given(st.text(max_size=30))
def test_a_cleaned_name_stays_as_it_is(text):
    try:
        cleaned = names.clean(text)
    except names.NameRefused:
        assume(False)
    assert names.clean(cleaned) == cleaned
    assert names.key(cleaned) == names.key(names.clean(text))


@given(st.text(max_size=40))
def test_a_path_joined_again_is_the_same_path(text):
    try:
        steps = names.steps(text)
    except names.NameRefused:
        assume(False)
    assert names.steps("/".join(steps)) == steps


@given(st.text(max_size=80))
def test_a_short_form_holds_only_letters_digits_and_hyphens(text):
    short = names.slug(text)
    assert short
    assert len(short) <= 60
    assert all(character in "abcdefghijklmnopqrstuvwxyz0123456789-" for character in short)
    assert unicodedata.is_normalized("NFKD", short)
