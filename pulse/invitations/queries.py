"""Reading invitations."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from pulse.database import Rows, plain
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


def by_hash(session: Rows, invite_hash: str) -> InvitationView | None:
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


def shared(
    session: Session, organisation_id: str, cycle_id: str, others: Collection[str]
) -> dict[str, dict[tuple[int, int], int]]:
    """How many people each block of a cycle has in common with each of other cycles; numbers alone.

    A cycle for which nobody is known to have been invited is left out.
    """
    here, there = aliased(Invitation), aliased(Invitation)
    rows = session.execute(
        select(there.cycle_id, here.block_index, there.block_index, func.count())
        .join(there, (there.organisation_id == here.organisation_id) & (there.person_id == here.person_id))
        .where(here.organisation_id == organisation_id, here.cycle_id == cycle_id, there.cycle_id.in_(list(others)))
        .group_by(there.cycle_id, here.block_index, there.block_index)
    )
    found: dict[str, dict[tuple[int, int], int]] = defaultdict(dict)
    for other, ours, theirs, people in rows:
        found[other][ours, theirs] = people
    return dict(found)
