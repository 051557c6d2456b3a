"""Reading the audit log."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
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
    details: tuple[tuple[str, str], ...]


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


def _entry(row: AuditEntry) -> Entry:
    given = sorted((name, value) for name, value in row.details.items() if value not in ("", None))
    details = tuple((name, _in_words(value)) for name, value in given)
    return Entry(row.at, row.actor, row.action, row.subject, details)


def _in_words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
