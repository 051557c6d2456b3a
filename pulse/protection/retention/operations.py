"""Deleting what has been kept for its time, a batch at a time, and setting how long that is."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import CursorResult, and_, delete, exists, select, tuple_, update
from sqlalchemy.orm import Session

from pulse.answers.operations import forget_comments, forget_undated_comments
from pulse.audit_log.operations import SYSTEM, shorten
from pulse.ballots.models import Issued
from pulse.cycles.lifecycle import quarter
from pulse.cycles.queries import timeline
from pulse.database import Base
from pulse.delivery.models import OutboxMessage, Suppressed
from pulse.invitations.models import BlockMember, Invitation, ReminderRound
from pulse.organisation.models import Organisation, Retention
from pulse.people.models import AccountLink, LogInAttempt, Person, StaffSession
from pulse.people.throttle import FORGOTTEN
from pulse.protection.erasure.operations import NotErased, erase, forget_remains
from pulse.protection.kinds import INVITATIONS, KINDS, LEFT, LOG, LOG_INS, MESSAGES, PICK_UPS, REMARKS, before, check
from pulse.protection.retention import queries
from pulse.schedule.recurrence import wall_time

BATCH, FEW = 2_000, 20  # rows at once; people at once, as each means looking through the audit log
UNDATED = "retention.undated"


def keep_for(session: Session, organisation_id: str, kind: str, months: int) -> None:
    """Set for how many months a kind is kept; `OutOfBounds` for what is not offered. The next night deletes."""
    check(kind, months)
    if months == KINDS[kind].usual:
        of = Retention.organisation_id == organisation_id, Retention.kind == kind
        session.execute(delete(Retention).where(*of))
    else:
        session.merge(Retention(organisation_id=organisation_id, kind=kind, months=months))


def change_contact(session: Session, organisation_id: str, contact: str) -> None:
    """Change whom to ask about personal data."""
    session.execute(update(Organisation).where(Organisation.id == organisation_id).values(data_contact=contact))


def note_night(session: Session, organisation_id: str, day: date) -> None:
    """Note that everything that had its time was deleted."""
    session.execute(update(Organisation).where(Organisation.id == organisation_id).values(retained_on=day))


def note_leaving(session: Session, organisation_id: str, today: date) -> None:
    """For those who left before that was noted, it begins to count now."""
    unknown = Person.organisation_id == organisation_id, Person.active.is_(False), Person.left_on.is_(None)
    session.execute(update(Person).where(*unknown, Person.erased_on.is_(None)).values(left_on=today))


Deleter = Callable[[Session, str, date, datetime], int]


def _people(session: Session, organisation_id: str, day: date, now: datetime) -> int:
    wanted = select(Person.id).where(*queries.left(organisation_id, day)).order_by(Person.left_on, Person.id)
    erased = 0
    for person_id in session.scalars(wanted.limit(FEW)).all():
        try:
            erased += erase(session, organisation_id, person_id, actor=SYSTEM, now=now)
        except NotErased:  # the only administrator, who left: somebody else has to become one first
            continue
    return erased


def _pick_ups(session: Session, organisation_id: str, day: date, _now: datetime) -> int:
    return _forget_pick_ups(session, organisation_id, queries.check_ins(session, organisation_id, day)[:])


def _forget_pick_ups(session: Session, organisation_id: str, ended: Collection[str]) -> int:
    """Of one check-in at a time, so that no transaction grows long."""
    known = queries.with_pick_ups(session, organisation_id, ended)[:1]
    for cycle_id in known:
        of = Issued.organisation_id == organisation_id, Issued.cycle_id == cycle_id
        _do(session, delete(Issued).where(*of))
        asked = Invitation.organisation_id == organisation_id, Invitation.cycle_id == cycle_id
        # A link would be told that nothing was picked up: forgotten at the close, but for one that a backup brought.
        _do(session, update(Invitation).where(*asked).values(collected=False, invite_hash=None))
    return len(known)


def _invitations(session: Session, organisation_id: str, day: date, _now: datetime) -> int:
    ended = queries.check_ins(session, organisation_id, day, compared=True)
    known = queries.with_invitations(session, organisation_id, ended)[:1]
    for cycle_id in known:
        for table in (Issued, ReminderRound, Invitation):
            of = table.organisation_id == organisation_id, table.cycle_id == cycle_id
            _do(session, delete(table).where(*of))
    return len(known)


def _messages(session: Session, organisation_id: str, day: date, _now: datetime) -> int:
    return _delete(session, OutboxMessage, *queries.old_messages(organisation_id, day))


def _remarks(session: Session, organisation_id: str, day: date, _now: datetime) -> int:
    return forget_comments(session, organisation_id, queries.check_ins(session, organisation_id, day))


def _log(session: Session, organisation_id: str, day: date, now: datetime) -> int:
    return shorten(session, organisation_id, before=queries.midnight(day), most=BATCH, now=now)


def _log_ins(session: Session, organisation_id: str, day: date, now: datetime) -> int:
    _do(session, delete(LogInAttempt).where(LogInAttempt.last_at < now - FORGOTTEN))
    _do(session, delete(AccountLink).where(*queries.old_links(organisation_id, day)))
    return _delete(session, StaffSession, *queries.old_log_ins(organisation_id, day))


# In an order in which nothing waits for another night. The log comes last: it says what the others did.
DELETERS: dict[str, Deleter] = {
    LEFT: _people,
    PICK_UPS: _pick_ups,
    INVITATIONS: _invitations,
    MESSAGES: _messages,
    REMARKS: _remarks,
    LOG_INS: _log_ins,
    LOG: _log,
}


def sweep(session: Session, organisation_id: str, today: date, months: int, *, now: datetime) -> int:
    """Delete what nothing points to any more: bare ids of the erased, groups of long ago, addresses of nobody."""
    this_quarter = quarter(wall_time(now, "UTC"))
    remains = queries.erased_remains(session, organisation_id, this_quarter, BATCH)
    gone = forget_remains(session, organisation_id, remains, now=now) if remains else 0
    oldest = before(today, months)
    old_groups = (
        BlockMember.organisation_id == organisation_id,
        BlockMember.quarter < f"{oldest.year}-Q{(oldest.month + 2) // 3}",
    )
    gone += _delete(session, BlockMember, *old_groups)
    return gone + _forget_addresses(session, organisation_id)


def _forget_addresses(session: Session, organisation_id: str) -> int:
    """Notes on addresses that nobody has any more."""
    known = exists().where(
        Person.organisation_id == Suppressed.organisation_id,
        (Person.email == Suppressed.address) | Suppressed.address.endswith(":" + Person.email),
    )
    personal = Suppressed.organisation_id == organisation_id, Suppressed.address.contains("@")
    return _delete(session, Suppressed, *personal, ~known)


def forget_undated(session: Session, organisation_id: str, day: date, *, today: date) -> bool:
    """Delete the comments that carry no check-in, all at once, as soon as the oldest of them may have had its time.

    Nobody knows of which check-in they are, so they go together: when the time is over that counts from the last
    time they went, were there any or not, or from the end of the first check-in.
    """
    here = Organisation.id == organisation_id
    since = session.scalar(select(Organisation.undated_on).where(here))
    if since is None:
        every = timeline(session, organisation_id)
        since = every[-1][2].date() if every else None
    if since is None or since >= day:
        return False
    session.execute(update(Organisation).where(here).values(undated_on=today))
    return forget_undated_comments(session, organisation_id)


def _delete(session: Session, table: type[Base], *wanted: Any) -> int:
    """Delete up to a batch of rows; how many."""
    keys = [getattr(table, column.key) for column in table.__table__.primary_key]
    some = select(*keys).where(and_(*wanted)).limit(BATCH)
    return _do(session, delete(table).where(tuple_(*keys).in_(some)))


def _do(session: Session, statement: Any) -> int:
    done = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount
