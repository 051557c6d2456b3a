"""The outbox: posting, claiming and settling messages. Doing any of it twice is harmless."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import SystemRandom, token_hex
from typing import Any, cast

from sqlalchemy import CursorResult, delete, or_, select, tuple_, update
from sqlalchemy.orm import Session

from pulse.database import insert_unless_there
from pulse.delivery.models import ChannelSetting, OutboxMessage, Suppressed

LEASE = timedelta(minutes=20)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
LONGEST_ERROR = 300
EXPIRED = "expired before it could be sent"


@dataclass(frozen=True)
class Posting:
    """A message to be sent: what kind, about what, to whom, when, and until when it makes sense."""

    dedup: str
    kind: str
    about: str
    recipient: str
    due_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Claimed:
    """A message that this worker alone may send until its lease ends."""

    organisation_id: str
    dedup: str
    kind: str
    about: str
    recipient: str
    due_at: datetime
    expires_at: datetime
    attempts: int
    lease: str


def enqueue(session: Session, organisation_id: str, rows: Iterable[Posting]) -> None:
    """Post messages; one that was posted before is left as it is."""
    values = [{**vars(row), "organisation_id": organisation_id, "attempts": 0} for row in rows]
    if not values:
        return
    session.execute(insert_unless_there(session, OutboxMessage), values)


def claim(session: Session, *, now: datetime, most: int) -> list[Claimed]:
    """Take up to `most` due messages, oldest first, in one statement that no other worker can share."""
    row = OutboxMessage
    waiting = (
        select(row.organisation_id, row.dedup)
        .where(row.sent_at.is_(None), row.dead_at.is_(None), row.due_at <= now)
        .where(or_(row.leased_until.is_(None), row.leased_until <= now))
        .order_by(row.due_at, row.organisation_id, row.dedup)
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("waiting")
    )
    lease = token_hex(16)
    taken = session.scalars(
        update(row)
        .where(tuple_(row.organisation_id, row.dedup).in_(select(waiting.c.organisation_id, waiting.c.dedup)))
        .values(lease=lease, leased_until=now + LEASE)
        .returning(row)
        .execution_options(synchronize_session=False)
    ).all()
    claimed = [
        Claimed(m.organisation_id, m.dedup, m.kind, m.about, m.recipient, m.due_at, m.expires_at, m.attempts, lease)
        for m in taken
    ]
    return sorted(claimed, key=lambda m: (m.due_at, m.organisation_id, m.dedup))


def mark_sent(session: Session, claimed: Claimed, *, now: datetime) -> bool:
    """Note that a message has gone; False if the lease had ended and somebody else holds it."""
    return _settle(session, claimed, sent_at=now, error=None)


def mark_dead(session: Session, claimed: Claimed, error: str, *, now: datetime) -> bool:
    """Note that a message will never go, and why."""
    return _settle(session, claimed, dead_at=now, error=error[:LONGEST_ERROR])


def put_off(session: Session, claimed: Claimed, error: str, *, now: datetime) -> bool:
    """Try again later: twice as much later each time, at random, so that not all come back at once."""
    longest = min(FIRST_PAUSE * 2 ** min(claimed.attempts, 10), LONGEST_PAUSE)
    pause = longest * SystemRandom().uniform(0.5, 1.0)
    return _settle(session, claimed, due_at=now + pause, attempts=claimed.attempts + 1, error=error[:LONGEST_ERROR])


def give_back(session: Session, claimed: Claimed) -> bool:
    """Let go of a message that was not tried."""
    return _settle(session, claimed)


def drop(session: Session, claimed: Claimed) -> bool:
    """Forget a message that has become moot, as if it had never been posted."""
    row = OutboxMessage
    gone = session.execute(delete(row).where(*_held(claimed)).execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", gone).rowcount == 1


def set_up(session: Session, organisation_id: str, channel: str, sealed: bytes) -> None:
    """Keep how a channel is reached, instead of what was kept before; what came back there is tried again."""
    session.merge(ChannelSetting(organisation_id=organisation_id, channel=channel, sealed=sealed))
    _forget_what_came_back(session, organisation_id, channel)


def take_down(session: Session, organisation_id: str, channel: str) -> bool:
    """Forget how a channel is reached; False if nobody knew."""
    row = session.get(ChannelSetting, (organisation_id, channel))
    if row is None:
        return False
    session.delete(row)
    _forget_what_came_back(session, organisation_id, channel)
    return True


def _forget_what_came_back(session: Session, organisation_id: str, channel: str) -> None:
    ours, there = Suppressed.organisation_id == organisation_id, Suppressed.address.startswith(f"{channel}:")
    session.execute(delete(Suppressed).where(ours, there).execution_options(synchronize_session=False))


def _settle(session: Session, claimed: Claimed, **values: object) -> bool:
    statement = update(OutboxMessage).where(*_held(claimed)).values(lease=None, leased_until=None, **values)
    done = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount == 1


def _held(claimed: Claimed) -> tuple[Any, ...]:
    row = OutboxMessage
    return (
        row.organisation_id == claimed.organisation_id,
        row.dedup == claimed.dedup,
        row.lease == claimed.lease,
    )
