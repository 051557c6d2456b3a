"""What is told in advance is what shows if people answer as expected, and names no group too small to be asked."""

from random import Random
from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st

from pulse.counting.inner import OpenBallot
from pulse.counting.tally import count
from pulse.organisation.blocks import Place, form_blocks
from pulse.organisation.tree import Tree
from pulse.questions.scales import Answerable
from pulse.results.disclosure import Cell, family, members
from pulse.results.forecast import expected, forecast
from tests.factories.results import PlainBlock, tree_of, trees

UNITS, PLACES = tree_of("u", "a", "a/b", "a/c", "d"), tree_of("l", "x", "y")


def formed(units: Tree, places: Tree, rng: Random, people: int, k_inv: int):
    """Blocks as an opening forms them from a random roster."""
    nodes = sorted(units.nodes), sorted(places.nodes)
    roster = {f"p{number:03}": Place(rng.choice(nodes[0]), rng.choice(nodes[1])) for number in range(people)}
    blocks = form_blocks(units, places, roster, k_inv)
    return (
        [PlainBlock(index, block.unit, block.location) for index, block in enumerate(blocks)],
        {index: len(block.people) for index, block in enumerate(blocks)},
    )


organisations = st.tuples(
    trees("u"), trees("l", most=4), st.integers(0, 2**32), st.integers(20, 150), st.sampled_from([(5, 10), (7, 13)])
)


@settings(max_examples=60)
@given(organisations, st.sampled_from([0.0, 0.3, 0.55, 0.7, 0.9, 1.0]))
def test_what_is_told_is_what_shows_if_people_answer_as_expected(organisation, participation):
    units, places, seed, people, (k, k_inv) = organisation
    blocks, invited = formed(units, places, Random(seed), people, k_inv)
    cast = [
        OpenBallot(block, {"canteen": 4}, (), "en")
        for block, answers in expected(invited, participation).items()
        for _ in range(answers)
    ]
    counted = count(cast, blocks, units, places, {"canteen": Answerable("faces5")}, k, rng=Random(1))
    real = {row.cell for row in counted.released if row.question == "canteen"}
    assert set(forecast(blocks, invited, units, places, k, participation).shown) == real


@settings(max_examples=60)
@given(organisations, st.floats(0, 1))
def test_no_part_is_named_that_has_fewer_people_than_a_block(organisation, participation):
    units, places, seed, people, (k, k_inv) = organisation
    blocks, invited = formed(units, places, Random(seed), people, k_inv)
    inside = members(family(units, places), blocks, units, places)
    for cell in forecast(blocks, invited, units, places, k, participation).shown:
        assert sum(invited[block] for block in inside[cell]) >= k_inv


def test_a_part_is_hidden_or_shown_and_under_20_answers_shown_in_bands():
    blocks = [PlainBlock(0, "a/b", "x"), PlainBlock(1, "a/c", "x"), PlainBlock(2, "d", "x")]
    peopled = [Cell("a"), Cell("a/b"), Cell("a/c"), Cell("d"), Cell("", "y")]
    told = forecast(blocks, {0: 40, 1: 13, 2: 60}, UNITS, PLACES, 7, 0.7, peopled=peopled)
    assert {Cell(), Cell("a"), Cell("d")} <= set(told.numbers)
    assert {Cell("a/b"), Cell("a/c")} <= set(told.bands)
    assert told.hidden == (Cell("", "y"),)


def test_where_too_few_would_answer_nothing_shows():
    told = forecast([PlainBlock(0, "d", "x")], {0: 13}, UNITS, PLACES, 7, 0.4)
    assert told.shown == ()


def test_a_large_organisation_is_foreseen_within_a_tenth_of_a_second():
    units = tree_of("u", *(f"{i}" for i in range(6)), *(f"{i}/{j}" for i in range(6) for j in range(35)))
    places = tree_of("l", *(f"x{i}" for i in range(9)))
    leaves = [id for id in sorted(units.nodes) if "/" in id]
    blocks = [PlainBlock(i, leaves[i % len(leaves)], f"x{i % 9}") for i in range(600)]
    taken = []
    for _ in range(5):
        began = process_time()
        forecast(blocks, {i: 13 + i % 11 for i in range(600)}, units, places, 7, 0.7)
        taken.append(process_time() - began)
    assert min(taken) < 0.1
