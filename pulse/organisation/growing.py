"""Paths that name units or locations: what they lead to now, and new nodes where they name what is not there, pure."""

from collections.abc import Callable, Iterable, Sequence

from pulse.i18n import N_
from pulse.organisation import names
from pulse.organisation.names import NameRefused
from pulse.organisation.tree import Node, Tree

CLOSED = N_("“%(path)s” is closed. Name another one, or add it anew to the tree first.")


def grow(tree: Tree, paths: Iterable[str], new_id: Callable[[], str]) -> tuple[dict[str, str], list[Node]]:
    """The id of each path's node, and the nodes that are missing, parents first.

    A node that is closed is never taken up again: its figures are another's. `NameRefused` when a path names one.
    """
    known = _by_name(tree)
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


def _by_name(tree: Tree) -> dict[tuple[str | None, str], Node]:
    """Every node by its parent and what names are compared by; an open one before a closed one of the same name."""
    ordered = sorted(tree.nodes.values(), key=lambda node: not node.closed)
    return {(node.parent_id, names.key(node.name)): node for node in ordered}


class Leading:
    """Where paths lead now: a part that was moved or merged is found by its former path, until that is another's."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._known = _by_name(tree)
        self._all_open = not any(node.closed for node in tree.nodes.values())

    def __call__(self, path: Sequence[str]) -> tuple[str, ...] | None:
        """The path as it is now, as given where nothing was continued; None where it leads to what is closed.

        Along the former names first, as a part below may have gone another way than the one above it.
        """
        at, continued = self.tree.root.id, False
        for step, name in enumerate(path):
            here = self.tree.latest(at)
            found = self._known.get((at, names.key(name))) or self._known.get((here, names.key(name)))
            if found is None:
                if self.tree.nodes[here].closed:
                    return None
                return (*self._path(here), *path[step:]) if continued or here != at else tuple(path)
            continued = continued or found.parent_id != at
            at = found.id
        here = self.tree.latest(at)
        if self.tree.nodes[here].closed:
            return None
        return self._path(here) if continued or here != at else tuple(path)

    def _path(self, id: str) -> tuple[str, ...]:
        return tuple(self.tree.nodes[at].name for at in reversed(self.tree.ancestors(id)[:-1]))
