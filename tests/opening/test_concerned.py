"""Which announcements a cycle shows, and to which blocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.opening.concerned import MOST, Told, choose
from pulse.opening.near import cells_above
from pulse.organisation.tree import Node, Tree

UNITS = Tree(
    [Node("u", None, "All"), Node("ops", "u", "Operations"), Node("kit", "ops", "Kitchen"), Node("off", "u", "")]
)
PLACES = Tree([Node("p", None, "All"), Node("jak", "p", "Jakarta"), Node("tai", "p", "Taipei")])
ABOVE = cells_above(UNITS, PLACES)
SPOTS = [("kit", "jak"), ("off", "jak"), ("ops", "tai"), ("off", "tai")]


def told(*cells, id="a"):
    return Told(id, {"en": {"title": id, "text": ""}}, frozenset(cells))


@pytest.mark.parametrize(
    ("cells", "blocks"),
    [
        ([("", "")], None),
        ([("ops", "")], [0, 2]),
        ([("kit", "")], [0]),
        ([("", "tai")], [2, 3]),
        ([("ops", "tai")], [2]),
        ([("ops", "tai"), ("off", "jak")], [1, 2]),
        ([("", "jak"), ("", "tai")], None),
    ],
)
def test_a_block_is_concerned_when_its_unit_and_its_location_lie_below(cells, blocks):
    (entry,) = choose([told(*cells)], SPOTS, ABOVE).entries
    assert entry["blocks"] == blocks


@pytest.mark.parametrize("cells", [[("dissolved", "")], [("kit", "tai")], []])
def test_one_that_concerns_nobody_here_waits(cells):
    assert choose([told(*cells)], SPOTS, ABOVE).ids == ()


@given(st.lists(st.sampled_from([("", ""), ("kit", ""), ("gone", ""), ("off", "tai")]), max_size=8))
def test_at_most_three_are_chosen_in_their_order_and_ids_and_entries_agree(places):
    every = [told(cell, id=str(number)) for number, cell in enumerate(places)]
    shown = choose(every, SPOTS, ABOVE)
    assert shown.ids == tuple(each.id for each in every if ("gone", "") not in each.cells)[:MOST]
    assert [entry["texts"]["en"]["title"] for entry in shown.entries] == list(shown.ids)
