"""Small demos, and everything there is of an organisation."""

from typing import Any

from sqlalchemy import select, update

from pulse.cycles.queries import cycles_of
from pulse.database import Database
from pulse.demo import operations as demo
from pulse.organisation.models import Organisation
from pulse.organisation.queries import OrganisationView, locations, organisations, units
from pulse.results.queries import CommentView, comments
from pulse.tables import metadata
from pulse.web.services import Services


def a_demo(services: Services, *, people: int = 60, cycles: int = 1) -> str:
    """A demo organisation as the command makes it; gives its id."""
    demo.load(services, people=people, cycles=cycles, progress=lambda _: None)
    with services.database.reading() as session:
        return next(each.id for each in organisations(session) if each.is_demo)


def made_real(services: Services, organisation_id: str) -> str:
    """Let a demo pass for a real organisation: one with something in almost every table."""
    with services.database.writing() as session:
        own = Organisation.id == organisation_id
        session.execute(update(Organisation).where(own).values(is_demo=False, slug=f"real-{organisation_id[:8]}"))
    return organisation_id


def rows_of(database: Database, organisation_id: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of an organisation, by table."""
    found = {}
    with database.reading() as session:
        for table in metadata.sorted_tables:
            column = table.c.id if table.name == "organisation" else table.c.get("organisation_id")
            if column is not None:
                rows = session.execute(select(table).where(column == organisation_id))
                found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    return found


def every_comment(database: Database, organisation: OrganisationView) -> tuple[CommentView, ...]:
    """Every comment, in no order."""
    with database.reading() as session:
        ids = [cycle.id for cycle in cycles_of(session, organisation.id)]
        inside = {"", *units(session, organisation.id).nodes}
        places = {"", *locations(session, organisation.id).nodes}
        return comments(
            session, organisation.id, ids, units=inside, locations=places, unplaced=True, size=999
        ).comments
