"""Taking ballots into the sealed pool, ending that, and storing what the close counted."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from pulse.answers import log
from pulse.answers.models import BoardLeaf, Closing, Comment, LogEntry, PoolBallot, ReleasedCell, Tally
from pulse.answers.pool import PoolKeys
from pulse.answers.validity import token_holds
from pulse.cycles import queries as cycles
from pulse.database import Rows, insert_unless_there, plain
from pulse.envelope.layout import OUTER
from pulse.envelope.outer import Ballot, MalformedBallot, unpack
from pulse.keys.store import POOL, KeyStore
from pulse.merkle import tree


class InvalidBallot(ValueError):
    """The ballot is not one of an open cycle; nothing more is said."""


class IntakeEnded(Exception):
    """The cycle takes no more ballots."""


class NotReady(Exception):
    """The cycle has been opened a moment ago and its intake has not; the same bytes will do later."""


@dataclass(frozen=True)
class Counted:
    """What the close stores: numbers and detached comments, never a ballot."""

    tallies: Sequence[tuple[str, int, int, int]]  # question, atom, option, count
    released: Sequence[tuple[str, str, str, Sequence[int]]]  # question, unit, location, atoms
    comments: Sequence[tuple[tuple[str, str] | None, str | None, str | None, str]]  # node, language, question, text
    accepted: int
    rejected: int


def start_intake(session: Session, organisation_id: str, cycle_id: str) -> None:
    """Let a cycle take ballots; harmless when it does already."""
    if session.get(Closing, (organisation_id, cycle_id)) is None:
        session.add(Closing(organisation_id=organisation_id, cycle_id=cycle_id))
        session.flush()


def cast(session: Rows, keys: KeyStore, outer: bytes, *, now: datetime) -> None:
    """Put one ballot into the pool, or do nothing if its token is there already.

    Raises `InvalidBallot`, `IntakeEnded`, `NotReady` or (from the key folder) `KeyMissing`. Looks at the outer
    layer only: what lies inside can be read by nobody before the close.
    """
    if len(outer) != OUTER:
        raise InvalidBallot
    try:
        ballot = unpack(outer)
    except MalformedBallot:
        raise InvalidBallot from None
    organisation_id, cycle_id = _belongs(session, ballot, now)
    _hold_open(session, organisation_id, cycle_id)
    pool = PoolKeys.of(keys.get(cycle_id, POOL), cycle_id)
    tag = pool.tag(ballot.public)
    box = pool.lock(tag, outer)
    values = {"organisation_id": organisation_id, "cycle_id": cycle_id, "tag": tag, "box": box}
    session.execute(insert_unless_there(session, PoolBallot), values)


def _belongs(session: Rows, ballot: Ballot, now: datetime) -> tuple[str, str]:
    """The organisation and cycle whose manifest and block the ballot's token was signed for."""
    cycle_id = ballot.cycle.hex()
    found = cycles.signed_for(session, cycle_id, ballot.manifest.hex(), ballot.leaf)
    if found is None or not token_holds(ballot, found.organisation_id, found.modulus):
        raise InvalidBallot
    if now >= found.answer_until:
        raise IntakeEnded
    return found.organisation_id, cycle_id


_closing = plain(Closing).c
_INTAKE = (  # built once, as each cast asks it
    select(_closing.intake_ended)
    .where(_closing.organisation_id == bindparam("organisation"), _closing.cycle_id == bindparam("cycle"))
    .with_for_update(read=True)
)


def _hold_open(session: Rows, organisation_id: str, cycle_id: str) -> None:
    """Keep the close waiting until this transaction ends; refuse once it has begun."""
    row = session.execute(_INTAKE, {"organisation": organisation_id, "cycle": cycle_id}).one_or_none()
    if row is None:
        raise NotReady
    if row[0] is not None:
        raise IntakeEnded


def end_intake(session: Session, organisation_id: str, cycle_id: str, *, now: datetime) -> None:
    """Take no more ballots. On PostgreSQL this waits for every cast that holds the row shared."""
    session.execute(
        update(Closing)
        .where(
            Closing.organisation_id == organisation_id,
            Closing.cycle_id == cycle_id,
            Closing.intake_ended.is_(None),
        )
        .values(intake_ended=now)
    )


def claim_tally(session: Session, organisation_id: str, cycle_id: str, *, collected: int, now: datetime) -> bool:
    """Begin the one transaction that counts; False when another closer was here first."""
    result = session.execute(
        update(Closing)
        .where(
            Closing.organisation_id == organisation_id,
            Closing.cycle_id == cycle_id,
            Closing.intake_ended.is_not(None),
            Closing.tallied.is_(None),
        )
        .values(tallied=now, collected=collected)
        .returning(Closing.cycle_id)
        .execution_options(synchronize_session=False)
    )
    return result.first() is not None


def store_count(
    session: Session, organisation_id: str, cycle_id: str, counted: Counted, leaves: Iterable[bytes]
) -> bytes:
    """Write counts, comments and leaves in orders that know nothing of arrival; empty the pool. Gives the root."""
    key = {"organisation_id": organisation_id, "cycle_id": cycle_id}
    tallies = [{**key, "question": q, "atom": a, "option": o, "count": c} for q, a, o, c in sorted(counted.tallies)]
    released = [
        {**key, "question": q, "unit_id": u, "location_id": place, "atoms": list(atoms)}
        for q, u, place, atoms in sorted(counted.released)
    ]
    comments = [
        {
            "organisation_id": organisation_id,
            "id": token_hex(16),
            "cycle_id": cycle_id if node else None,
            "unit_id": node[0] if node else None,
            "location_id": node[1] if node else None,
            "language": language if node else None,
            "question": question if node else None,
            "text": text,
        }
        for node, language, question, text in counted.comments
    ]
    comments.sort(key=lambda row: str(row["id"]))
    ordered = sorted(leaves)
    board = [{**key, "leaf": leaf.hex()} for leaf in ordered]
    tables = ((Tally, tallies), (ReleasedCell, released), (Comment, comments), (BoardLeaf, board))
    for table, rows in tables:
        if rows:
            session.execute(insert(table), rows)
    session.execute(
        update(Closing)
        .where(Closing.organisation_id == organisation_id, Closing.cycle_id == cycle_id)
        .values(accepted=counted.accepted, rejected=counted.rejected)
    )
    session.execute(
        delete(PoolBallot).where(PoolBallot.organisation_id == organisation_id, PoolBallot.cycle_id == cycle_id)
    )
    return tree.root(ordered)


def forget_comments(session: Session, organisation_id: str, cycle_ids: Collection[str]) -> int:
    """Delete the comments of check-ins, and whatever is kept with them; of how many check-ins there were any."""
    these = (Comment.organisation_id == organisation_id, Comment.cycle_id.in_(list(cycle_ids)))
    gone = session.scalars(delete(Comment).where(*these).returning(Comment.cycle_id))
    return len(set(gone))


def forget_undated_comments(session: Session, organisation_id: str) -> bool:
    """Delete the comments that carry no check-in, as too few answered; whether there were any."""
    these = (Comment.organisation_id == organisation_id, Comment.cycle_id.is_(None))
    return session.scalars(delete(Comment).where(*these).returning(Comment.id)).first() is not None


def append_to_log(session: Session, organisation_id: str, cycle_id: str, document: bytes, log_key: bytes) -> None:
    """Add an entry and sign the new tree head; the same entry twice is added once.

    Two writers at once collide on the position; the later one's transaction fails and is repeated.
    """
    rows = session.execute(
        select(LogEntry.document).where(LogEntry.organisation_id == organisation_id).order_by(LogEntry.position)
    ).scalars()
    documents = list(rows)
    if document in documents:
        return
    documents.append(document)
    head = log.log_root(documents)
    session.execute(
        insert(LogEntry).values(
            organisation_id=organisation_id,
            position=len(documents) - 1,
            cycle_id=cycle_id,
            document=document,
            root=head.hex(),
            signature=log.sign_head(log_key, organisation_id, len(documents), head).hex(),
        )
    )


def keys_destroyed(session: Session, organisation_id: str, cycle_id: str, *, now: datetime) -> None:
    """Note that no copy of the cycle's keys is left: from here on it is published."""
    session.execute(
        update(Closing)
        .where(
            Closing.organisation_id == organisation_id,
            Closing.cycle_id == cycle_id,
            Closing.tallied.is_not(None),
            Closing.keys_destroyed.is_(None),
        )
        .values(keys_destroyed=now)
    )
