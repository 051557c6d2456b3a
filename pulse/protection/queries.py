"""Finding somebody, and how long each kind of data is kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from pulse.audit_log.chain import Kept
from pulse.audit_log.queries import naming
from pulse.organisation.models import Organisation, Retention
from pulse.people.models import Account, Person
from pulse.protection.kinds import KINDS
from pulse.protection.mentions import Names, named_by

MOST_FOUND = 20


@dataclass(frozen=True)
class Found:
    """Somebody in a list."""

    id: str
    number: str
    name: str
    email: str | None
    active: bool


def people_called(session: Session, organisation_id: str, text: str) -> list[Found]:
    """The first people in whose name, number or e-mail a text stands."""
    wanted = text.strip().lower()
    if not wanted:
        return []
    columns = (Person.name, Person.number, Person.email)
    rows = session.scalars(
        select(Person)
        .where(Person.organisation_id == organisation_id, Person.erased_on.is_(None))
        .where(or_(*(func.lower(column).contains(wanted, autoescape=True) for column in columns)))
        .order_by(func.lower(Person.name), Person.number)
        .limit(MOST_FOUND)
    )
    return [Found(row.id, row.number, row.name, row.email, row.active) for row in rows]


def somebody(session: Session, organisation_id: str, person_id: str) -> Found | None:
    """One person; None when there is nobody, or was."""
    row = session.get(Person, (organisation_id, person_id), populate_existing=True)
    if row is None or row.erased_on is not None:
        return None
    return Found(row.id, row.number, row.name, row.email, row.active)


def names(session: Session, organisation_id: str, ids: Collection[str]) -> dict[str, str]:
    """The names behind ids of people, for pages that only know ids."""
    wanted = (Person.organisation_id == organisation_id, Person.erased_on.is_(None), Person.id.in_(list(ids)))
    return {row.id: row.name for row in session.execute(select(Person.id, Person.name).where(*wanted))}


def account_of(session: Session, organisation_id: str, email: str | None) -> str | None:
    """The account that somebody logs in with, by their address."""
    if not email:
        return None
    wanted = (Account.organisation_id == organisation_id, func.lower(Account.email) == email.lower())
    return session.scalar(select(Account.id).where(*wanted))


def kept_for_their_account(session: Session, organisation_id: str, day: date) -> list[Found]:
    """The first people who left on or before a day, and are not erased at night as they can still log in."""
    rows = session.scalars(
        select(Person)
        .where(Person.organisation_id == organisation_id, Person.erased_on.is_(None), Person.active.is_(False))
        .where(Person.left_on <= day, can_log_in())
        .order_by(func.lower(Person.name), Person.number)
        .limit(MOST_FOUND)
    )
    return [Found(row.id, row.number, row.name, row.email, row.active) for row in rows]


def can_log_in() -> ColumnElement[bool]:
    """Whether a person has an account that is open."""
    return exists().where(
        Account.organisation_id == Person.organisation_id,
        func.lower(Account.email) == func.lower(Person.email),
        Account.active,
    )


def entries_naming(session: Session, organisation_id: str, names: Names) -> list[Kept]:
    """The entries of the audit log whose subject or details name somebody."""
    near = naming(session, organisation_id, sorted(names.within), alone=sorted({names.id, *names.alone}))
    return [entry for entry in near if named_by(names, entry.action, entry.subject, entry.details)]


def months(session: Session, organisation_id: str) -> dict[str, int]:
    """For how many months each kind is kept, as set or as usual."""
    rows = session.execute(
        select(Retention.kind, Retention.months).where(Retention.organisation_id == organisation_id)
    )
    chosen = {row.kind: row.months for row in rows if row.kind in KINDS}
    return {kind: chosen.get(kind, of.usual) for kind, of in KINDS.items()}


def contact(session: Session, organisation_id: str) -> str:
    """Whom to ask about personal data."""
    return session.scalar(select(Organisation.data_contact).where(Organisation.id == organisation_id)) or ""


@dataclass(frozen=True)
class Night:
    """An organisation, by whose clocks it is night, and when it was last looked after."""

    organisation_id: str
    time_zone: str
    looked_after_on: date | None


def nights(session: Session) -> list[Night]:
    """Every organisation."""
    rows = session.execute(
        select(Organisation.id, Organisation.time_zone, Organisation.retained_on).order_by(Organisation.id)
    )
    return [Night(*row) for row in rows]
