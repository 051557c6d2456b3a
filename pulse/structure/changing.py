"""Which changes of a tree can be made, and what the tree is like afterwards, pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from pulse.i18n import N_
from pulse.organisation import names
from pulse.organisation.blocks import Place
from pulse.organisation.names import NameRefused
from pulse.organisation.quarters import next_quarter
from pulse.organisation.tree import Node, Tree
from pulse.people.roll.outlook import Roster

UNIT, LOCATION = "unit", "location"
RENAME, MOVE, MERGE, CLOSE = "rename", "move", "merge", "close"
TITLES = {
    RENAME: N_("Rename it"),
    MOVE: N_("Move it under another"),
    MERGE: N_("Merge it into another"),
    CLOSE: N_("Close it"),
}
WITH_TARGET = (MOVE, MERGE)


@dataclass(frozen=True)
class Change:
    """One change of one node, and the day from which on it holds."""

    tree: str
    node_id: str
    change: str
    name: str | None
    target_id: str | None
    on: date


class ChangeRefused(ValueError):
    """A change that cannot be made: a sentence to translate, and the field it belongs to."""

    def __init__(self, field: str, sentence: str, **values: object) -> None:
        super().__init__(sentence % values if values else sentence)
        self.field, self.sentence, self.values = field, sentence, values


def earliest(change: str, today: date, *, frozen: bool) -> date:
    """The first day on which it may hold: groups stay as they are for the quarter; names do not count."""
    return today if change == RENAME or not frozen else next_quarter(today)


def check(tree: Tree, change: Change) -> None:
    """`ChangeRefused` when the tree would be none afterwards, or somebody's figures would become another's."""
    node = tree.nodes.get(change.node_id)
    if node is None or node.parent_id is None:
        raise ChangeRefused("change", N_("The top stands for the whole organisation and stays as it is."))
    if node.closed and change.change != RENAME:
        raise ChangeRefused("change", N_("“%(name)s” is closed; it can only be renamed."), name=node.name)
    if change.change == RENAME:
        _check_name(tree, node.parent_id, change.name or "", but=node.id)
    if change.change in WITH_TARGET:
        _check_target(tree, node, change)
    if change.change == CLOSE and _open_children(tree, node.id):
        raise ChangeRefused("change", N_("“%(name)s” has parts of its own. Move or close them first."), name=node.name)


def _check_target(tree: Tree, node: Node, change: Change) -> None:
    target = tree.nodes.get(change.target_id or "")
    if target is None or target.closed:
        raise ChangeRefused("target", N_("Please choose one."))
    if target.id in tree.subtree(node.id):
        sentence = N_("“%(target)s” lies in “%(name)s”: a part cannot be put into itself.")
        raise ChangeRefused("target", sentence, target=target.name, name=node.name)
    if change.change == MOVE:
        _check_name(tree, target.id, node.name, but=node.id, field="target")
        return
    for child in _open_children(tree, node.id):
        _check_name(tree, target.id, child.name, but=child.id, field="target")


def _open_children(tree: Tree, id: str) -> list[Node]:
    return [child for child in tree.children(id) if not child.closed]


def _check_name(tree: Tree, parent_id: str, name: str, *, but: str = "", field: str = "name") -> None:
    try:
        steps = names.steps(name)
    except NameRefused as refused:
        raise ChangeRefused(field, refused.sentence, **refused.values) from None
    if len(steps) != 1:
        raise ChangeRefused(field, N_("Write one name, without a slash."))
    for other in tree.children(parent_id):
        if other.id != but and names.key(other.name) == names.key(steps[0]):
            sentence = N_("There is a “%(name)s” under “%(parent)s” already, closed or not. Rename one of them first.")
            raise ChangeRefused(field, sentence, name=other.name, parent=tree.nodes[parent_id].name)


def check_new(tree: Tree, parent_id: str, name: str) -> str:
    """The name of a new node as it is kept; `ChangeRefused` when it cannot be made there."""
    parent = tree.nodes.get(parent_id)
    if parent is None or parent.closed:
        raise ChangeRefused("parent", N_("Please choose one."))
    _check_name(tree, parent_id, name)
    return names.clean(name)


def changed(tree: Tree, change: Change) -> tuple[Tree, dict[str, str]]:
    """The tree afterwards, and to which node the people of another go."""
    check(tree, change)
    node = tree.nodes[change.node_id]
    nodes = dict(tree.nodes)
    if change.change == RENAME:
        nodes[node.id] = replace(node, name=names.clean(change.name or ""))
        return Tree(nodes.values()), {}
    if change.change == MOVE:
        nodes[node.id] = replace(node, parent_id=change.target_id)
        return Tree(nodes.values()), {}
    home = change.target_id if change.change == MERGE else node.parent_id
    for child in _open_children(tree, node.id):
        nodes[child.id] = replace(child, parent_id=home)
    nodes[node.id] = replace(node, closed=True)
    return Tree(nodes.values()), {node.id: home or ""}


def afterwards(now: Roster, change: Change) -> Roster:
    """Who could be asked, and where, after the change."""
    tree, goes_to = changed(now.units if change.tree == UNIT else now.locations, change)
    if change.tree == UNIT:
        moved = {id: Place(goes_to.get(place.unit, place.unit), place.location) for id, place in now.places.items()}
        return Roster(moved, tree, now.locations)
    moved = {id: Place(place.unit, goes_to.get(place.location, place.location)) for id, place in now.places.items()}
    return Roster(moved, now.units, tree)


def counts(tree: Tree, own: Mapping[str, int]) -> dict[str, int]:
    """How many people belong to each node or anything below it."""
    return {id: sum(own.get(below, 0) for below in tree.subtree(id)) for id in tree.nodes}
