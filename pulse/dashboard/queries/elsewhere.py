"""Check-ins that asked only some parts: on which pages they stand, and where else to look for them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pulse.cycles import queries as cycles
from pulse.results.disclosure import Cell
from pulse.results.queries import trees
from pulse.results.sight import Trees
from pulse.surveys.audiences.audience import Audience


@dataclass(frozen=True)
class Elsewhere:
    """By cycle that is not on this page, the parts below that it asked."""

    parts: Mapping[str, Sequence[tuple[Cell, str]]]

    def __contains__(self, cycle_id: object) -> bool:
        return cycle_id in self.parts

    @property
    def places(self) -> list[tuple[Cell, str]]:
        """Each part once, by name."""
        found = {place for places in self.parts.values() for place in places}
        return sorted(found, key=lambda place: (place[1], place[0].unit, place[0].location))


def elsewhere(session: Session, organisation_id: str, cell: Cell, cycle_ids: Collection[str]) -> Elsewhere:
    """Those of these cycles that did not ask a part: its figures beside others would be of other people."""
    some = cycles.audiences(session, organisation_id, cycle_ids)
    if not some:
        return Elsewhere({})
    own = trees(session, organisation_id)
    audiences = {id: Audience(frozenset(parts["units"]), frozenset(parts["locations"])) for id, parts in some.items()}
    return Elsewhere({id: _parts(own, each, cell) for id, each in audiences.items() if not _asked(own, each, cell)})


def _asked(own: Trees, audience: Audience, cell: Cell) -> bool:
    inside = audience.within(own.units, own.locations)
    return inside(cell.unit or own.units.root.id, cell.location or own.locations.root.id)


def _parts(own: Trees, audience: Audience, cell: Cell) -> list[tuple[Cell, str]]:
    """The largest cells that an audience takes in whole, of those that lie in a part."""
    units = [unit for unit in audience.units if unit in own.units.nodes] if audience.units else [""]
    locations = [place for place in audience.locations if place in own.locations.nodes] if audience.locations else [""]
    found = (Cell(unit, place) for unit in units for place in locations)
    return [(each, own.label(each)) for each in found if own.covers(cell, each)]
