"""Handing out ballots: one blind signature a person, and the end of that."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.orm import Session

from pulse.ballots.models import Collecting, Issued
from pulse.blind_signature.issuer import SigningError, blind_sign
from pulse.cycles import queries as cycles
from pulse.database import Rows, plain, was_inserted
from pulse.invitations import operations as invitations
from pulse.invitations.queries import InvitationView, by_hash
from pulse.keys.store import KeyStore


class Refused(Exception):
    """No ballot is handed out. `status` is all that the other side learns."""

    status = 400


class UnknownInvitation(Refused):
    """There is no such invitation."""

    status = 404


class AlreadyCollected(Refused):
    """This person has collected, with another blinded message."""

    status = 409


class CollectingOver(Refused):
    """The person's zone has ended, or the cycle is shut."""

    status = 410


class NotYetOpen(Refused):
    """The person's zone has not opened."""

    status = 425


class AnotherBlock(Refused):
    """The link names another block than the invitation: it lost its end."""

    status = 422


def start_collecting(session: Session, organisation_id: str, cycle_id: str) -> None:
    """Let a cycle hand out ballots."""
    session.add(Collecting(organisation_id=organisation_id, cycle_id=cycle_id, shut=False))


def shut_collecting(session: Session, organisation_id: str, cycle_id: str) -> None:
    """Hand out no more. On PostgreSQL this waits for every collect that holds the row shared."""
    session.execute(
        update(Collecting)
        .where(Collecting.organisation_id == organisation_id, Collecting.cycle_id == cycle_id)
        .values(shut=True)
    )


def collect(
    session: Rows, keys: KeyStore, *, invite: bytes, blinded: bytes, now: datetime, block: int | None = None
) -> bytes:
    """Sign one blinded message for the person behind `invite`; raise `Refused` otherwise.

    The same blinded message again gets the stored signature, so that a lost answer costs nobody
    their ballot; another one is refused, so that one person has one. `KeyMissing` when the key
    folder is away: trouble of ours, which passes. `block` is the index that the link names, if it is told;
    signed with another block's key, the ballot would look marked to its owner.
    """
    invitation = by_hash(session, sha256(invite).hexdigest())
    if invitation is None:
        raise UnknownInvitation
    if block not in {None, invitation.block_index}:
        raise AnotherBlock
    blinded_hash = sha256(blinded).hexdigest()
    before = _hold_open(session, invitation)
    if before.person_id is not None:
        return _again(before.blinded_hash, before.signature, blinded_hash)
    _within_window(session, invitation, now)
    try:
        signature = blind_sign(keys.signing_key(invitation.cycle_id, invitation.block_index), blinded)
    except SigningError:
        raise Refused from None
    return _store(session, invitation, blinded_hash, signature, now)


# Built once, as each collect asks them.
_collecting, _issued = plain(Collecting), plain(Issued)
_IS_THEIRS = and_(
    _issued.c.organisation_id == bindparam("organisation_id"),
    _issued.c.cycle_id == bindparam("cycle_id"),
    _issued.c.person_id == bindparam("person_id"),
)
_ISSUED = select(_issued.c.blinded_hash, _issued.c.signature).where(_IS_THEIRS)
_HOLD = (
    select(_collecting.c.shut, _issued.c.person_id, _issued.c.blinded_hash, _issued.c.signature)
    .join_from(_collecting, _issued, _IS_THEIRS, isouter=True)
    .where(
        _collecting.c.organisation_id == bindparam("organisation_id"),
        _collecting.c.cycle_id == bindparam("cycle_id"),
    )
    .with_for_update(read=True, of=_collecting)
)


def _key(invitation: InvitationView) -> dict[str, str]:
    return {name: getattr(invitation, name) for name in ("organisation_id", "cycle_id", "person_id")}


def _hold_open(session: Rows, invitation: InvitationView) -> Any:
    """Keep the close waiting until this transaction ends; refuse once it has begun. Gives what was issued before."""
    row = session.execute(_HOLD, _key(invitation)).one_or_none()
    if row is None or row.shut:
        raise CollectingOver
    return row


def _within_window(session: Rows, invitation: InvitationView, now: datetime) -> None:
    opens, until = cycles.window(session, invitation.organisation_id, invitation.cycle_id, invitation.zone)
    if now < opens:
        raise NotYetOpen
    if now >= until:
        raise CollectingOver


def _again(kept_hash: str | None, signature: bytes | None, blinded_hash: str) -> bytes:
    if kept_hash != blinded_hash or signature is None:
        raise AlreadyCollected
    return signature


def _store(session: Rows, invitation: InvitationView, blinded_hash: str, signature: bytes, now: datetime) -> bytes:
    """Insert unless a parallel request of the same person was first; then answer as it was answered."""
    key = _key(invitation)
    row = {
        **key,
        "block_index": invitation.block_index,
        "blinded_hash": blinded_hash,
        "signature": signature,
        "day": now.date(),
    }
    if was_inserted(session, Issued, row):
        invitations.mark_collected(session, **key)
        return signature
    winner = session.execute(_ISSUED, key).one_or_none()
    if winner is None:
        raise AlreadyCollected
    return _again(winner.blinded_hash, winner.signature, blinded_hash)


def forget_blinded(session: Session, organisation_id: str, cycle_id: str) -> None:
    """At the close the stored blinded values go; that somebody collected stays."""
    session.execute(
        update(Issued)
        .where(Issued.organisation_id == organisation_id, Issued.cycle_id == cycle_id)
        .values(blinded_hash=None, signature=None)
    )
