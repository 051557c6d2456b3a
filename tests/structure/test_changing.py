"""Which changes of a tree can be made, and what it is like afterwards."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.organisation.blocks import Place
from pulse.organisation.tree import Node, Tree
from pulse.people.roll.outlook import Roster
from pulse.structure.changing import Change, ChangeRefused, afterwards, changed, check, check_new, earliest, replayed

DAY = date(2027, 1, 1)
TREE = Tree(
    [
        Node("root", None, "Lotus"),
        Node("ops", "root", "Operations"),
        Node("kitchen", "ops", "Kitchen"),
        Node("floor", "ops", "Floor"),
        Node("office", "root", "Office"),
        Node("desk", "office", "Kitchen"),
        Node("old", "office", "Archive", closed=True),
    ]
)


def change(node: str, kind: str, *, name: str | None = None, target: str | None = None) -> Change:
    return Change("unit", node, kind, name, target, DAY)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (change("ops", "move", target="kitchen"), "“Kitchen” lies in “Operations”: a part cannot be put into itself."),
        (change("ops", "move", target="ops"), "“Operations” lies in “Operations”: a part cannot be put into itself."),
        (change("ops", "merge", target="floor"), "“Floor” lies in “Operations”: a part cannot be put into itself."),
        (change("root", "rename", name="X"), "The top stands for the whole organisation and stays as it is."),
        (change("nowhere", "close"), "The top stands for the whole organisation and stays as it is."),
        (change("kitchen", "move", target="office"), "There is a “Kitchen” under “Office” already"),
        (change("ops", "merge", target="office"), "There is a “Kitchen” under “Office” already"),
        (change("kitchen", "rename", name="FLOOR"), "There is a “Floor” under “Operations” already"),
        (change("old", "rename", name="kitchen"), "There is a “Kitchen” under “Office” already."),
        (change("kitchen", "move", target="ops"), "“Kitchen” lies under “Operations” already."),
        (change("kitchen", "rename", name=" "), "Write one name, without a slash."),
        (change("kitchen", "rename", name="A/B"), "Write one name, without a slash."),
        (change("kitchen", "rename", name="A\u202eB"), "A name may not hold invisible or control characters."),
        (change("kitchen", "move", target="old"), "Please choose one."),
        (change("kitchen", "merge"), "Please choose one."),
        (change("old", "close"), "“Archive” is closed; it can only be renamed."),
        (change("ops", "close"), "“Operations” has parts of its own. Move or close them first."),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(asked, said):
    with pytest.raises(ChangeRefused) as refused:
        check(TREE, asked)
    assert str(refused.value).startswith(said)


def test_who_belonged_to_what_closes_belongs_to_the_part_above():
    people = Roster({"a": Place("kitchen", "r"), "b": Place("floor", "r")}, TREE, Tree([Node("r", None, "x")]))
    after = afterwards(people, change("kitchen", "close"))
    assert {id: place.unit for id, place in after.places.items()} == {"a": "ops", "b": "floor"}
    assert after.units.nodes["kitchen"].closed


def numbered():
    ids = iter(range(100))
    return lambda: f"new{next(ids)}"


def open_names(tree: Tree) -> set[str]:
    return {tree.label(node.id) for depth, node in tree.walk() if depth and not node.closed}


def test_what_is_moved_is_closed_where_it_stands_and_goes_on_as_new_nodes_with_all_that_is_open_below():
    made = changed(TREE, change("office", "move", target="ops"), numbered())
    assert made.tree.nodes["office"] == Node("office", "root", "Office", True, DAY, "new0")
    assert made.tree.nodes["new0"] == Node("new0", "ops", "Office")
    assert made.tree.nodes["new1"] == Node("new1", "new0", "Kitchen")
    assert made.tree.nodes["old"] == TREE.nodes["old"]
    assert made.goes_to == made.same == made.continued == {"office": "new0", "desk": "new1"}
    assert made.tree.latest("desk") == "new1"
    assert made.tree.since("new1") == DAY


def test_what_is_merged_is_one_new_part_with_the_parts_of_both():
    made = changed(TREE, change("office", "merge", target="kitchen"), numbered())
    assert made.joined == {"office": "new0", "kitchen": "new0"}
    assert made.same == {"desk": "new1"}
    assert made.goes_to == {"office": "new0", "kitchen": "new0", "desk": "new1"}
    assert made.tree.nodes["new0"] == Node("new0", "ops", "Kitchen")
    assert made.tree.nodes["kitchen"].name == "Kitchen (–2027-01-01)"
    assert open_names(made.tree) == {
        "Operations",
        "Operations / Floor",
        "Operations / Kitchen",
        "Operations / Kitchen / Kitchen",
    }


def test_who_is_merged_into_what_holds_them_leaves_that_as_it_is():
    made = changed(TREE, change("ops", "merge", target="root"), numbered())
    assert (made.goes_to["ops"], made.joined) == ("root", {})
    assert made.same.keys() == {"kitchen", "floor"}
    assert made.tree.since("root") is None
    assert made.tree.latest("ops") == "root"


def test_a_closed_part_leaves_its_name_to_an_open_one():
    tree = changed(TREE, change("desk", "rename", name="archive")).tree
    assert tree.nodes["desk"].name == "archive"
    assert tree.nodes["old"].name.startswith("Archive (")


def test_what_moved_away_and_comes_back_is_a_third_part():
    there = changed(TREE, change("kitchen", "move", target="root"), numbered()).tree
    back = changed(there, change("new0", "move", target="ops"), lambda: "third").tree
    assert (back.nodes["third"].name, back.nodes["kitchen"].name) == ("Kitchen", "Kitchen (–2027-01-01)")
    assert back.latest("kitchen") == "third"


def test_parts_with_the_same_people_are_told_by_their_ids_when_before_and_after_are_compared():
    people = Roster({"a": Place("kitchen", "r"), "b": Place("desk", "r")}, TREE, Tree([Node("r", None, "x")]))
    after = afterwards(people, change("office", "merge", target="kitchen"))
    assert {id: place.unit for id, place in after.places.items()} == {"a": "kitchen", "b": "desk"}
    assert after.units.nodes["desk"].parent_id == "kitchen"
    assert not after.units.nodes["kitchen"].closed


def test_a_change_planned_later_is_made_to_what_goes_on():
    move, then = change("kitchen", "move", target="root"), change("floor", "merge", target="kitchen")
    tree, led = replayed(TREE, [move], then)
    assert tree.nodes[led.target_id].parent_id == "root"
    assert not tree.nodes[led.target_id].closed


def test_names_change_at_once_and_all_else_when_the_quarter_does():
    today = date(2026, 11, 23)
    assert earliest("rename", today, frozen=True) == today
    assert {earliest(kind, today, frozen=True) for kind in ("move", "merge", "close")} == {DAY}
    assert earliest("move", today, frozen=False) == today


def test_a_new_part_needs_a_name_of_its_own():
    assert check_new(TREE, "ops", " Bakery ") == "Bakery"
    with pytest.raises(ChangeRefused):
        check_new(TREE, "ops", "kitchen")
    with pytest.raises(ChangeRefused):
        check_new(TREE, "old", "Cellar")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(TREE.nodes)),
            st.sampled_from(["move", "merge", "close"]),
            st.sampled_from(sorted(TREE.nodes)),
        ),
        max_size=8,
    )
)
def test_whatever_is_changed_the_tree_goes_on_telling_who_was_in_which_part(asked):
    tree = TREE
    people = {f"in {id}": id for id, node in TREE.nodes.items() if not node.closed}
    seen = []
    for node, kind, target in asked:
        seen.append((tree, people))
        try:
            made = changed(tree, change(tree.latest(node), kind, target=tree.latest(target)))
        except ChangeRefused:
            continue
        tree, people = made.tree, {who: made.goes_to.get(at, at) for who, at in people.items()}
        for old, new in made.same.items():
            assert {who for who, at in people.items() if at in tree.subtree(new)} == {
                who for who, at in seen[-1][1].items() if at in seen[-1][0].subtree(old)
            }
    assert all(not tree.nodes[at].closed for at in people.values())
    assert all(tree.nodes[id].closed for node in tree.nodes.values() if node.closed for id in tree.subtree(node.id))
    for then, where in seen:
        for id in then.nodes:
            assert {who for who, at in where.items() if at in then.subtree(id)} == {
                who for who, at in where.items() if at in tree.subtree(id)
            }
