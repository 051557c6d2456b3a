"""Whom an action concerns: who may see it, who may change it, what it can be for."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pulse.organisation.tree import Node, Tree
from pulse.results.disclosure import Cell
from pulse.results.sight import Sight, Trees


def exists(trees: Trees, cell: Cell) -> bool:
    """Whether the unit and the location are still there."""
    return trees.cell(cell.unit, cell.location) == cell


def touches(trees: Trees, one: Cell, other: Cell) -> bool:
    """Whether two parts overlap; what is gone overlaps with nothing."""
    if not (exists(trees, one) and exists(trees, other)):
        return False
    by_unit = one.unit in trees.units_in(other) or other.unit in trees.units_in(one)
    return by_unit and (one.location in trees.locations_in(other) or other.location in trees.locations_in(one))


def concerns(trees: Trees, part: Cell, places: Iterable[Cell]) -> bool:
    """Whether an action for these places is also one for people of this part."""
    return any(touches(trees, part, place) for place in places)


def sees(eyes: Sight, places: Collection[Cell]) -> bool:
    """Whether somebody may see an action: it touches their part, or they look at everything."""
    return Cell() in eyes.tops or any(concerns(eyes.trees, top, places) for top in eyes.tops)


def may_change(eyes: Sight, places: Collection[Cell]) -> bool:
    """Whether somebody may make or change it: all of it lies where they are HR."""
    return Cell() in eyes.wide or all(any(eyes.trees.covers(top, place) for top in eyes.wide) for place in places)


def may_move(eyes: Sight, places: Collection[Cell]) -> bool:
    """Whether somebody may move an action on: they may change it, or all of it lies in the places they look after."""
    tended = bool(places) and all(any(eyes.trees.covers(top, place) for top in eyes.tended) for place in places)
    return tended or may_change(eyes, places)


def token(cell: Cell) -> str:
    """A cell as a form sends it."""
    return f"{cell.unit}.{cell.location}"


def cell_of(text: str) -> Cell:
    """The cell that a form sent; whether it exists is another question."""
    unit, _, location = text.partition(".")
    return Cell(unit, location)


@dataclass(frozen=True)
class Option:
    """A part to tick; `depth` is how far it stands below the first of its kind."""

    token: str
    name: str
    depth: int


@dataclass(frozen=True)
class Options:
    """What an action can be for, as somebody who is HR of a part may choose."""

    whole: bool
    units: Sequence[Option]
    locations: Sequence[Option]
    both: Sequence[Option]

    @property
    def tokens(self) -> list[str]:
        """Everything that can be ticked."""
        return [token(Cell())] * self.whole + [each.token for each in [*self.units, *self.locations, *self.both]]

    def groups(self, ticked: Collection[str]) -> list[tuple[str, Sequence[Option]]]:
        """The parts by kind; kinds with something ticked come first, where it can be seen in a long list."""
        found = [("units", self.units), ("locations", self.locations), ("both", self.both)]
        filled = [(name, parts) for name, parts in found if parts]
        return sorted(filled, key=lambda group: all(option.token not in ticked for option in group[1]))


def options(eyes: Sight, others: Iterable[Cell] = ()) -> Options:
    """Parts where the viewer is HR; `others` shall be there too: crossings of unit and location, and closed parts."""
    trees, kept = eyes.trees, list(dict.fromkeys(others))
    units = [cell.unit for cell in eyes.wide if not cell.location]
    locations = [cell.location for cell in eyes.wide if not cell.unit]
    both = [cell for cell in kept if cell.unit and cell.location and exists(trees, cell)]
    return Options(
        Cell() in eyes.wide,
        [
            Option(token(Cell(node.id)), name, depth)
            for depth, node, name in _below(trees.units, units, {cell.unit for cell in kept})
        ],
        [
            Option(token(Cell("", node.id)), name, depth)
            for depth, node, name in _below(trees.locations, locations, {cell.location for cell in kept})
        ],
        [Option(token(cell), trees.label(cell), 0) for cell in both if may_change(eyes, [cell])],
    )


def _below(tree: Tree, tops: Collection[str], kept: Collection[str]) -> list[tuple[int, Node, str]]:
    """The nodes of these subtrees in the tree's order, but the root; a top is named with what is above it.

    Nobody belongs to what is closed: it is there where it was chosen before.
    """
    ids = {top or tree.root.id for top in tops}
    found = []
    highest = 0
    for depth, node in tree.walk():
        above = tree.ancestors(node.id)
        if ids.isdisjoint(above) or node.id == tree.root.id or (node.closed and node.id not in kept):
            continue
        is_top = ids.isdisjoint(above[1:]) or (tree.root.id in ids and depth == 1)
        highest = depth if is_top else highest
        found.append((depth - highest, node, tree.label(node.id) if is_top else node.name))
    return found
