"""Months, and who is named by what was written down."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulse.protection.kinds import INVITATIONS, KINDS, PICK_UPS, OutOfBounds, before, check
from pulse.protection.mentions import Names, mentioned, texts


@pytest.mark.parametrize(
    ("today", "months", "expected"),
    [
        (date(2026, 11, 23), 3, date(2026, 8, 23)),
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2028, 3, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
        (date(2026, 1, 15), 120, date(2016, 1, 15)),
    ],
)
def test_a_day_is_so_many_months_ago(today, months, expected):
    assert before(today, months) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 120))
def test_what_is_kept_longer_begins_earlier(today, months):
    assert before(today, months + 1) < before(today, months) <= today
    assert today - before(today, months) <= timedelta(days=31 * months)


def test_usual_times_are_offered_and_invitations_outlast_pick_ups():
    for kind, of in KINDS.items():
        check(kind, of.usual)
        for months in (of.least - 1, of.most + 1):
            with pytest.raises(OutOfBounds):
                check(kind, months)
    assert KINDS[INVITATIONS].least >= KINDS[PICK_UPS].most


ANN = Names.of("ab" * 16, "7", "Ann Li", "ann@example.com", None)


@pytest.mark.parametrize(
    "written",
    [
        "Ann Li",
        "ann li",
        "7",
        "ANN@EXAMPLE.COM",
        "slack:ann@example.com",
        "moved Ann Li to the kitchen",
        "Ann Li’s file",
        {"owner": {"before": "Ann Li", "after": ""}},
        {"people": ["x", ["7"]]},
    ],
)
def test_somebody_is_named(written):
    assert mentioned(ANN, written)


@pytest.mark.parametrize(
    "written",
    [
        "Joann Li",
        "Ann Lim",
        "Ann",
        "77",
        "at 7 o'clock",
        {"7": "x"},
        "",
        None,
        {"new": 17},
        {"k": 7},
        "joann@example.com.vn",
    ],
)
def test_somebody_else_is_named(written):
    assert not mentioned(ANN, written)


@settings(max_examples=20)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_every_text_of_any_value_is_found(value):
    assert all(isinstance(text, str) for text in texts(value))


@given(st.text(min_size=1), st.text())
def test_a_name_of_any_letters_is_looked_for_as_it_stands(name, rest):
    assert mentioned(Names.of("id", "number", name, None), name)
    mentioned(Names.of("id", "number", name, None), rest)  # no letter of it is a pattern
