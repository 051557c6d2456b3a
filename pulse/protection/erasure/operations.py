"""Removing a person: whatever says who they are goes at once.

Whom a check-in invited is compared with whom the next one invites, so that nobody's answers follow from a difference.
For that the bare random id stays, in invitations and groups, until nothing is compared with them any more. A ballot
that was sent cannot be found, by anybody; so it stays, and so does the right to send one until the check-in is over.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Delete, Update, delete, exists, select, update
from sqlalchemy.orm import Session

from pulse.audit_log.chain import ERASED, SUBJECTS
from pulse.audit_log.operations import empty, record
from pulse.cycles.lifecycle import quarter
from pulse.delivery.models import OutboxMessage, Suppressed
from pulse.i18n import N_
from pulse.invitations.models import BlockMember, Invitation
from pulse.organisation.operations import lock
from pulse.organisation.queries import OrganisationView, locations, own, units
from pulse.people.models import Account, AccountLink, LogInAttempt, Person, Preference, RoleGrant, StaffSession
from pulse.people.queries import administrators
from pulse.people.tokens import hash_of_address
from pulse.protection.mentions import Names, impersonal
from pulse.protection.queries import account_of, entries_naming
from pulse.schedule.recurrence import wall_time

LAST_ADMIN = N_("This person is the only administrator. Make somebody else an administrator first.")
ONESELF = N_("You cannot erase yourself. Another administrator can.")


class NotErased(ValueError):
    """Nothing was erased; the message is one sentence that can be translated."""


def erase(session: Session, organisation_id: str, person_id: str, *, actor: str, now: datetime) -> bool:
    """Remove a person; False when there is nobody, or was. `NotErased` for oneself and the only administrator."""
    lock(session, organisation_id)  # an import at this moment would write them anew
    person = session.get(Person, (organisation_id, person_id), with_for_update=True, populate_existing=True)
    if person is None or person.erased_on is not None:
        return False
    account_id = account_of(session, organisation_id, person.email)
    names = Names.of(person.id, person.number, person.name, person.email, person.phone, account_id)
    if account_id is not None:
        _remove_account(session, organisation_id, account_id, person.email or "", actor)
    _remove_traces(session, organisation_id, person)
    naming = entries_naming(session, organisation_id, names)
    emptied = {entry.position: impersonal(names, entry.subject) for entry in naming if entry.position}
    empty(session, organisation_id, emptied)
    _blank(session, own(session, organisation_id), person, now)
    told = {"entries": list(emptied), **({SUBJECTS: list(emptied.values())} if any(emptied.values()) else {})}
    record(session, organisation_id, actor=actor, action=ERASED, subject="", details=told, now=now)
    forget_remains(session, organisation_id, [person_id], now=now)
    return True


def _do(session: Session, statement: Delete | Update) -> int:
    done = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount


def _remove_account(session: Session, organisation_id: str, account_id: str, email: str, actor: str) -> None:
    """Whoever can log in can no more; their entries in the audit log keep the bare id."""
    if account_id == actor:
        raise NotErased(ONESELF)
    if administrators(session, organisation_id) == {account_id}:
        raise NotErased(LAST_ADMIN)
    for table in (AccountLink, StaffSession, RoleGrant):
        _do(session, delete(table).where(table.organisation_id == organisation_id, table.account_id == account_id))
    mails = OutboxMessage.organisation_id == organisation_id, OutboxMessage.recipient == account_id
    _do(session, delete(OutboxMessage).where(*mails))
    _do(session, delete(Account).where(Account.organisation_id == organisation_id, Account.id == account_id))
    counted = hash_of_address(organisation_id, email)
    _do(session, delete(LogInAttempt).where(LogInAttempt.email_hash == counted))


def _remove_traces(session: Session, organisation_id: str, person: Person) -> None:
    """Choices, messages, notes on their address, and what others' rows say of them."""
    _do(session, delete(Preference).where(_of(Preference, organisation_id), Preference.person_id == person.id))
    messages = _of(OutboxMessage, organisation_id), OutboxMessage.recipient == person.id
    _do(session, delete(OutboxMessage).where(*messages))
    if person.email:
        theirs = (Suppressed.address == person.email) | Suppressed.address.endswith(
            f":{person.email}", autoescape=True
        )
        _do(session, delete(Suppressed).where(_of(Suppressed, organisation_id), theirs))
    led = _of(Person, organisation_id), Person.manager_number == person.number
    _do(session, update(Person).where(*led).values(manager_number=None))


def _of(table: Any, organisation_id: str) -> Any:
    return table.organisation_id == organisation_id


def _blank(session: Session, organisation: OrganisationView, person: Person, now: datetime) -> None:
    """Leave nothing in the row but its random id, which stands for the number as well: that must differ for each."""
    today = wall_time(now, organisation.time_zone).date()
    person.number, person.name = person.id, ""
    person.email = person.phone = person.manager_number = person.tenure_start = None
    person.unit_id = units(session, organisation.id).root.id
    person.location_id = locations(session, organisation.id).root.id
    person.language, person.time_zone = organisation.language, organisation.time_zone
    person.active, person.left_on, person.erased_on = False, None, today
    session.flush()


def forget_remains(session: Session, organisation_id: str, ids: Collection[str], *, now: datetime) -> int:
    """Delete the bare ids of erased people that nothing is compared with any more; how many went."""
    this_quarter = quarter(wall_time(now, own(session, organisation_id).time_zone))
    erased = select(Person.id).where(
        _of(Person, organisation_id), Person.id.in_(list(ids)), Person.erased_on.is_not(None)
    )
    old = BlockMember.person_id.in_(erased), BlockMember.quarter < this_quarter
    _do(session, delete(BlockMember).where(_of(BlockMember, organisation_id), *old))
    gone = (
        _of(Person, organisation_id),
        Person.id.in_(list(ids)),
        Person.erased_on.is_not(None),
        ~exists().where(_of(Invitation, organisation_id), Invitation.person_id == Person.id),
        ~exists().where(_of(BlockMember, organisation_id), BlockMember.person_id == Person.id),
    )
    return _do(session, delete(Person).where(*gone))
