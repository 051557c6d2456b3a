"""Whom an action concerns, as plain values."""

from hypothesis import given
from hypothesis import strategies as st

from pulse.actions.reach import cell_of, concerns, may_change, may_move, options, sees, token, touches
from pulse.results.disclosure import Cell, family
from pulse.results.sight import Trees, sight
from pulse.web.access import Grant
from tests.factories.results import tree_of, trees

TREES = Trees(tree_of("u", "a", "a/b", "c"), tree_of("l", "x", "x/y", "z"))


def test_a_part_touches_what_is_above_below_and_across_it():
    assert touches(TREES, Cell("a"), Cell("a/b"))
    assert touches(TREES, Cell("a/b"), Cell())
    assert touches(TREES, Cell("a"), Cell("", "x"))
    assert touches(TREES, Cell("a", "x/y"), Cell("a/b", "x"))
    assert not touches(TREES, Cell("a"), Cell("c"))
    assert not touches(TREES, Cell("a", "x"), Cell("a", "z"))


def test_what_is_gone_touches_nothing():
    assert not touches(TREES, Cell("gone"), Cell())
    assert not touches(TREES, Cell("gone"), Cell("gone"))
    assert not concerns(TREES, Cell("a"), [Cell("gone"), Cell("", "gone")])


def test_somebody_who_looks_at_everything_still_sees_an_action_whose_part_is_gone():
    assert sees(sight([Grant("hr")], TREES), [Cell("gone")])
    assert may_change(sight([Grant("hr")], TREES), [Cell("gone")])
    assert not sees(sight([Grant("hr", unit_id="a")], TREES), [Cell("gone")])
    assert not may_change(sight([Grant("hr", unit_id="a")], TREES), [Cell("gone")])


def test_a_manager_sees_but_does_not_change():
    eyes = sight([Grant("manager", unit_id="a")], TREES)
    assert sees(eyes, [Cell("a/b")])
    assert not may_change(eyes, [Cell("a/b")])


def test_a_steward_moves_on_what_lies_in_their_place_alone_and_changes_nothing():
    eyes = sight([Grant("steward", location_id="x")], TREES)
    assert may_move(eyes, [Cell("", "x/y"), Cell("a", "x")])
    assert not may_move(eyes, [Cell("", "x"), Cell("a")])
    assert not may_change(eyes, [Cell("", "x")])
    assert sees(eyes, [Cell("a")])
    assert may_move(sight([Grant("hr")], TREES), [Cell("a")])
    assert not may_move(sight([Grant("manager", location_id="x")], TREES), [Cell("", "x")])


def test_hr_of_a_part_is_offered_that_part_alone():
    found = options(sight([Grant("hr", unit_id="a")], TREES), [Cell("a/b", "x"), Cell("c", "x"), Cell("a", "gone")])
    assert [(each.name, each.depth) for each in found.units] == [("a", 0), ("b", 1)]
    assert (found.whole, found.locations) == (False, [])
    assert [each.token for each in found.both] == ["a/b.x"]


def test_kinds_with_something_ticked_come_first():
    found = options(sight([Grant("hr")], TREES))
    assert [name for name, _ in found.groups([])] == ["units", "locations"]
    assert [name for name, _ in found.groups([".x"])] == ["locations", "units"]


@given(st.data())
def test_touching_means_having_a_smallest_part_in_common(data):
    here = Trees(data.draw(trees("u", 5)), data.draw(trees("l", 5)))
    cells = family(here.units, here.locations)
    one, other = data.draw(st.sampled_from(cells)), data.draw(st.sampled_from(cells))
    common = [cell for cell in cells if here.covers(one, cell) and here.covers(other, cell)]
    assert touches(here, one, other) == touches(here, other, one) == bool(common)


@given(st.data())
def test_who_may_change_an_action_sees_it(data):
    here = Trees(data.draw(trees("u", 5)), data.draw(trees("l", 5)))
    role = data.draw(st.sampled_from(["hr", "manager"]))
    eyes = sight([Grant(role, unit_id=data.draw(st.sampled_from(sorted(here.units.nodes))))], here)
    places = data.draw(st.lists(st.sampled_from(family(here.units, here.locations)), min_size=1))
    assert sees(eyes, places) or not may_change(eyes, places)


def test_a_cell_travels_through_a_form():
    assert [cell_of(token(cell)) for cell in (Cell(), Cell("a"), Cell("", "x"), Cell("a", "x"))] == [
        Cell(), Cell("a"), Cell("", "x"), Cell("a", "x")
    ]  # fmt: skip
