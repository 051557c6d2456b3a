"""Writing down what staff did.

An entry joins its organisation's chain when its transaction commits, as the last thing that this does: the end of the
chain is held only from then on, so that two people who write at once wait for each other and never in a circle.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from secrets import token_hex

from sqlalchemy import delete, event, select, update
from sqlalchemy.orm import Session

from pulse.audit_log.chain import SHORTENED, START, details_hash, entry_hash, plain
from pulse.audit_log.models import AuditEntry, ChainHead
from pulse.audit_log.queries import kept
from pulse.database import insert_unless_there
from pulse.web.access import Viewer

WAITING = "pulse_audit_entries"
SYSTEM = "pulse"  # who did what happens by itself


def record(
    session: Session,
    organisation_id: str,
    *,
    actor: str,
    action: str,
    subject: str,
    details: Mapping[str, object],
    now: datetime,
) -> None:
    """Append one entry. `details` holds counts and names of settings, never a password or an answer."""
    entry = AuditEntry(
        organisation_id=organisation_id,
        id=token_hex(16),
        at=now,
        actor=actor[:60],
        action=action,
        subject=subject[:200],
        details=plain(details),
        salt=token_hex(16),
    )
    session.add(entry)
    session.info.setdefault(WAITING, []).append(entry)


def record_by(
    who: Viewer, session: Session, action: str, subject: str, details: Mapping[str, object], *, now: datetime
) -> None:
    """Append what somebody who is logged in did in their own organisation."""
    record(
        session, who.organisation_id, actor=who.account_id, action=action, subject=subject, details=details, now=now
    )


@event.listens_for(Session, "before_commit")
def _join(session: Session) -> None:
    """Put what this transaction wrote down at the ends of the chains, in one order of organisations for everybody."""
    if session.in_nested_transaction() or not session.info.get(WAITING):
        return
    session.flush()  # whatever else this transaction holds, it holds before the chain
    written = [entry for entry in session.info.pop(WAITING) if entry in session]  # without what was taken back
    owner = attrgetter("organisation_id")
    for organisation_id, entries in groupby(sorted(written, key=owner), owner):
        _append(session, organisation_id, entries)


def _append(session: Session, organisation_id: str, entries: Iterable[AuditEntry]) -> None:
    position, last = _hold_end(session, organisation_id)
    for position, entry in enumerate(entries, start=position + 1):  # noqa: B020 - it goes on from where it was
        entry.position = position
        entry.details_hash = details_hash(str(entry.salt), entry.subject, entry.details)
        last = entry.hash = entry_hash(last, kept(entry))
    end = update(ChainHead).where(ChainHead.organisation_id == organisation_id)
    session.execute(end.values(position=position, hash=last).execution_options(synchronize_session=False))


def _hold_end(session: Session, organisation_id: str) -> tuple[int, str]:
    wanted = select(ChainHead.position, ChainHead.hash).where(ChainHead.organisation_id == organisation_id)
    found = session.execute(wanted.with_for_update()).one_or_none()
    if found is None:
        first = {"organisation_id": organisation_id, "position": 0, "hash": START}
        session.execute(insert_unless_there(session, ChainHead), first)
        found = session.execute(wanted.with_for_update()).one()
    return found.position, found.hash


def empty(session: Session, organisation_id: str, subjects: Mapping[int, str]) -> None:
    """Forget the details of entries that name somebody who was erased, and put these subjects; the chain stays whole.

    Whoever calls it writes down positions and subjects, as `person.erased`: emptied without that, they are a fault.
    """
    by_subject = defaultdict(list)
    for position, subject in subjects.items():
        by_subject[subject].append(position)
    for subject, positions in by_subject.items():
        session.execute(
            update(AuditEntry)
            .where(AuditEntry.organisation_id == organisation_id, AuditEntry.position.in_(positions))
            .values(subject=subject, details={}, salt=None)
            .execution_options(synchronize_session=False)
        )


def shorten(session: Session, organisation_id: str, *, before: datetime, most: int, now: datetime) -> int:
    """Delete the oldest entries, up to `most`, that are from before an instant, and write down where the log begins.

    Only from the beginning on, so that what stays is one piece; gives how many went.
    """
    row = AuditEntry
    oldest = (
        select(row.position, row.hash, row.at)
        .where(row.organisation_id == organisation_id, row.position.is_not(None))
        .order_by(row.position)
        .limit(most)
    )
    old = []
    for each in session.execute(oldest):
        if each.at >= before:
            break
        old.append(each)
    if not old:
        return 0
    cut = delete(row).where(row.organisation_id == organisation_id, row.position <= old[-1].position)
    session.execute(cut.execution_options(synchronize_session=False))
    told = {"entries": len(old), "up_to": old[-1].position, "hash": old[-1].hash}
    record(session, organisation_id, actor=SYSTEM, action=SHORTENED, subject="", details=told, now=now)
    return len(old)
