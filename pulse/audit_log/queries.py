"""Reading the audit log."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from pulse.audit_log.models import AuditEntry

PAGE = 50


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did."""

    at: datetime
    actor: str
    action: str
    subject: str
    details: tuple[tuple[str, object], ...]


@dataclass(frozen=True)
class LogPage:
    """One page of the log, newest first."""

    entries: tuple[Entry, ...]
    page: int
    last: int


def log_page(session: Session, organisation_id: str, *, page: int = 1) -> LogPage:
    """A page of an organisation's log."""
    mine = AuditEntry.organisation_id == organisation_id
    last = max(1, -(-(session.scalar(select(func.count()).select_from(AuditEntry).where(mine)) or 0) // PAGE))
    page = min(max(page, 1), last)
    order = (AuditEntry.at.desc(), AuditEntry.id)
    rows = session.scalars(select(AuditEntry).where(mine).order_by(*order).limit(PAGE).offset((page - 1) * PAGE))
    return LogPage(tuple(_entry(row) for row in rows), page, last)


@dataclass(frozen=True)
class Written:
    """One entry about a single thing, with its details as they were written."""

    at: datetime
    actor: str
    action: str
    details: Mapping[str, object]


def history(session: Session, organisation_id: str, subject: str) -> list[Written]:
    """Everything that was done to one thing, newest first."""
    rows = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.organisation_id == organisation_id, AuditEntry.subject == subject)
        .order_by(AuditEntry.at.desc(), AuditEntry.id)
    )
    return [Written(row.at, row.actor, row.action, row.details) for row in rows]


def changes(
    session: Session, organisation_id: str, subject: str, *, everywhere: Collection[str]
) -> tuple[int, datetime | None]:
    """How often something was done to one thing, or what concerns all (`everywhere`: actions), and when at last."""
    concerns = or_(AuditEntry.subject == subject, AuditEntry.action.in_(list(everywhere)))
    found = select(func.count(), func.max(AuditEntry.at)).where(
        AuditEntry.organisation_id == organisation_id, concerns
    )
    count, last = session.execute(found).one()
    return count, last


def _entry(row: AuditEntry) -> Entry:
    given = tuple((name, value) for name, value in row.details.items() if value not in ("", None))
    return Entry(row.at, row.actor, row.action, row.subject, given)
