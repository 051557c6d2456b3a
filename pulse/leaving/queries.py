"""What would be lost."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from pulse.actions.queries import actions
from pulse.announcements.queries import announcements
from pulse.cycles.queries import timeline
from pulse.organisation.queries import own
from pulse.people.queries import counts


@dataclass(frozen=True)
class Belongings:
    """What an organisation has, in numbers."""

    name: str
    people: int
    cycles: int
    actions: int
    announcements: int


def belongings(session: Session, organisation_id: str) -> Belongings | None:
    """What a demo organisation has; None for a real one, which nobody leaves in this way."""
    organisation = own(session, organisation_id)
    if not organisation.is_demo:
        return None
    people = counts(session, organisation_id)
    return Belongings(
        organisation.name,
        people.active + people.inactive,
        len(timeline(session, organisation_id)),
        len(actions(session, organisation_id)),
        len(announcements(session, organisation_id)),
    )
