"""Check-ins for some parts beside check-ins for everybody: what all their figures together tell of a few people."""

from collections import defaultdict
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from pulse.disclosure_audit.released import Round, Statement
from pulse.disclosure_audit.span import determined
from pulse.organisation.blocks import FormedBlock, Place, TooFewPeople, form_blocks
from pulse.organisation.tree import Node, Tree
from pulse.results.disclosure import family, members
from pulse.surveys.audiences.audience import Audience
from tests.factories.results import PlainBlock

STORIES = settings(max_examples=10)
K = 5
K_INV = 10


def a_tree(root, more, rng):
    nodes = [Node(root, None, root)]
    for _ in range(more):
        nodes.append(Node(f"{root}{len(nodes)}", rng.choice(nodes).id, str(len(nodes))))
    return Tree(nodes)


def an_audience(units, locations, rng):
    """Some units, some locations, or both."""

    def some(tree):
        return frozenset(rng.sample(sorted(tree.nodes.keys() - {tree.root.id}), rng.randint(1, 2)))

    kind = rng.choice(("units", "locations", "both"))
    chosen = Audience(
        some(units) if kind != "locations" else frozenset(), some(locations) if kind != "units" else frozenset()
    )
    return chosen.tidy(units, locations)


def whole_blocks(chosen, units, locations, blocks, _places):
    """Whom Pulse asks."""
    return chosen.asked(units, locations, blocks)


def plain_filter(chosen, units, locations, blocks, places):
    """The careless way: everybody who belongs there, in the block that they have."""
    inside = chosen.within(units, locations)
    cut = {
        id: frozenset(person for person in block.people if inside(places[person].unit, places[person].location))
        for id, block in blocks.items()
    }
    return {id: FormedBlock(block.unit, block.location, cut[id]) for id, block in blocks.items() if len(cut[id]) >= K}


def cycles(seed, way):
    """Check-ins of one quarter, the first of them for everybody: who was asked, by block."""
    rng = Random(seed)
    units, locations = a_tree("u", rng.randint(3, 7), rng), a_tree("l", rng.randint(2, 3), rng)
    somewhere = [Place(rng.choice(sorted(units.nodes)), rng.choice(sorted(locations.nodes))) for _ in range(130)]
    places = {f"p{number:03}": place for number, place in enumerate(somewhere)}
    try:
        formed = form_blocks(units, locations, places, K_INV)
    except TooFewPeople:
        return units, locations, []
    blocks = {str(number): block for number, block in enumerate(formed)}
    some = [way(an_audience(units, locations, rng), units, locations, blocks, places) for _ in range(3)]
    return units, locations, [each for each in (blocks, *some) if each]


def together(units, locations, asked):
    """All cells of all check-ins, each as if its figure were exact, over the groups that they tell apart."""
    said = []
    for blocks in asked:
        placed = [PlainBlock(at, block.unit, block.location) for at, block in enumerate(blocks.values())]
        people = [block.people for block in blocks.values()]
        for cell, within in members(family(units, locations), placed, units, locations).items():
            said.append((cell, frozenset().union(*(people[at] for at in within))))
    said = [(cell, people) for cell, people in said if len(people) >= K]
    alike = defaultdict(set)
    for person in frozenset().union(*(people for _, people in said)):
        alike[tuple(person in people for _, people in said)].add(person)
    pieces = dict(enumerate(alike.values()))
    statements = tuple(
        Statement(
            cell,
            frozenset(at for at, piece in pieces.items() if piece <= people),
            (len(people), len(people)),
            None,
            None,
        )
        for cell, people in said
    )
    return Round(K, {at: len(piece) for at, piece in pieces.items()}, statements), pieces


@STORIES
@given(st.integers(0, 2**32))
def test_all_check_ins_of_a_quarter_together_tell_of_nobody(seed):
    units, locations, asked = cycles(seed, whole_blocks)
    if asked:
        found, pieces = together(units, locations, asked)
        assert all(len(piece) >= K_INV for piece in pieces.values())
        assert not list(determined(found))


@STORIES
@given(st.integers(0, 2**32))
def test_whom_two_check_ins_of_a_quarter_ask_is_equal_or_differs_by_a_whole_block(seed):
    _, _, asked = cycles(seed, whole_blocks)
    people = [frozenset().union(*(block.people for block in each.values())) for each in asked]
    for one in people:
        for other in people:
            assert one == other or len(one ^ other) >= K_INV


@STORIES
@given(st.integers(0, 2**32))
def test_a_part_inside_an_audience_is_asked_by_the_same_people_as_ever(seed):
    rng = Random(seed)
    units, locations, asked = cycles(seed, whole_blocks)
    if not asked:
        return
    everybody, chosen = asked[0], an_audience(units, locations, rng)
    reached, inside = chosen.asked(units, locations, everybody), chosen.within(units, locations)
    for cell in family(units, locations):
        if inside(cell.unit or units.root.id, cell.location or locations.root.id):
            counted = [
                {
                    id
                    for id, block in blocks.items()
                    if block.unit in units.subtree(cell.unit or units.root.id)
                    and block.location in locations.subtree(cell.location or locations.root.id)
                }
                for blocks in (everybody, reached)
            ]
            assert counted[0] == counted[1]


def test_an_audience_as_a_plain_filter_gives_a_few_people_away():
    caught = 0
    for seed in range(3):
        units, locations, asked = cycles(seed, plain_filter)
        found, pieces = together(units, locations, asked)
        for finding in determined(found):
            people = sum(len(pieces[at]) for at in finding.blocks)
            assert 0 < people < K
            caught += 1
    assert caught
