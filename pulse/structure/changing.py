"""Which changes of a tree can be made, and what the tree is like afterwards, pure.

No node ever gets another parent: what is moved or merged is closed where it stands, and continued as new nodes. So
the tree goes on telling who was in which part in every check-in that there has been.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from secrets import token_hex

from pulse.i18n import N_
from pulse.organisation import names
from pulse.organisation.blocks import Place
from pulse.organisation.names import NameRefused
from pulse.organisation.quarters import next_quarter
from pulse.organisation.tree import Node, Tree, until
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
LONGEST = 170  # letters of a name to which a day is added


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
        if target.id == node.parent_id:
            sentence = N_("“%(name)s” lies under “%(target)s” already.")
            raise ChangeRefused("target", sentence, name=node.name, target=target.name)
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
    is_past = but in tree.nodes and tree.nodes[but].closed
    for other in tree.children(parent_id):
        if other.id != but and (is_past or not other.closed) and names.key(other.name) == names.key(steps[0]):
            sentence = N_("There is a “%(name)s” under “%(parent)s” already. Rename one of them first.")
            raise ChangeRefused(field, sentence, name=other.name, parent=tree.nodes[parent_id].name)


def check_new(tree: Tree, parent_id: str, name: str) -> str:
    """The name of a new node as it is kept; `ChangeRefused` when it cannot be made there."""
    parent = tree.nodes.get(parent_id)
    if parent is None or parent.closed:
        raise ChangeRefused("parent", N_("Please choose one."))
    _check_name(tree, parent_id, name)
    return names.clean(name)


@dataclass(frozen=True)
class Changed:
    """The tree afterwards. `goes_to`: to which node the people of another go.

    `same`: by node that is closed, the new one with the same people. `joined`: two nodes whose people are together in
    the new one.
    """

    tree: Tree
    goes_to: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)
    joined: Mapping[str, str] = field(default_factory=dict)

    @property
    def continued(self) -> dict[str, str]:
        """By node that is closed, the new one in which all its people are."""
        return {**self.same, **self.joined}


def _new_id() -> str:
    return token_hex(16)


def changed(tree: Tree, change: Change, new_id: Callable[[], str] = _new_id) -> Changed:
    """What a change makes of a tree."""
    check(tree, change)
    node = tree.nodes[change.node_id]
    work = _Work(tree, change.on, new_id)
    if change.change == RENAME:
        return work.renamed(node, names.clean(change.name or ""))
    if change.change == CLOSE:
        return work.dissolved(node, node.parent_id or "", None)
    target = tree.nodes[change.target_id or ""]
    if change.change == MOVE:
        work.renew(node, target.id)
        return work.done(work.same)
    if target.id in tree.ancestors(node.id):
        return work.dissolved(node, target.id, target.id)
    return work.merged(node, target)


class _Work:
    """A tree while it is being changed."""

    def __init__(self, tree: Tree, on: date, new_id: Callable[[], str]) -> None:
        self.tree, self.nodes, self.on, self.new_id = tree, dict(tree.nodes), on, new_id
        self.same: dict[str, str] = {}

    def done(self, goes_to: Mapping[str, str], joined: Iterable[tuple[str, str]] = ()) -> Changed:
        return Changed(Tree(self.nodes.values()), dict(goes_to), self.same, dict(joined))

    def renamed(self, node: Node, name: str) -> Changed:
        if not node.closed:
            self._give_way(node.parent_id, name)
        self.nodes[node.id] = replace(node, name=name)
        return self.done({})

    def dissolved(self, node: Node, home: str, continued_as: str | None) -> Changed:
        """Its people go to what is above it already, whose people stay the same; its parts go along."""
        for child in _open_children(self.tree, node.id):
            self.renew(child, home)
        self._close(node, continued_as)
        return self.done({**self.same, node.id: home})

    def merged(self, node: Node, target: Node) -> Changed:
        """Both are one from then on: neither the one nor the other, so a new one with the name of the second."""
        self._close(target, None)
        made = self._make(target.parent_id, target.name)
        for old in (node, target):
            self._close(old, made)
            for child in _open_children(self.tree, old.id):
                self.renew(child, made)
        both = {node.id: made, target.id: made}
        return self.done({**self.same, **both}, both.items())

    def renew(self, node: Node, parent_id: str) -> None:
        """Continue a node and all that is open below it as new ones under another parent."""
        made = self._make(parent_id, node.name)
        self._close(node, made)
        self.same[node.id] = made
        for child in _open_children(self.tree, node.id):
            self.renew(child, made)

    def _make(self, parent_id: str | None, name: str) -> str:
        self._give_way(parent_id, name)
        made = Node(self.new_id(), parent_id, name)
        self.nodes[made.id] = made
        return made.id

    def _close(self, node: Node, continued_as: str | None) -> None:
        now = self.nodes[node.id]
        self.nodes[node.id] = replace(now, closed=True, closed_on=self.on, continued_as=continued_as)

    def _give_way(self, parent_id: str | None, name: str) -> None:
        """What is closed leaves its name to what is open, and says until when it was called so."""
        for other in [node for node in self.nodes.values() if node.parent_id == parent_id and node.closed]:
            if names.key(other.name) == names.key(name):
                self.nodes[other.id] = replace(other, name=self._former(other))

    def _former(self, node: Node) -> str:
        day = until(node.closed_on or self.on)
        taken = {names.key(other.name) for other in self.nodes.values() if other.parent_id == node.parent_id}
        short = node.name[:LONGEST]
        found = (f"{short}{f' {number}' if number > 1 else ''}{day}" for number in range(1, len(taken) + 2))
        return next(name for name in found if names.key(name) not in taken)


def replayed(tree: Tree, before: Iterable[Change], change: Change) -> tuple[Tree, Change]:
    """The tree after what is planned before a change, and the change by the ids that its nodes have then."""
    lasting: dict[str, str] = {}
    for each in before:
        try:
            made = changed(tree, led(each, lasting))
        except ChangeRefused:
            continue  # it will be called off on its day
        tree = made.tree
        lasting = {old: made.continued.get(new, new) for old, new in lasting.items()} | made.continued
    return tree, led(change, lasting)


def led(change: Change, lasting: Mapping[str, str]) -> Change:
    """The change, of the nodes that go on in the stead of those it names."""
    target = change.target_id
    node_id = lasting.get(change.node_id, change.node_id)
    return replace(change, node_id=node_id, target_id=lasting.get(target, target) if target else target)


def with_new(tree: Tree, parent_id: str, name: str, new_id: Callable[[], str] = _new_id) -> tuple[Tree, str]:
    """The tree with one node more, and its id; `ChangeRefused` when it cannot be made there."""
    work = _Work(tree, date.min, new_id)
    made = work._make(parent_id, check_new(tree, parent_id, name))
    return Tree(work.nodes.values()), made


def afterwards(now: Roster, change: Change) -> Roster:
    """Who could be asked, and where, after the change.

    To be compared, parts with the same people have the ids that they have now, and what two were merged to that of the
    second.
    """
    made = changed(now.units if change.tree == UNIT else now.locations, change)
    known_as = {new: old for old, new in made.same.items()}
    known_as |= dict.fromkeys(made.joined.values(), change.target_id or "")
    nodes = (node for node in made.tree.nodes.values() if node.id not in known_as.values())
    tree = Tree(
        replace(node, id=known_as.get(node.id, node.id), parent_id=known_as.get(node.parent_id or "", node.parent_id))
        for node in nodes
    )

    def home(id: str) -> str:
        new = made.goes_to.get(id, id)
        return known_as.get(new, new)

    if change.tree == UNIT:
        moved = {id: Place(home(place.unit), place.location) for id, place in now.places.items()}
        return Roster(moved, tree, now.locations)
    moved = {id: Place(place.unit, home(place.location)) for id, place in now.places.items()}
    return Roster(moved, now.units, tree)


def counts(tree: Tree, own: Mapping[str, int]) -> dict[str, int]:
    """How many people belong to each node or anything below it."""
    return {id: sum(own.get(below, 0) for below in tree.subtree(id)) for id in tree.nodes}
