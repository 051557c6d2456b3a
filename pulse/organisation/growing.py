"""New units or locations where paths name what is not there yet, pure."""

from collections.abc import Callable, Collection, Iterable, Sequence

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


def closed_paths(tree: Tree) -> set[tuple[str, ...]]:
    """The paths of everything that is closed, by what names are compared by."""
    closed = [node.id for node in tree.nodes.values() if node.closed]
    return {tuple(names.key(tree.nodes[at].name) for at in reversed(tree.ancestors(id)[:-1])) for id in closed}


def is_closed(path: Sequence[str], closed: Collection[tuple[str, ...]]) -> bool:
    """Whether a path leads to something that is closed, or through it."""
    keys = tuple(map(names.key, path))
    return any(keys[:steps] in closed for steps in range(1, len(keys) + 1))
