"""Turning letters on and off, and making the links of a pile: their hashes are kept before a letter leaves."""

from collections.abc import Collection
from hashlib import sha256

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from pulse.cycles.queries import frame
from pulse.database import insert_unless_there
from pulse.delivery.models import ChannelSetting
from pulse.invitations.models import Invitation
from pulse.invitations.operations import InviteLink, invite_of
from pulse.keys.store import INVITE, KeyStore
from pulse.people.ways import SLIPS

NOTHING_TO_KEEP = b""  # letters have no settings


def turn(session: Session, organisation_id: str, *, on: bool) -> None:
    """Let people without another way be asked by letter from the next opening on, or no longer."""
    if on:
        row = {"organisation_id": organisation_id, "channel": SLIPS, "sealed": NOTHING_TO_KEEP}
        session.execute(insert_unless_there(session, ChannelSetting), [row])
    else:
        session.execute(
            delete(ChannelSetting).where(
                ChannelSetting.organisation_id == organisation_id, ChannelSetting.channel == SLIPS
            )
        )


def links(
    session: Session, keys: KeyStore, organisation_id: str, cycle_id: str, people: Collection[str]
) -> dict[str, InviteLink]:
    """The personal link of each of these people who is invited, as their mail would carry it.

    `KeyMissing` once the cycle's keys are gone.
    """
    cycle = frame(session, cycle_id)
    if cycle is None or not people:
        return {}
    key = keys.get(cycle_id, INVITE)
    rows = session.execute(
        select(Invitation.person_id, Invitation.block_index).where(
            Invitation.organisation_id == organisation_id, Invitation.cycle_id == cycle_id
        )
    )
    wanted = set(people)
    made = {
        person: InviteLink(cycle_id, invite_of(key, organisation_id, cycle_id, person), cycle.manifest_hash, block)
        for person, block in rows
        if person in wanted
    }
    _keep_hashes(session, organisation_id, cycle_id, made)
    return made


def _keep_hashes(session: Session, organisation_id: str, cycle_id: str, made: dict[str, InviteLink]) -> None:
    table = Invitation.__table__
    statement = (
        update(Invitation)
        .where(
            table.c.organisation_id == organisation_id,
            table.c.cycle_id == cycle_id,
            table.c.person_id == bindparam("person"),
        )
        .values(invite_hash=bindparam("hash"))
        .execution_options(synchronize_session=False)
    )
    rows = [{"person": person, "hash": sha256(link.invite).hexdigest()} for person, link in made.items()]
    if rows:
        session.connection().execute(statement, rows)
