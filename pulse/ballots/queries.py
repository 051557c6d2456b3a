"""How many have collected, as plain numbers; and for the holder of one link, whether the list has them."""

from datetime import date
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pulse.ballots.models import Issued
from pulse.invitations.queries import by_hash

ROUNDING = 5


def collected_by_block(session: Session, organisation_id: str, cycle_id: str) -> dict[int, int]:
    """Collected ballots of each block; read only once collecting is shut."""
    rows = session.execute(
        select(Issued.block_index, func.count())
        .where(Issued.organisation_id == organisation_id, Issued.cycle_id == cycle_id)
        .group_by(Issued.block_index)
    )
    return {index: count for index, count in rows}  # noqa: C416 - rows are not tuples to mypy


def collected_before(session: Session, organisation_id: str, cycle_id: str, day: date) -> int:
    """How many had collected before `day` began, rounded down to 5.

    The only figure shown while a cycle is open: it moves once a day and in steps, so that nobody
    can watch a single colleague arrive.
    """
    count = session.scalar(
        select(func.count())
        .select_from(Issued)
        .where(Issued.organisation_id == organisation_id, Issued.cycle_id == cycle_id, Issued.day < day)
    )
    return (count or 0) // ROUNDING * ROUNDING


def picked_up_before(session: Session, invite: bytes, day: date) -> bool | None:
    """Whether the person behind `invite` had collected before `day` began; None if no invitation is known by it.

    A day late on purpose: whoever holds somebody's link learns no hour from asking again and again.
    """
    invitation = by_hash(session, sha256(invite).hexdigest())
    if invitation is None:
        return None
    key = (invitation.organisation_id, invitation.cycle_id, invitation.person_id)
    issued = session.get(Issued, key)
    return issued is not None and issued.day < day
