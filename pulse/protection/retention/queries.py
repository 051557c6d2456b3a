"""What has been kept for its time: which check-ins, and how much there is of each kind."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from pulse.answers.queries import published_cycles
from pulse.audit_log.queries import count_before
from pulse.ballots.models import Issued
from pulse.cycles.lifecycle import LOOK_BACK
from pulse.cycles.queries import timeline
from pulse.delivery.models import OutboxMessage
from pulse.invitations.models import BlockMember, Invitation
from pulse.people.models import AccountLink, Person, StaffSession
from pulse.protection.kinds import INVITATIONS, LEFT, LOG, LOG_INS, MESSAGES, PICK_UPS, REMARKS
from pulse.protection.queries import can_log_in


def midnight(day: date) -> datetime:
    """The instant at which a day begins, in UTC: a few hours more or less do not matter here."""
    return datetime.combine(day, time.min, UTC)


def left(organisation_id: str, before: date) -> tuple[ColumnElement[bool], ...]:
    """People who left on or before a day, and can log in no more."""
    return (
        Person.organisation_id == organisation_id,
        Person.active.is_(False),
        Person.erased_on.is_(None),
        Person.left_on <= before,
        ~can_log_in(),
    )


def check_ins(session: Session, organisation_id: str, before: date, *, compared: bool = False) -> list[str]:
    """Published check-ins that ended before a day; `compared`: without those that the next one is compared with."""
    published = published_cycles(session, organisation_id)
    every = timeline(session, organisation_id)[LOOK_BACK if compared else 0 :]
    return [id for id, _opened, ended in every if id in published and ended < midnight(before)]


def with_pick_ups(session: Session, organisation_id: str, cycle_ids: Collection[str]) -> list[str]:
    """Those of these check-ins of which it is still known who picked up a ballot."""
    return _with(session, Issued, organisation_id, cycle_ids)


def with_invitations(session: Session, organisation_id: str, cycle_ids: Collection[str]) -> list[str]:
    """Those of these check-ins of which it is still known who was asked."""
    return _with(session, Invitation, organisation_id, cycle_ids)


def _with(
    session: Session, table: type[Issued] | type[Invitation], organisation_id: str, cycle_ids: Collection[str]
) -> list[str]:
    there = select(table.cycle_id).where(table.organisation_id == organisation_id).distinct()
    return sorted(set(session.scalars(there)) & set(cycle_ids))


def old_messages(organisation_id: str, before: date) -> tuple[ColumnElement[bool], ...]:
    """Messages that could not be sent any more since a day, sent or not."""
    row = OutboxMessage
    return row.organisation_id == organisation_id, row.expires_at < midnight(before)


def old_log_ins(organisation_id: str, before: date) -> tuple[ColumnElement[bool], ...]:
    """Log-ins that ended, or were not used, since a day."""
    row = StaffSession
    used = func.coalesce(row.ended_at, row.seen_at) < midnight(before)
    return row.organisation_id == organisation_id, used


def old_links(organisation_id: str, before: date) -> tuple[ColumnElement[bool], ...]:
    """Links for choosing a password that lead nowhere since a day."""
    return AccountLink.organisation_id == organisation_id, AccountLink.expires_at < midnight(before)


def erased_remains(session: Session, organisation_id: str, this_quarter: str, most: int) -> list[str]:
    """Erased people of whom a bare id is left that no invitation needs any more."""
    needed = exists().where(Invitation.organisation_id == organisation_id, Invitation.person_id == Person.id)
    grouped = exists().where(
        BlockMember.organisation_id == organisation_id,
        BlockMember.person_id == Person.id,
        BlockMember.quarter >= this_quarter,
    )
    rows = select(Person.id).where(
        Person.organisation_id == organisation_id, Person.erased_on.is_not(None), ~or_(needed, grouped)
    )
    return list(session.scalars(rows.order_by(Person.id).limit(most)))


def due(session: Session, organisation_id: str, kind: str, before: date, since: date) -> int:
    """How much of a kind would go if all before a day went, where what is from before `since` has gone already.

    It counts people, check-ins, messages, entries or log-ins: never comments, whose number could tell of a few.
    """
    if kind in {PICK_UPS, INVITATIONS, REMARKS}:
        gone, going = (
            set(check_ins(session, organisation_id, day, compared=kind == INVITATIONS)) for day in (since, before)
        )
        return len(going - gone)
    if kind == LOG:
        return count_before(session, organisation_id, midnight(before))
    table, wanted = {
        LEFT: (Person, left(organisation_id, before)),
        MESSAGES: (OutboxMessage, old_messages(organisation_id, before)),
        LOG_INS: (StaffSession, old_log_ins(organisation_id, before)),
    }[kind]
    return session.scalar(select(func.count()).select_from(table).where(*wanted)) or 0
