"""Blocks: everybody in exactly one, none too small, each counted only where all of it belongs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.opening.near import cells_above, near_cells
from pulse.opening.roster import Standing, settle
from pulse.organisation.blocks import Place, TooFewPeople, absorb_shrunken, form_blocks, label
from pulse.organisation.tree import Node, Tree

UNITS = Tree(
    [
        Node("root", None, "Northwind"),
        Node("ops", "root", "Operations"),
        Node("kitchen", "ops", "Kitchen"),
        Node("floor", "ops", "Floor"),
        Node("office", "root", "Office"),
        Node("legal", "office", "Legal"),
    ]
)
PLACES = Tree(
    [
        Node("all", None, "Northwind"),
        Node("jakarta", "all", "Jakarta"),
        Node("plant", "jakarta", "Plant 2"),
        Node("taipei", "all", "Taipei"),
    ]
)
UNIT_IDS, PLACE_IDS = sorted(UNITS.nodes), sorted(PLACES.nodes)


def at(**groups: int) -> dict[str, Place]:
    """People by `unit__place=how many`."""
    people = {}
    for spot, count in groups.items():
        unit, place = spot.split("__")
        people |= {f"{spot}-{number:03}": Place(unit, place) for number in range(count)}
    return people


rosters = st.lists(st.tuples(st.sampled_from(UNIT_IDS), st.sampled_from(PLACE_IDS)), max_size=150).map(
    lambda spots: {f"p{number:03}": Place(*spot) for number, spot in enumerate(spots)}
)


@given(rosters, st.integers(8, 23))
def test_blocks_partition_the_invited_and_none_is_too_small(people, k_inv):
    if len(people) < k_inv:
        with pytest.raises(TooFewPeople):
            form_blocks(UNITS, PLACES, people, k_inv)
        return
    blocks = form_blocks(UNITS, PLACES, people, k_inv)
    assert sorted(person for block in blocks for person in block.people) == sorted(people)
    assert min(len(block.people) for block in blocks) >= k_inv


@given(rosters)
def test_a_block_stands_where_all_of_its_people_belong(people):
    if len(people) < 10:
        return
    for block in form_blocks(UNITS, PLACES, people, 10):
        for person in block.people:
            assert block.unit in UNITS.ancestors(people[person].unit)
    spots = [(block.unit, block.location) for block in form_blocks(UNITS, PLACES, people, 10)]
    assert len(set(spots)) == len(spots)


@given(rosters)
def test_every_location_has_one_block_for_joiners(people):
    if len(people) < 10:
        return
    blocks = form_blocks(UNITS, PLACES, people, 10)
    for place in {block.location for block in blocks}:
        assert sum(block.takes_joiners for block in blocks if block.location == place) == 1


def test_teams_that_are_large_enough_stay_by_themselves():
    blocks = form_blocks(UNITS, PLACES, at(kitchen__jakarta=12, floor__jakarta=11), 10)
    assert {(block.unit, len(block.people)) for block in blocks} == {("kitchen", 12), ("floor", 11)}


def test_leftovers_meet_at_the_parent():
    blocks = form_blocks(UNITS, PLACES, at(kitchen__jakarta=6, floor__jakarta=5, office__jakarta=10), 10)
    assert {(block.unit, len(block.people)) for block in blocks} == {("ops", 11), ("office", 10)}


def test_leftovers_that_are_still_too_few_take_in_the_smallest_block():
    blocks = form_blocks(UNITS, PLACES, at(kitchen__jakarta=12, floor__jakarta=10, ops__jakarta=3), 10)
    assert {(block.unit, len(block.people)) for block in blocks} == {("kitchen", 12), ("ops", 13)}


def test_a_small_location_joins_its_parent():
    blocks = form_blocks(UNITS, PLACES, at(kitchen__plant=4, kitchen__jakarta=8, kitchen__taipei=10), 10)
    assert {(block.location, len(block.people)) for block in blocks} == {("jakarta", 12), ("taipei", 10)}


def test_people_of_no_location_are_never_alone():
    blocks = form_blocks(UNITS, PLACES, at(kitchen__all=2, kitchen__jakarta=12, kitchen__taipei=20), 10)
    assert {(block.location, len(block.people)) for block in blocks} == {("all", 14), ("taipei", 20)}


def test_labels_leave_out_roots_that_say_nothing():
    assert label(UNITS, PLACES, "kitchen", "plant") == "Operations / Kitchen · Jakarta / Plant 2"
    assert label(UNITS, PLACES, "root", "taipei") == "Taipei"
    assert label(UNITS, PLACES, "root", "all") == "Northwind"


def standing(blocks) -> dict[str, Standing]:
    return {
        id: Standing(block.unit, block.location, block.takes_joiners, block.people) for id, block in blocks.items()
    }


def test_within_a_quarter_people_stay_where_they_were():
    first = settle(UNITS, PLACES, at(kitchen__jakarta=14, office__jakarta=12), {}, 10)
    moved = at(office__jakarta=12) | {person: Place("office", "taipei") for person in at(kitchen__jakarta=14)}
    second = settle(UNITS, PLACES, moved, standing(first), 10)
    assert second == first


def test_a_joiner_enters_the_block_for_joiners_of_the_location():
    first = settle(UNITS, PLACES, at(kitchen__jakarta=14, office__taipei=12), {}, 10)
    people = at(kitchen__jakarta=14, office__taipei=12) | {"new": Place("legal", "taipei")}
    second = settle(UNITS, PLACES, people, standing(first), 10)
    home = next(block for block in second.values() if "new" in block.people)
    assert (home.location, len(home.people)) == ("taipei", 13)
    assert second.keys() == first.keys()


def test_a_block_that_leavers_made_too_small_joins_another():
    first = settle(UNITS, PLACES, at(kitchen__jakarta=11, floor__jakarta=12, office__taipei=10), {}, 10)
    people = at(kitchen__jakarta=9, floor__jakarta=12, office__taipei=10)
    second = settle(UNITS, PLACES, people, standing(first), 10)
    assert {(block.unit, block.location, len(block.people)) for block in second.values()} == {
        ("ops", "jakarta", 21),
        ("office", "taipei", 10),
    }
    assert second.keys() < first.keys()


def test_when_too_few_are_left_nothing_opens():
    first = settle(UNITS, PLACES, at(kitchen__jakarta=11), {}, 10)
    with pytest.raises(TooFewPeople):
        settle(UNITS, PLACES, at(kitchen__jakarta=9), standing(first), 10)
    with pytest.raises(TooFewPeople):
        absorb_shrunken(UNITS, PLACES, {}, 10)


@given(rosters, st.sets(st.integers(0, 149)), st.integers(0, 20))
def test_every_opening_of_a_quarter_keeps_blocks_large_and_everybody_in_one(people, leaving, joining):
    if len(people) < 10:
        return
    first = settle(UNITS, PLACES, people, {}, 10)
    later = {person: place for person, place in people.items() if int(person[1:]) not in leaving}
    later |= {f"n{number:03}": Place("legal", "plant") for number in range(joining)}
    if len(later) < 10:
        return
    try:
        second = settle(UNITS, PLACES, later, standing(first), 10)
    except TooFewPeople:
        assert len(later) < 10
        return
    assert sorted(person for block in second.values() for person in block.people) == sorted(later)
    assert min(len(block.people) for block in second.values()) >= 10


def test_cells_that_differ_by_a_few_people_are_near():
    above = cells_above(UNITS, PLACES)
    before = {f"p{number}": ("kitchen", "jakarta") for number in range(20)}
    after = {**before, "joiner": ("kitchen", "jakarta")}
    near = near_cells(after, before, above, 5)
    assert ("", "") in near
    assert ("kitchen", "jakarta") in near
    assert ("kitchen", "") in near
    assert ("office", "") not in near


def test_cells_that_are_the_same_or_wholly_other_are_not_near():
    above = cells_above(UNITS, PLACES)
    before = {f"p{number}": ("kitchen", "jakarta") for number in range(20)}
    other = {f"q{number}": ("kitchen", "jakarta") for number in range(20)}
    assert near_cells(before, before, above, 5) == []
    assert near_cells(other, before, above, 5) == []


def test_a_block_that_moved_up_changes_the_cells_below_only():
    above = cells_above(UNITS, PLACES)
    before = {f"p{number}": ("kitchen", "jakarta") for number in range(3)}
    after = dict.fromkeys(before, ("ops", "jakarta"))
    near = near_cells(after, before, above, 5)
    assert ("kitchen", "jakarta") in near
    assert ("ops", "jakarta") not in near
