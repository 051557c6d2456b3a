"""Which changes of a tree can be made, and what it is like afterwards."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.organisation.blocks import Place
from pulse.organisation.tree import Node, Tree
from pulse.people.roll.outlook import Roster
from pulse.structure.changing import Change, ChangeRefused, afterwards, changed, check, check_new, earliest

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
        (change("desk", "rename", name="archive"), "There is a “Archive” under “Office” already, closed or not."),
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


def test_parts_of_what_is_merged_go_along():
    tree, goes_to = changed(TREE, change("office", "merge", target="kitchen"))
    assert goes_to == {"office": "kitchen"}
    assert tree.nodes["desk"].parent_id == "kitchen"
    assert tree.nodes["old"].parent_id == "office"


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
def test_whatever_is_changed_it_stays_one_tree_with_every_id(asked):
    tree = TREE
    for node, kind, target in asked:
        try:
            tree, _goes_to = changed(tree, change(node, kind, target=target))
        except ChangeRefused:
            continue
    assert tree.nodes.keys() == TREE.nodes.keys()
    assert {node.id for _depth, node in tree.walk()} == TREE.nodes.keys()
