"""The quick way to canonical JSON makes the bytes of RFC 8785, or is not taken."""

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from pulse.envelope.canonical import LARGEST, canonical

NAMES = st.text(max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(VALUES)
@example({"é": 1, "z": 2, "\U0001f600": 3, "\uffff": 4})
@example({"b": '\x00\x1f\x7f\u2028"\\/\b\f\n\r\t', "a": [1.0, -0.0, 1e21, True, None]})
@example("\u00e9\U0001f600")
def test_every_value_is_written_as_rfc_8785_writes_it(value):
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value", [LARGEST + 1, -LARGEST - 1, [2**64], {"a": float("nan")}, {"a": "\ud800"}, {1: 2}, {1}]
)
def test_what_rfc_8785_refuses_is_refused(value):
    with pytest.raises(ValueError):  # noqa: PT011 - whichever of them it is
        canonical(value)
