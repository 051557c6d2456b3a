"""Writing down what staff did."""

from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex

from sqlalchemy.orm import Session

from pulse.audit_log.models import AuditEntry
from pulse.web.access import Viewer


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
    session.add(
        AuditEntry(
            organisation_id=organisation_id,
            id=token_hex(16),
            at=now,
            actor=actor[:60],
            action=action,
            subject=subject[:200],
            details=dict(details),
        )
    )


def record_by(
    who: Viewer, session: Session, action: str, subject: str, details: Mapping[str, object], *, now: datetime
) -> None:
    """Append what somebody who is logged in did in their own organisation."""
    record(
        session, who.organisation_id, actor=who.account_id, action=action, subject=subject, details=details, now=now
    )
