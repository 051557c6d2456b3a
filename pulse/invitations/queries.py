"""Reading invitations."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.invitations.models import Invitation


@dataclass(frozen=True)
class InvitationView:
    """One person asked in one cycle."""

    organisation_id: str
    cycle_id: str
    person_id: str
    block_index: int
    zone: str
    collected: bool


def _view(row: Invitation) -> InvitationView:
    return InvitationView(**{name: getattr(row, name) for name in InvitationView.__dataclass_fields__})


def by_hash(session: Session, invite_hash: str) -> InvitationView | None:
    """The invitation whose invite has this SHA-256."""
    row = session.scalar(select(Invitation).where(Invitation.invite_hash == invite_hash))
    return _view(row) if row else None


def invitation(session: Session, organisation_id: str, cycle_id: str, person_id: str) -> InvitationView | None:
    """One person's invitation."""
    row = session.get(Invitation, (organisation_id, cycle_id, person_id))
    return _view(row) if row else None


def of_cycle(session: Session, organisation_id: str, cycle_id: str) -> list[InvitationView]:
    """Everybody asked in a cycle."""
    rows = session.scalars(
        select(Invitation)
        .where(Invitation.organisation_id == organisation_id, Invitation.cycle_id == cycle_id)
        .order_by(Invitation.person_id)
    )
    return [_view(row) for row in rows]


def invited_blocks(session: Session, organisation_id: str, cycle_id: str) -> dict[str, int]:
    """The block index of each invited person, for comparing the invited sets of two cycles."""
    rows = session.execute(
        select(Invitation.person_id, Invitation.block_index).where(
            Invitation.organisation_id == organisation_id, Invitation.cycle_id == cycle_id
        )
    )
    return {person: index for person, index in rows}  # noqa: C416 - rows are not tuples to mypy
