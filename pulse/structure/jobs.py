"""Changes of the trees whose day has come."""

from datetime import datetime

from pulse.structure import operations, queries
from pulse.web.services import Services


def carry_out_due(services: Services, now: datetime) -> None:
    """Make every planned change whose day has come, each in a transaction of its own, before anything opens."""
    with services.database.reading() as session:
        due = [
            (organisation_id, id)
            for organisation_id, id, day in queries.waiting(session)
            if day <= queries.today(session, organisation_id, now=now)
        ]
    for organisation_id, id in due:
        with services.database.writing() as session:
            operations.carry_out(session, organisation_id, id, now=now)
