"""Reading invitations."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from pulse.database import plain
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


# Built once: every collect asks this, and building it anew costs more than the answer.
_table = plain(Invitation).c
_BY_HASH = select(*(_table[name] for name in InvitationView.__dataclass_fields__)).where(
    _table.invite_hash == bindparam("invite_hash")
)


def by_hash(session: Session, invite_hash: str) -> InvitationView | None:
    """The invitation whose invite has this SHA-256."""
    row = session.execute(_BY_HASH, {"invite_hash": invite_hash}).one_or_none()
    return InvitationView(*row) if row else None


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
