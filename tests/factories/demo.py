"""Reading all of a demo."""

from pulse.cycles.queries import cycles_of
from pulse.database import Database
from pulse.organisation.queries import OrganisationView, locations, units
from pulse.results.queries import CommentView, comments


def every_comment(database: Database, organisation: OrganisationView) -> tuple[CommentView, ...]:
    """Every comment, in no order."""
    with database.reading() as session:
        ids = [cycle.id for cycle in cycles_of(session, organisation.id)]
        inside = {"", *units(session, organisation.id).nodes}
        places = {"", *locations(session, organisation.id).nodes}
        return comments(
            session, organisation.id, ids, units=inside, locations=places, unplaced=True, size=999
        ).comments
