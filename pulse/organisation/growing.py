"""New units or locations where paths name what is not there yet, pure."""

from collections.abc import Callable, Iterable

from pulse.i18n import N_
from pulse.organisation import names
from pulse.organisation.names import NameRefused
from pulse.organisation.tree import Node, Tree

CLOSED = N_("“%(path)s” is closed. Give the new one another name, or rename the closed one first.")


def grow(tree: Tree, paths: Iterable[str], new_id: Callable[[], str]) -> tuple[dict[str, str], list[Node]]:
    """The id of each path's node, and the nodes that are missing, parents first.

    A node that is closed is never taken up again: its figures are another's. `NameRefused` when a path names one.
    """
    known = {(node.parent_id, names.key(node.name)): node for node in tree.nodes.values()}
    made: list[Node] = []
    found = {}
    for path in paths:
        at = tree.root.id
        for name in names.steps(path):
            place = (at, names.key(name))
            if place not in known:
                known[place] = Node(new_id(), at, name)
                made.append(known[place])
            if known[place].closed:
                raise NameRefused(CLOSED, path=path)
            at = known[place].id
        found[path] = at
    return found, made


def is_closed(tree: Tree, path: str) -> bool:
    """Whether a path names something that is closed."""
    try:
        grow(tree, [path], str)
    except NameRefused:
        return True
    return False
