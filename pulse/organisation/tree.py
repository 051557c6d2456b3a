"""A tree of units or of locations, as plain values: ancestors, subtrees, paths."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

SEPARATOR = " / "


@dataclass(frozen=True)
class Node:
    """One unit or location. The root has no parent. Nobody belongs to one that is closed; its past figures stay.

    `continued_as`: the node that goes on in its stead.
    """

    id: str
    parent_id: str | None
    name: str
    closed: bool = False
    closed_on: date | None = None
    continued_as: str | None = None

    @property
    def plain_name(self) -> str:
        """Its name without the day that a closed one bears when another has its name; for where the day is told."""
        return self.name.removesuffix(until(self.closed_on)) if self.closed_on else self.name


def until(day: date) -> str:
    """What is added to the name of something closed that leaves it to another."""
    return f" (–{day.isoformat()})"


class Tree:
    """Nodes under exactly one root."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = {node.id: node for node in nodes}
        roots = [node for node in self.nodes.values() if node.parent_id is None]
        if len(roots) != 1:
            raise ValueError(f"a tree has one root, this has {len(roots)}")
        self.root = roots[0]
        self._children: dict[str, list[Node]] = {}
        self._earlier: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            if node.continued_as is not None:
                self._earlier.setdefault(node.continued_as, []).append(node)
            if node.parent_id is not None:
                self._children.setdefault(node.parent_id, []).append(node)

    def children(self, id: str) -> list[Node]:
        """The direct children, by name."""
        return sorted(self._children.get(id, ()), key=lambda node: (node.name, node.id))

    def ancestors(self, id: str) -> list[str]:
        """The node itself, its parent, and so on up to the root."""
        found, at = [id], self.nodes[id]
        while at.parent_id is not None:
            at = self.nodes[at.parent_id]
            found.append(at.id)
        return found

    def latest(self, id: str) -> str:
        """The node that goes on in the stead of this one, however often it was continued; itself if none does."""
        at = self.nodes[id]
        while at.closed and at.continued_as in self.nodes:
            at = self.nodes[at.continued_as]
        return at.id

    def earlier(self, id: str) -> list[Node]:
        """The nodes in whose stead this one goes on, by name; one that was there before it is not among them."""
        return sorted(self._earlier.get(id, ()), key=lambda node: (node.name, node.id))

    def since(self, id: str) -> date | None:
        """The day on which it came in the stead of others; None for one that came by itself, or took another in."""
        before = self.earlier(id)
        taken_in = any(id in self.ancestors(node.id) for node in before)
        days = [node.closed_on for node in before if node.closed_on]
        return max(days) if days and not taken_in else None

    def above(self, ids: Iterable[str]) -> dict[str, str | None]:
        """These nodes and all above them, each with its parent, in the order of their ids."""
        found = {above for id in ids for above in self.ancestors(id)}
        return {id: self.nodes[id].parent_id for id in sorted(found)}

    def subtree(self, id: str) -> set[str]:
        """The node itself and everything below it."""
        found = {id}
        for child in self._children.get(id, ()):
            found |= self.subtree(child.id)
        return found

    def walk(self) -> Iterator[tuple[int, Node]]:
        """Every node with its depth, parents before children, siblings by name."""

        def visit(node: Node, depth: int) -> Iterator[tuple[int, Node]]:
            yield depth, node
            for child in self.children(node.id):
                yield from visit(child, depth + 1)

        return visit(self.root, 0)

    def lowest_common(self, first: str, second: str) -> str:
        """The lowest node that is above (or is) both."""
        above = set(self.ancestors(first))
        return next(id for id in self.ancestors(second) if id in above)

    def label(self, id: str) -> str:
        """The path in words, without the root: `Operations / Kitchen`; of the root, its name."""
        names = [self.nodes[at].name for at in reversed(self.ancestors(id))][1:]
        return SEPARATOR.join(names) or self.root.name
