"""Joining two records of one person: one stays, of the other a bare id is left until nothing is compared with it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from pulse.audit_log.operations import record
from pulse.delivery.models import OutboxMessage
from pulse.i18n import N_
from pulse.organisation.operations import lock
from pulse.organisation.quarters import local_day
from pulse.organisation.queries import own
from pulse.people.choices.operations import choose
from pulse.people.choices.queries import Choice, choice
from pulse.people.models import Person, Preference
from pulse.protection.erasure.operations import forget_remains
from pulse.structure.records.queries import asked_latest, invited_to_open

BOTH_ASKED = N_(
    "Both records are invited to a check-in that is still open, each to a ballot of its own. Join them once it is "
    "over."
)
UNKNOWN = N_("There is no other person with this number.")
KEPT = ("number", "name", "email", "unit_id", "location_id", "language", "time_zone", "manager_number", "tenure_start",
        "phone", "active", "left_on")  # fmt: skip


class NotJoined(ValueError):
    """Nothing was joined; the message is one sentence that can be translated."""


def join(session: Session, organisation_id: str, stays: str, goes: str, *, actor: str, now: datetime) -> str:
    """Keep what is known of `stays` and nothing of `goes`; gives the id of what is left.

    The id that goes on is the one that is invited now, else the one that was invited last: so a link that was sent
    goes on leading to the same ballot, nobody has two of them, and check-ins compare the same person with themselves.
    """
    lock(session, organisation_id)
    first, second = (session.get(Person, (organisation_id, id), populate_existing=True) for id in (stays, goes))
    if first is None or second is None or stays == goes or first.erased_on or second.erased_on:
        raise NotJoined(UNKNOWN)
    open_now = invited_to_open(session, organisation_id, (stays, goes), now=now)
    if open_now == {stays, goes}:
        raise NotJoined(BOTH_ASKED)
    lasting = next(iter(open_now), None) or asked_latest(session, organisation_id, (stays, goes)) or stays
    kept, gone = (first, second) if lasting == stays else (second, first)
    values = {name: getattr(first, name) for name in KEPT}
    chosen = _choice_of_both(session, organisation_id, stays, goes)
    led = (Person.organisation_id == organisation_id, Person.manager_number == second.number)
    session.execute(update(Person).where(*led).values(manager_number=first.number))
    _empty(session, gone, now)
    for name, value in values.items():
        setattr(kept, name, value)
    choose(session, organisation_id, lasting, chosen)
    session.flush()
    record(session, organisation_id, actor=actor, action="person.merged", subject=lasting, details={}, now=now)
    forget_remains(session, organisation_id, [gone.id], now=now)
    return lasting


def _choice_of_both(session: Session, organisation_id: str, stays: str, goes: str) -> Choice:
    """What was chosen in the record that stays; who stopped messages in either gets none."""
    first, second = (choice(session, organisation_id, id) for id in (stays, goes))
    return replace(first, stopped=first.stopped or second.stopped)


def _empty(session: Session, person: Person, now: datetime) -> None:
    """Leave the bare id, as an erasure does, and nothing that could be sent or chosen."""
    mine = (Preference.organisation_id == person.organisation_id, Preference.person_id == person.id)
    session.execute(delete(Preference).where(*mine))
    to_them = (OutboxMessage.organisation_id == person.organisation_id, OutboxMessage.recipient == person.id)
    session.execute(delete(OutboxMessage).where(*to_them))
    person.number, person.name = person.id, ""
    person.email = person.phone = person.manager_number = person.tenure_start = person.left_on = None
    person.active = False
    person.erased_on = local_day(now, own(session, person.organisation_id).time_zone)
    session.flush()
