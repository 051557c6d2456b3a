"""What the pages of the schedule show of stages after it, gathered from both."""

from sqlalchemy.orm import Session

from pulse.cycles import queries as cycles
from pulse.people import queries as people
from pulse.schedule.surroundings import Round, Surroundings


def surroundings(session: Session, organisation_id: str) -> Surroundings:
    """The zones of those who can be asked, the check-ins there were, and whether mail is needed for the next."""
    rounds = tuple(Round(*each) for each in cycles.openings(session, organisation_id))
    zones = frozenset(people.zones(session, organisation_id))
    return Surroundings(zones, rounds, people.asked_without_mail(session, organisation_id))
