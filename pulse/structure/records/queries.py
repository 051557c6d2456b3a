"""Where records of people were invited."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.cycles.models import Cycle
from pulse.cycles.queries import open_cycles
from pulse.invitations.models import Invitation


def invited_to_open(session: Session, organisation_id: str, ids: Collection[str], *, now: datetime) -> set[str]:
    """Those of these people who are invited to a check-in that can be answered now."""
    cycles = [cycle.id for cycle in open_cycles(session, now=now, organisation_id=organisation_id)]
    rows = session.scalars(
        select(Invitation.person_id).where(
            Invitation.organisation_id == organisation_id,
            Invitation.cycle_id.in_(cycles),
            Invitation.person_id.in_(list(ids)),
        )
    )
    return set(rows)


def asked_latest(session: Session, organisation_id: str, ids: Collection[str]) -> str | None:
    """Who of these people was invited to the newest check-in that any of them was invited to."""
    row = session.execute(
        select(Invitation.person_id)
        .join(Cycle, (Cycle.organisation_id == Invitation.organisation_id) & (Cycle.id == Invitation.cycle_id))
        .where(Invitation.organisation_id == organisation_id, Invitation.person_id.in_(list(ids)))
        .order_by(Cycle.opens_at.desc(), Invitation.person_id)
        .limit(1)
    ).first()
    return row.person_id if row else None
