"""The shades of an organisation's own colour can be read in both lights, whatever it chose."""

import re

from hypothesis import given
from hypothesis import strategies as st

from pulse.organisation.colours import DARK, LIGHT, READABLE, contrast, for_dark, for_light, is_colour
from pulse.web.assets import DIST

ANY = st.from_regex(r"\A#[0-9a-f]{6}\Z")
TOKENS = DIST.parent / "src" / "css" / "tokens.css"


@given(ANY)
def test_every_shade_can_be_read(colour):
    assert all(contrast(for_light(colour), ground) >= READABLE for ground in LIGHT)
    assert all(contrast(for_dark(colour), ground) >= READABLE for ground in DARK)


@given(ANY)
def test_a_colour_that_can_be_read_stays_as_it_is(colour):
    if all(contrast(colour, ground) >= READABLE for ground in LIGHT):
        assert for_light(colour) == colour


def test_contrast_is_counted_as_wcag_counts():
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


def test_the_grounds_are_those_of_the_pages():
    found = dict(re.findall(r"--(page|surface): light-dark\((#\w+, #\w+)\)", TOKENS.read_text()))
    light, dark = zip(*(each.split(", ") for each in found.values()), strict=True)
    assert (set(light), set(dark)) == (set(LIGHT), set(DARK))


def test_only_six_digits_are_a_colour():
    assert is_colour("#1a6b3c")
    assert not any(map(is_colour, ("", "#fff", "red", "#1a6b3c;}body{", "#1A6B3C\n")))
