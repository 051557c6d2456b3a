"""What part of the organisation somebody may look at, and where to look when it is hidden."""

from collections.abc import Iterable
from dataclasses import dataclass

from pulse.organisation.tree import Tree
from pulse.results.disclosure import Cell
from pulse.web.access import Grant


@dataclass(frozen=True)
class Trees:
    """Both trees, and the cells at their crossings, in words and in relation to each other."""

    units: Tree
    locations: Tree

    def cell(self, unit_id: str | None, location_id: str | None) -> Cell | None:
        """The cell of two node ids, of which none means the root; None for an unknown id."""
        unit, location = unit_id or self.units.root.id, location_id or self.locations.root.id
        if unit not in self.units.nodes or location not in self.locations.nodes:
            return None
        return Cell(
            "" if unit == self.units.root.id else unit,
            "" if location == self.locations.root.id else location,
        )

    def label(self, cell: Cell) -> str:
        """`Operations / Kitchen · Jakarta`; the organisation's name for the whole."""
        units = [self.units.label(cell.unit)] if cell.unit else []
        locations = [self.locations.label(cell.location)] if cell.location else []
        return " · ".join(units + locations) or self.units.root.name

    def units_in(self, cell: Cell) -> set[str]:
        """The units of the cell and below, as cells name them."""
        return _named(self.units, cell.unit)

    def locations_in(self, cell: Cell) -> set[str]:
        """The locations of the cell and below, as cells name them."""
        return _named(self.locations, cell.location)

    def unit_ids(self, cell: Cell) -> set[str]:
        """The ids of the cell's unit and those below, as tables hold them."""
        return set(self.units.subtree(cell.unit or self.units.root.id))

    def location_ids(self, cell: Cell) -> set[str]:
        """The ids of the cell's location and those below, as tables hold them."""
        return set(self.locations.subtree(cell.location or self.locations.root.id))

    def covers(self, top: Cell, cell: Cell) -> bool:
        """Whether `cell` lies in `top`."""
        return cell.unit in self.units_in(top) and cell.location in self.locations_in(top)

    def parts(self, cell: Cell, by: str) -> list[Cell]:
        """The cells one step down, by unit or by location."""
        if by == "location":
            return [
                Cell(cell.unit, node.id) for node in self.locations.children(cell.location or self.locations.root.id)
            ]
        return [Cell(node.id, cell.location) for node in self.units.children(cell.unit or self.units.root.id)]

    def above(self, cell: Cell) -> list[Cell]:
        """The cells that hold this one, the nearest first; at the same distance a place gives way first."""
        units, locations = _upwards(self.units, cell.unit), _upwards(self.locations, cell.location)
        steps = [(i + j, i, Cell(unit, place)) for i, unit in enumerate(units) for j, place in enumerate(locations)]
        return [found for _, _, found in sorted(steps, key=lambda step: step[:2])][1:]

    def paths(self, cell: Cell) -> tuple[list[Cell], list[Cell]]:
        """The ways down to a cell: through the units and then the places, or the other way round."""
        units, locations = _upwards(self.units, cell.unit)[::-1], _upwards(self.locations, cell.location)[::-1]
        by_unit = [Cell(unit) for unit in units] + [Cell(cell.unit, place) for place in locations[1:]]
        by_place = [Cell("", place) for place in locations] + [Cell(unit, cell.location) for unit in units[1:]]
        return by_unit[:-1], by_place[:-1]


def _named(tree: Tree, id: str) -> set[str]:
    found = tree.subtree(id or tree.root.id)
    return {"" if node == tree.root.id else node for node in found}


def _upwards(tree: Tree, id: str) -> list[str]:
    """The node and what is above it, as cells name them."""
    return ["" if node == tree.root.id else node for node in tree.ancestors(id or tree.root.id)]


@dataclass(frozen=True)
class Sight:
    """The subtrees that somebody sees as HR, and those they see as manager of a part or steward of a place.

    `tended`: the places they are steward of, whose actions they move on.
    """

    trees: Trees
    wide: tuple[Cell, ...]
    own: tuple[Cell, ...]
    tended: tuple[Cell, ...] = ()

    @property
    def tops(self) -> tuple[Cell, ...]:
        """Where looking begins."""
        return self.wide + self.own

    def allows(self, cell: Cell) -> bool:
        """Whether they may open the page of this cell."""
        return any(self.trees.covers(top, cell) for top in self.tops)

    def path(self, cell: Cell) -> list[Cell]:
        """The cells above that they may open, from the top down."""
        return max(([at for at in way if self.allows(at)] for way in self.trees.paths(cell)), key=len)

    def narrowed(self, cell: Cell) -> bool:
        """Whether they see it as its manager or steward, whose own answer may be among those counted."""
        return not any(self.trees.covers(top, cell) for top in self.wide)


def sight(grants: Iterable[Grant], trees: Trees) -> Sight:
    """What the grants of a viewer let them see. A node that is gone grants nothing."""
    cells: dict[str, list[Cell]] = {"hr": [], "manager": [], "steward": []}
    for grant in grants:
        cell = trees.cell(grant.unit_id, grant.location_id)
        if cell is not None and grant.role in cells:
            cells[grant.role].append(cell)
    wide, own, tended = cells["hr"], cells["manager"] + cells["steward"], cells["steward"]
    return Sight(trees, *(tuple(dict.fromkeys(found)) for found in (wide, own, tended)))
