"""A cycle's life follows from its dates; its blocks are listed without doubles."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pulse.cycles.lifecycle import State, closing_due, quarter, state
from pulse.cycles.manifest import BlockEntry, in_order, sort_key

END = datetime(2026, 11, 30, 9, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def test_a_cycle_is_open_until_its_last_zone_ends():
    assert state(END, published=False, now=END - MOMENT) is State.OPEN
    assert state(END, published=False, now=END) is State.CLOSING
    assert state(END, published=True, now=END) is State.CLOSED


def test_the_close_waits_a_minute_for_ballots_under_way():
    assert not closing_due(END, now=END + timedelta(seconds=60) - MOMENT)
    assert closing_due(END, now=END + timedelta(seconds=60))


def test_a_quarter_is_that_of_the_local_day():
    days = {datetime(2026, month, 1): quarter(datetime(2026, month, 1)) for month in (1, 3, 4, 12)}
    assert list(days.values()) == ["2026-Q1", "2026-Q1", "2026-Q2", "2026-Q4"]


labels = st.lists(st.text(st.sampled_from("aAbBéＡ (2)ß"), max_size=4), max_size=12)


@given(labels)
def test_no_two_labels_of_a_manifest_look_alike(names):
    entries = [BlockEntry(f"{number}", "", "", name, 12) for number, name in enumerate(names)]
    keys = [sort_key(label) for _, label in in_order(entries)]
    assert keys == sorted(set(keys))
    assert len(keys) == len(names)
