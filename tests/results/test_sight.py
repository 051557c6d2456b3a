"""Whose eyes reach which cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.results.disclosure import Cell, family
from pulse.results.sight import Trees, sight
from pulse.web.access import Grant
from tests.factories.results import tree_of, trees

TREES = Trees(tree_of("u", "a", "a/b", "c"), tree_of("l", "x", "x/y", "z"))


def test_hr_for_everything_sees_every_cell_unnarrowed():
    eyes = sight([Grant("hr")], TREES)

    assert eyes.tops == (Cell(),)
    assert eyes.allows(Cell("a/b", "x/y"))
    assert not eyes.narrowed(Cell("a/b"))


def test_a_manager_of_a_unit_sees_its_subtree_at_every_location():
    eyes = sight([Grant("manager", unit_id="a")], TREES)

    assert [eyes.allows(cell) for cell in (Cell("a"), Cell("a/b", "x"), Cell("c"), Cell(), Cell("", "x"))] == [
        True, True, False, False, False
    ]  # fmt: skip
    assert eyes.narrowed(Cell("a"))


def test_a_manager_of_a_location_sees_its_subtree_in_every_unit():
    eyes = sight([Grant("manager", location_id="x")], TREES)

    assert [eyes.allows(cell) for cell in (Cell("", "x/y"), Cell("c", "x"), Cell("", "z"), Cell("c"))] == [
        True, True, False, False
    ]  # fmt: skip


def test_somebody_with_both_roles_is_narrowed_only_outside_the_part_they_see_as_hr():
    eyes = sight([Grant("manager", unit_id="a"), Grant("hr", location_id="z")], TREES)

    assert eyes.narrowed(Cell("a", "x"))
    assert not eyes.narrowed(Cell("a", "z"))


@pytest.mark.parametrize("role", ["admin", "trustee", "auditor", "somebody"])
def test_administrators_trustees_and_auditors_see_no_results(role):
    assert sight([Grant(role)], TREES).tops == ()


def test_a_steward_sees_their_place_as_its_manager_would_and_tends_it():
    eyes = sight([Grant("steward", location_id="x")], TREES)
    manager = sight([Grant("manager", location_id="x")], TREES)

    assert (eyes.wide, eyes.own, eyes.tended) == ((), manager.own, (Cell("", "x"),))
    assert eyes.narrowed(Cell("c", "x"))
    assert manager.tended == ()


@given(st.data())
def test_whatever_the_roles_nobody_may_open_a_cell_that_is_not_declared_or_see_it_wider_than_hr(data):
    here = Trees(data.draw(trees("u", 5)), data.draw(trees("l", 5)))
    declared, everybody = family(here.units, here.locations), sight([Grant("hr")], here)
    role = st.sampled_from(["admin", "hr", "manager", "steward", "trustee", "auditor"])
    unit, place = (st.none() | st.sampled_from(sorted(tree.nodes)) for tree in (here.units, here.locations))
    grants = data.draw(st.lists(st.builds(Grant, role, unit) | st.builds(Grant, role, st.none(), place), max_size=4))
    eyes = sight(grants, here)
    for cell in declared:
        assert everybody.allows(cell)
        assert not everybody.narrowed(cell)
        if eyes.allows(cell) and not any(grant.role == "hr" for grant in grants):
            assert eyes.narrowed(cell)
    assert set(eyes.tops) <= set(declared)


def test_a_grant_for_a_node_that_is_gone_shows_nothing():
    assert sight([Grant("manager", unit_id="gone")], TREES).tops == ()


def test_what_holds_a_cell_comes_nearest_first():
    assert TREES.above(Cell("a/b")) == [Cell("a"), Cell()]
    assert TREES.above(Cell("a", "x"))[:2] == [Cell("a"), Cell("", "x")]
    assert TREES.above(Cell()) == []


def test_the_way_down_shows_only_what_may_be_opened():
    manager = sight([Grant("manager", unit_id="a")], TREES)

    assert manager.path(Cell("a/b", "x")) == [Cell("a"), Cell("a/b")]
    assert sight([Grant("hr")], TREES).path(Cell("a/b", "x")) == [Cell(), Cell("a"), Cell("a/b")]


def test_parts_are_the_children_along_one_tree():
    assert TREES.parts(Cell(), "unit") == [Cell("a"), Cell("c")]
    assert TREES.parts(Cell("a"), "location") == [Cell("a", "x"), Cell("a", "z")]
    assert TREES.parts(Cell("a/b"), "unit") == []


def test_the_root_and_unknown_nodes_are_told_apart():
    assert TREES.cell("u", None) == Cell()
    assert TREES.cell("nowhere", None) is None
