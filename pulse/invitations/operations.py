"""Inviting: who stands in which block, who is asked, and the link each of them gets."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from pulse.cycles.queries import frame, open_cycles, zones
from pulse.database import Rows, plain, was_inserted
from pulse.delivery.operations import Claimed, Posting, enqueue
from pulse.delivery.queries import sent_before
from pulse.invitations import queries
from pulse.invitations.messages import INVITATION, REMINDER
from pulse.invitations.models import BlockMember, Invitation, ReminderRound
from pulse.invitations.queries import DueRound
from pulse.invitations.reminding import Window, asked_at, at_hour, ends_at, goes_at
from pulse.keys.store import INVITE, KeyStore
from pulse.organisation.models import Location
from pulse.people.choices.queries import AS_USUAL, Choice, choice, choices
from pulse.people.queries import active_among

LABEL = b"pulse-invite-v1"
REMINDED = "rem"  # with its number, the first part of a reminder's name
CHUNK = 500  # people whose messages are posted at once


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
    at = {"organisation": organisation_id, "cycle": cycle_id, "person": person_id}
    row = session.connection().execute(_KNOWN_BY, at).one_or_none()
    if cycle is None or row is None:
        return None
    secret = invite_of(keys.get(cycle_id, INVITE), organisation_id, cycle_id, person_id)
    known_by = sha256(secret).hexdigest()
    if row.invite_hash != known_by:
        session.connection().execute(_MAKE_KNOWN, {**at, "hash": known_by})
    return InviteLink(cycle_id, secret, cycle.manifest_hash, row.block_index)


def link_of(
    rows: Rows, keys: KeyStore, organisation_id: str, cycle_id: str, person_id: str, asked: queries.Asked
) -> InviteLink:
    """The same link from what is known already; its hash is kept by now, but for a batch that went wrong."""
    secret = invite_of(keys.get(cycle_id, INVITE), organisation_id, cycle_id, person_id)
    known_by = sha256(secret).hexdigest()
    if asked.invite_hash != known_by:
        at = {"organisation": organisation_id, "cycle": cycle_id, "person": person_id}
        rows.execute(_MAKE_KNOWN, {**at, "hash": known_by})
    return InviteLink(cycle_id, secret, asked.manifest_hash, asked.block_index)


def note_invites(session: Session, keys: KeyStore, organisation_id: str, cycle_id: str, people: Iterable[str]) -> None:
    """Keep the hashes of many people's links at once; `KeyMissing` once the cycle's keys are gone."""
    key = keys.get(cycle_id, INVITE)
    made = [
        {"person": person, "hash": sha256(invite_of(key, organisation_id, cycle_id, person)).hexdigest()}
        for person in people
    ]
    table = plain(Invitation)
    session.connection().execute(
        update(table)
        .where(
            table.c.organisation_id == organisation_id,
            table.c.cycle_id == cycle_id,
            table.c.person_id == bindparam("person"),
            table.c.invite_hash.is_distinct_from(bindparam("hash")),
        )
        .values(invite_hash=bindparam("hash")),
        made,
    )


# Built once, as each collect does it.
_invitation = plain(Invitation)
_THIS_ONE = (
    _invitation.c.organisation_id == bindparam("organisation"),
    _invitation.c.cycle_id == bindparam("cycle"),
    _invitation.c.person_id == bindparam("person"),
)
_KNOWN_BY = select(_invitation.c.invite_hash, _invitation.c.block_index).where(*_THIS_ONE)
_MAKE_KNOWN = update(_invitation).where(*_THIS_ONE).values(invite_hash=bindparam("hash"))
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


def post_invitations(
    session: Session,
    organisation_id: str,
    cycle_id: str,
    windows: Mapping[str, Window],
    asked: Iterable[NewInvitation],
) -> None:
    """Post a message to everybody asked: at the opening, or at the hour of that day that a person chose.

    Who stopped the messages stays invited; there is only no message.
    """
    chosen = choices(session, organisation_id)
    wanted = [person for person in asked if not chosen.get(person.person_id, AS_USUAL).stopped]
    enqueue(
        session,
        organisation_id,
        [
            _asking(cycle_id, person.person_id, windows[person.zone], chosen.get(person.person_id, AS_USUAL).hour)
            for person in wanted
        ],
    )


def post_again(session: Session, organisation_id: str, person_id: str, *, now: datetime) -> None:
    """Post the invitation of somebody who wants messages again and was not sent one."""
    hour = choice(session, organisation_id, person_id).hour
    for cycle in open_cycles(session, now=now, organisation_id=organisation_id):
        asked = queries.invitation(session, organisation_id, cycle.id, person_id)
        if asked is not None and not asked.collected:
            window = Window(asked.zone, *zones(session, organisation_id, cycle.id)[asked.zone])
            enqueue(session, organisation_id, [_asking(cycle.id, person_id, window, hour)])


def _asking(cycle_id: str, person_id: str, window: Window, hour: int | None) -> Posting:
    due_at = asked_at(window, hour)
    return Posting(_first(cycle_id, person_id), INVITATION, cycle_id, person_id, due_at, window.until)


def post_reminder(session: Session, due: DueRound, *, now: datetime) -> int | None:
    """Post one reminder to those who were asked on an earlier day, have not collected, left or stopped.

    Gives to how many; None if another worker has posted it.
    """
    noted = {
        "organisation_id": due.organisation_id,
        "cycle_id": due.cycle_id,
        "number": due.number,
        "zone": due.window.zone,
        "location_id": due.known_as,
        "sent": 0,
    }
    if not was_inserted(session, ReminderRound, noted):
        return None
    chosen, posted, after = choices(session, due.organisation_id), 0, ""
    place = (due.window.zone, due.location_id)
    while chunk := queries.waiting(session, due.organisation_id, due.cycle_id, place, after=after, most=CHUNK):
        after = chunk[-1]
        rows = [
            row
            for person in _to_remind(session, due, chunk)
            if (row := _reminder(due, person, chosen.get(person, AS_USUAL), now))
        ]
        enqueue(session, due.organisation_id, rows)
        posted += len(rows)
    return posted


def count_reminder(rows: Rows, claimed: Claimed) -> None:
    """Note that one more reminder has gone, and nothing of whom it went to."""
    number = int(claimed.dedup.partition(".")[0].removeprefix(REMINDED))
    keys = {"of": claimed.organisation_id, "about": claimed.about, "number_": number, "person": claimed.recipient}
    rows.execute(_COUNT_REMINDER, keys)


# Built once, as every reminder that goes out does it.
_asked = (
    select(_invitation.c.zone, _invitation.c.location_id)
    .where(
        _invitation.c.organisation_id == bindparam("of"),
        _invitation.c.cycle_id == bindparam("about"),
        _invitation.c.person_id == bindparam("person"),
    )
    .subquery()
)
_everywhere = select(Location.id).where(Location.organisation_id == bindparam("of"), Location.parent_id.is_(None))
_round = plain(ReminderRound)
_COUNT_REMINDER = (
    update(_round)
    .where(
        _round.c.organisation_id == bindparam("of"),
        _round.c.cycle_id == bindparam("about"),
        _round.c.number == bindparam("number_"),
        _round.c.zone == select(_asked.c.zone).scalar_subquery(),
        _round.c.location_id
        == func.coalesce(select(_asked.c.location_id).scalar_subquery(), _everywhere.scalar_subquery()),
    )
    .values(sent=_round.c.sent + 1)
)


def _to_remind(session: Session, due: DueRound, chunk: Iterable[str]) -> list[str]:
    """Those to whom an invitation went before today: nobody gets two messages on one day."""
    invited = {_first(due.cycle_id, person): person for person in chunk}
    today = at_hour(due.day, 0, due.window.zone)
    asked = {invited[dedup] for dedup in sent_before(session, due.organisation_id, invited, today)}
    return sorted(asked & active_among(session, due.organisation_id, asked))


def _reminder(due: DueRound, person_id: str, chose: Choice, now: datetime) -> Posting | None:
    goes = goes_at(due.window, due.day, chose.hour, now=now)
    if chose.stopped or goes is None:
        return None
    dedup = f"{REMINDED}{due.number}.{_stable(due.cycle_id, person_id)}"
    return Posting(dedup, REMINDER, due.cycle_id, person_id, goes, ends_at(due.window, due.day))


def _first(cycle_id: str, person_id: str) -> str:
    return f"open.{_stable(cycle_id, person_id)}"


def _stable(cycle_id: str, person_id: str) -> str:
    """Names a person's messages of one cycle, and tells nobody whose they are: ids are random."""
    return sha256(f"{cycle_id}.{person_id}".encode()).hexdigest()[:32]
