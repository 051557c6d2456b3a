"""Inviting: who stands in which block, who is asked, and the link each of them gets."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from pulse.cycles.queries import frame
from pulse.database import Rows, plain
from pulse.invitations.models import BlockMember, Invitation
from pulse.keys.store import INVITE, KeyStore

LABEL = b"pulse-invite-v1"


@dataclass(frozen=True)
class NewInvitation:
    """One person to be asked."""

    person_id: str
    block_index: int
    zone: str
    location_id: str | None = None


@dataclass(frozen=True)
class InviteLink:
    """What the personal link carries, all of it behind the # where no server sees it."""

    cycle: str
    invite: bytes
    manifest_hash: str
    block_index: int

    def url(self, ballot_url: str) -> str:
        """The address that opens the check-in."""
        fragment = f"c={self.cycle}&i={self.invite.hex()}&m={self.manifest_hash}&b={self.block_index}"
        return f"{ballot_url}/checkin/#{fragment}"


def set_members(session: Session, organisation_id: str, quarter: str, blocks: Mapping[str, Iterable[str]]) -> None:
    """Write down who stands in which block this quarter, replacing what was there."""
    session.execute(
        delete(BlockMember).where(BlockMember.organisation_id == organisation_id, BlockMember.quarter == quarter)
    )
    rows = [
        {"organisation_id": organisation_id, "quarter": quarter, "person_id": person, "block_id": block}
        for block, people in blocks.items()
        for person in people
    ]
    if rows:
        session.execute(insert(BlockMember), rows)


def invite(session: Session, organisation_id: str, cycle_id: str, people: Iterable[NewInvitation]) -> None:
    """Store the invitations of a cycle; nobody has collected yet."""
    rows = [
        {
            "organisation_id": organisation_id,
            "cycle_id": cycle_id,
            "person_id": person.person_id,
            "block_index": person.block_index,
            "zone": person.zone,
            "location_id": person.location_id,
            "collected": False,
        }
        for person in people
    ]
    session.execute(insert(Invitation), rows)


def invite_of(key: bytes, organisation_id: str, cycle_id: str, person_id: str) -> bytes:
    """The secret of one invitation: HMAC-SHA-256 under the cycle's invite key."""
    fields = bytes.fromhex(organisation_id) + bytes.fromhex(cycle_id) + bytes.fromhex(person_id)
    return hmac.digest(key, LABEL + fields, "sha256")


def make_invite(
    session: Session, keys: KeyStore, organisation_id: str, cycle_id: str, person_id: str
) -> InviteLink | None:
    """Make the link for one person as the message is written, keeping only the invite's hash.

    None when the person was not invited; `KeyMissing` once the cycle's keys are gone.
    """
    cycle = frame(session, cycle_id)
    row = session.get(Invitation, (organisation_id, cycle_id, person_id))
    if cycle is None or row is None:
        return None
    secret = invite_of(keys.get(cycle_id, INVITE), organisation_id, cycle_id, person_id)
    row.invite_hash = sha256(secret).hexdigest()
    return InviteLink(cycle_id, secret, cycle.manifest_hash, row.block_index)


# Built once, as each collect does it.
_invitation = plain(Invitation)
_MARK_COLLECTED = (
    update(_invitation)
    .where(
        _invitation.c.organisation_id == bindparam("organisation"),
        _invitation.c.cycle_id == bindparam("cycle"),
        _invitation.c.person_id == bindparam("person"),
    )
    .values(collected=True)
)


def mark_collected(session: Rows, organisation_id: str, cycle_id: str, person_id: str) -> None:
    """Note that somebody fetched their blank ballot; reminders read only this."""
    session.execute(_MARK_COLLECTED, {"organisation": organisation_id, "cycle": cycle_id, "person": person_id})


def forget_hashes(session: Session, organisation_id: str, cycle_id: str) -> None:
    """After the close no link leads anywhere; asked with one, the server knows it no more."""
    session.execute(
        update(Invitation)
        .where(Invitation.organisation_id == organisation_id, Invitation.cycle_id == cycle_id)
        .values(invite_hash=None)
    )


def members(session: Session, organisation_id: str, quarter: str) -> dict[str, set[str]]:
    """The people of each block this quarter."""
    found: dict[str, set[str]] = {}
    rows = session.execute(
        select(BlockMember.block_id, BlockMember.person_id).where(
            BlockMember.organisation_id == organisation_id, BlockMember.quarter == quarter
        )
    )
    for block, person in rows:
        found.setdefault(block, set()).add(person)
    return found
