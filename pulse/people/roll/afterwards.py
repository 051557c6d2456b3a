"""Who could be asked, and where, once something is changed: pure, so that it can be told before it is done."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex

from pulse.organisation.blocks import Place
from pulse.organisation.growing import grow
from pulse.organisation.tree import Node, Tree
from pulse.people.importing import Row
from pulse.people.roll.outlook import Roster
from pulse.people.ways import way


@dataclass(frozen=True)
class Facts:
    """What decides whether somebody can be asked, and where they belong."""

    id: str
    place: Place
    email: bool
    phone: bool
    active: bool

    def can_be_asked(self, set_up: Collection[str]) -> bool:
        """Whether they are here and there is a way to them."""
        return self.active and way(set_up, email=self.email, phone=self.phone) is not None


def roster(people: Iterable[Facts], units: Tree, locations: Tree, set_up: Collection[str]) -> Roster:
    """Those of the people who could be asked."""
    return Roster({one.id: one.place for one in people if one.can_be_asked(set_up)}, units, locations)


def after_import(
    now: Mapping[str, Facts],
    rows: Sequence[Row],
    units: Tree,
    locations: Tree,
    set_up: Collection[str],
    *,
    whole: bool,
) -> Roster:
    """Who could be asked once these rows are imported; `now` are all people by their numbers."""
    unit_ids, new_units = grow(units, {"/".join(row.unit) for row in rows}, lambda: token_hex(16))
    location_ids, new_locations = grow(locations, {"/".join(row.location) for row in rows}, lambda: token_hex(16))
    nowhere = Place(units.root.id, locations.root.id)
    people = {} if whole else dict(now)
    for row in rows:
        was = now.get(row.number, Facts(row.number, nowhere, email=False, phone=False, active=True))
        place = Place(
            unit_ids["/".join(row.unit)] if "unit" in row.given else was.place.unit,
            location_ids["/".join(row.location)] if "location" in row.given else was.place.location,
        )
        people[row.number] = Facts(
            was.id,
            place,
            email=bool(row.email) if "email" in row.given else was.email,
            phone=bool(row.phone) if "phone" in row.given else was.phone,
            active=row.active if "status" in row.given else was.active,
        )
    return roster(people.values(), _grown(units, new_units), _grown(locations, new_locations), set_up)


def _grown(tree: Tree, new: Iterable[Node]) -> Tree:
    return Tree([*tree.nodes.values(), *new])
