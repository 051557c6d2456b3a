"""Reading persons and accounts."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.people.models import Person


@dataclass(frozen=True)
class InvitablePerson:
    """Somebody who can be asked now: at work, and with an address."""

    id: str
    unit_id: str
    location_id: str
    time_zone: str
    language: str


@dataclass(frozen=True)
class Addressee:
    """Whom a message goes to, and in which language."""

    name: str
    email: str
    language: str
    time_zone: str


def invitable(session: Session, organisation_id: str) -> list[InvitablePerson]:
    """Active people with an e-mail address, in the order of their ids (which are random)."""
    rows = session.execute(
        select(Person.id, Person.unit_id, Person.location_id, Person.time_zone, Person.language)
        .where(Person.organisation_id == organisation_id, Person.active, Person.email.is_not(None))
        .order_by(Person.id)
    )
    return [InvitablePerson(*row) for row in rows]


def addressee(session: Session, organisation_id: str, person_id: str) -> Addressee | None:
    """Where to write to a person; None when they left or have no address."""
    row = session.execute(
        select(Person.name, Person.email, Person.language, Person.time_zone).where(
            Person.organisation_id == organisation_id,
            Person.id == person_id,
            Person.active,
            Person.email.is_not(None),
        )
    ).first()
    return Addressee(row.name, row.email, row.language, row.time_zone) if row else None
