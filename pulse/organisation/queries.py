"""Reading organisations and their trees."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from pulse.organisation.models import Block, Installation, Location, Organisation, TreeChange, Unit
from pulse.organisation.tree import Node, Tree


@dataclass(frozen=True)
class OrganisationView:
    """One organisation, as pages and later stages see it."""

    id: str
    slug: str
    name: str
    language: str
    time_zone: str
    danger_contacts: str
    k: int
    k_inv: int
    is_demo: bool
    launched_at: datetime | None
    trustee: str = "none"
    contact_days: int = 7
    participation: int = 70
    set_up_at: datetime | None = None


def _view(row: Organisation) -> OrganisationView:
    return OrganisationView(
        row.id,
        row.slug,
        row.name,
        row.language,
        row.time_zone,
        row.danger_contacts,
        row.k,
        row.k_inv,
        row.is_demo,
        row.launched_at,
        row.trustee,
        row.contact_days,
        row.participation,
        row.set_up_at,
    )


def organisation(session: Session, id: str) -> OrganisationView | None:
    """The organisation with this id."""
    row = session.get(Organisation, id)
    return _view(row) if row else None


def own(session: Session, organisation_id: str) -> OrganisationView:
    """The organisation of somebody who is already known to belong to it."""
    found = organisation(session, organisation_id)
    if found is None:
        raise LookupError(f"there is no organisation {organisation_id}")
    return found


def organisations(session: Session) -> list[OrganisationView]:
    """All of this installation, by name."""
    return [_view(row) for row in session.scalars(select(Organisation).order_by(Organisation.name, Organisation.id))]


def by_slug(session: Session, slug: str) -> OrganisationView | None:
    """The organisation that `/o/<slug>` means."""
    row = session.scalar(select(Organisation).where(Organisation.slug == slug))
    return _view(row) if row else None


def units(session: Session, organisation_id: str) -> Tree:
    """The tree of work."""
    return _tree(session, Unit, organisation_id)


def locations(session: Session, organisation_id: str) -> Tree:
    """The tree of places."""
    return _tree(session, Location, organisation_id)


def _tree(session: Session, table: type[Unit] | type[Location], organisation_id: str) -> Tree:
    rows = session.execute(
        select(table.id, table.parent_id, table.name, table.closed_on, table.continued_as).where(
            table.organisation_id == organisation_id
        )
    )
    return Tree(
        Node(id, parent_id, name, closed_on is not None, closed_on, continued_as)
        for id, parent_id, name, closed_on, continued_as in rows
    )


def own_calendars(session: Session, organisation_id: str) -> dict[str, str]:
    """The code of the calendar of each location that has its own."""
    where = (Location.organisation_id == organisation_id, Location.calendar.is_not(None))
    return {id: code for id, code in session.execute(select(Location.id, Location.calendar).where(*where)) if code}


def calendars(session: Session, organisation_id: str) -> dict[str, str | None]:
    """The code of the calendar that each location goes by: its own, or that of the nearest place above."""
    tree = locations(session, organisation_id)
    own = own_calendars(session, organisation_id)
    return {id: next((own[at] for at in tree.ancestors(id) if at in own), None) for id in tree.nodes}


@dataclass(frozen=True)
class Profile:
    """What an organisation is called and looks like, and what is taken where nothing else is known."""

    name: str
    danger_contacts: str
    language: str
    time_zone: str
    colour: str | None


@dataclass(frozen=True)
class Look:
    """Its own colour and icon on the pages of staff; `icon_size` in bytes, 0 without one."""

    name: str
    colour: str | None
    icon_size: int


def profile(session: Session, organisation_id: str) -> Profile:
    """What its page of settings shows."""
    row = session.get_one(Organisation, organisation_id)
    return Profile(row.name, row.danger_contacts, row.language, row.time_zone, row.colour)


def look(session: Session, organisation_id: str) -> Look:
    """What every page of staff shows of it."""
    asked = select(Organisation.name, Organisation.colour, func.coalesce(func.length(Organisation.icon), 0))
    name, colour, size = session.execute(asked.where(Organisation.id == organisation_id)).one()
    return Look(name, colour, size)


def icon(session: Session, organisation_id: str) -> bytes | None:
    """Its icon."""
    return session.scalar(select(Organisation.icon).where(Organisation.id == organisation_id))


def reshaped_at(session: Session, organisation_id: str) -> datetime | None:
    """When a node was last put under another one and kept its id: check-ins from before stand in a tree that is gone.

    This happens no more, as a node that is moved or merged is continued as a new one. It may have, before that was so.
    """
    moved = (TreeChange.organisation_id == organisation_id, TreeChange.change.in_(("move", "merge")))
    renewed = [
        exists().where(
            table.organisation_id == organisation_id,
            table.id == TreeChange.node_id,
            table.continued_as.is_not(None),
        )
        for table in (Unit, Location)
    ]
    return session.scalar(select(func.max(TreeChange.done_at)).where(*moved, *(~each for each in renewed)))


@dataclass(frozen=True)
class BlockView:
    """A block of one quarter, without its people."""

    id: str
    unit_id: str
    location_id: str
    label: str
    takes_joiners: bool


def blocks(session: Session, organisation_id: str, quarter: str) -> list[BlockView]:
    """The blocks that were formed for a quarter."""
    rows = session.scalars(
        select(Block).where(Block.organisation_id == organisation_id, Block.quarter == quarter).order_by(Block.id)
    )
    return [BlockView(row.id, row.unit_id, row.location_id, row.label, row.takes_joiners) for row in rows]


def demo_left(session: Session) -> bool:
    """Whether somebody left the demo organisation."""
    return bool(session.scalar(select(Installation.demo_left)))


def compact_due(session: Session) -> bool:
    """Whether deleted rows have left pages behind."""
    return bool(session.scalar(select(Installation.compact_due)))
