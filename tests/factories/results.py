"""Organisations as plain values: trees, blocks, and random ones for property tests."""

from dataclasses import dataclass

from hypothesis import strategies as st

from pulse.organisation.tree import Node, Tree


@dataclass(frozen=True)
class PlainBlock:
    """A block with nothing but its place."""

    index: int
    unit_id: str
    location_id: str


def tree_of(root: str, *paths: str) -> Tree:
    """A tree from paths like "a/b"; ids are the paths themselves."""
    nodes = [Node(root, None, root)]
    for path in paths:
        parent, _, name = path.rpartition("/")
        nodes.append(Node(path, parent or root, name))
    return Tree(nodes)


@st.composite
def trees(draw: st.DrawFn, root: str, most: int = 8) -> Tree:
    """A random tree: each new node hangs under one of those before it."""
    nodes = [Node(root, None, root)]
    for number in range(draw(st.integers(0, most))):
        parent = draw(st.sampled_from(nodes))
        nodes.append(Node(f"{root}{number}", parent.id, str(number)))
    return Tree(nodes)


@st.composite
def placed(draw: st.DrawFn, units: Tree, locations: Tree, most: int = 14) -> list[PlainBlock]:
    """Random blocks anywhere in both trees."""
    where = st.tuples(st.sampled_from(sorted(units.nodes)), st.sampled_from(sorted(locations.nodes)))
    return [PlainBlock(i, *place) for i, place in enumerate(draw(st.lists(where, min_size=1, max_size=most)))]
