"""The outbox: posting, claiming and settling messages. Doing any of it twice is harmless."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, bindparam, delete, or_, select, tuple_, update
from sqlalchemy.orm import Session

from pulse.database import Rows, insert_unless_there, plain
from pulse.delivery import pacing
from pulse.delivery.models import ChannelSetting, OutboxMessage, Relay, Suppressed
from pulse.driver import Question

LEASE = timedelta(minutes=20)
LONGEST_ERROR = 300
TRIED_OFTEN = 10
CHUNK = 500  # values in one statement
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
    """A message that this worker alone may send until its lease ends; `error` is why it did not go before."""

    organisation_id: str
    dedup: str
    kind: str
    about: str
    recipient: str
    due_at: datetime
    expires_at: datetime
    attempts: int
    lease: str
    error: str | None = None

    @property
    def again(self) -> bool:
        """Whether it was given up before, and revived."""
        return self.error is not None and self.attempts == 0


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
        Claimed(
            m.organisation_id,
            m.dedup,
            m.kind,
            m.about,
            m.recipient,
            m.due_at,
            m.expires_at,
            m.attempts,
            lease,
            m.error,
        )
        for m in taken
    ]
    return sorted(claimed, key=lambda m: (m.due_at, m.organisation_id, m.dedup))


def mark_sent(rows: Rows, claimed: Claimed, *, now: datetime) -> bool:
    """Note that a message has gone; False if the lease had ended and somebody else holds it."""
    return rows.execute(*sent_note(claimed, now=now)).first() is not None


def sent_note(claimed: Claimed, *, now: datetime) -> Question:
    """The same as a statement and its values; it gives a row where `mark_sent` says True."""
    return _MARK_SENT, {**_holding(claimed), "now": now}


def mark_dead(session: Session, claimed: Claimed, error: str, *, now: datetime) -> bool:
    """Note that a message will never go, and why; one that was given up before keeps its first reason."""
    why = claimed.error if claimed.again else error[:LONGEST_ERROR]
    return _settle(session, claimed, dead_at=now, error=why)


def put_off(session: Session, claimed: Claimed, error: str, *, now: datetime, asked: timedelta | None = None) -> bool:
    """Try again later: twice as much later each time, at random, so that not all come back at once.

    One that was given up before stays known as such, and has the longest pause each time.
    """
    if claimed.again:
        return _settle(session, claimed, due_at=now + pacing.pause(TRIED_OFTEN, asked))
    due = now + pacing.pause(claimed.attempts, asked)
    return _settle(session, claimed, due_at=due, attempts=claimed.attempts + 1, error=error[:LONGEST_ERROR])


def give_back(rows: Rows, claimed: Claimed, *, due_at: datetime | None = None) -> bool:
    """Let go of a message that was not tried; it stays due, or is due when its relay is free again."""
    return _settle(rows, claimed, **({} if due_at is None else {"due_at": due_at}))


def revive(session: Session, organisation_id: str, dedup: str, *, now: datetime) -> bool:
    """Try a message again that was given up, if it still makes sense; that it was given up stays known."""
    return _revived(session, organisation_id, OutboxMessage.dedup == dedup, now) == 1


def revive_all(session: Session, organisation_id: str, kind: str, *, now: datetime) -> int:
    """The same with every message of a kind; gives how many."""
    return _revived(session, organisation_id, OutboxMessage.kind == kind, now)


def _revived(session: Session, organisation_id: str, which: ColumnElement[bool], now: datetime) -> int:
    row = OutboxMessage
    again = (
        update(row)
        .where(row.organisation_id == organisation_id, which)
        .where(row.dead_at.is_not(None), row.expires_at > now)
        .values(dead_at=None, attempts=0, due_at=now)
    )
    done = session.execute(again.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount


def drop(rows: Rows, claimed: Claimed) -> bool:
    """Forget a message that has become moot, as if it had never been posted."""
    return rows.execute(_DROP, _holding(claimed)).first() is not None


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


def _settle(session: Rows, claimed: Claimed, **values: object) -> bool:
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


def _holding(claimed: Claimed) -> dict[str, object]:
    return {"held_organisation": claimed.organisation_id, "held_dedup": claimed.dedup, "held_lease": claimed.lease}


# Built once, as every message that goes out does one of them.
_outbox = plain(OutboxMessage)
_IS_HELD = (
    _outbox.c.organisation_id == bindparam("held_organisation"),
    _outbox.c.dedup == bindparam("held_dedup"),
    _outbox.c.lease == bindparam("held_lease"),
)
_MARK_SENT = (
    update(_outbox)
    .where(*_IS_HELD)
    .values(lease=None, leased_until=None, sent_at=bindparam("now"), error=None)
    .returning(_outbox.c.dedup)
)
_DROP = delete(_outbox).where(*_IS_HELD).returning(_outbox.c.dedup)


@dataclass(frozen=True)
class Turn:
    """What a drain may send through a relay: so many messages; what is more waits until `next_at`.

    `rests`: the relay did not work. `failures`: how often in a row.
    """

    granted: int
    next_at: datetime
    failures: int = 0
    rests: bool = False


def take_turn(session: Session, name: str, *, rate: int | None, most: int, now: datetime) -> Turn:
    """Take as many of a relay's places as are free, up to `most`."""
    session.execute(insert_unless_there(session, Relay), {"name": name, "free_at": now - pacing.BURST, "failures": 0})
    relay = _relay(session, name)
    if relay.paused_until is not None and pacing.resting(relay.paused_until, now):
        return Turn(0, relay.paused_until, relay.failures, rests=True)
    if rate is None:
        return Turn(most, now, relay.failures)
    granted, relay.free_at = pacing.free(relay.free_at, now, rate, most)
    return Turn(granted, relay.free_at, relay.failures)


def return_places(session: Session, name: str, *, rate: int, count: int) -> None:
    """Give back places that were taken and not used."""
    relay = _relay(session, name)
    relay.free_at = pacing.unused(relay.free_at, rate, count)


def rest(session: Session, name: str, *, now: datetime, asked: timedelta | None = None) -> datetime:
    """Let a relay rest for all workers, longer each time; what another worker found out already stands."""
    relay = _relay(session, name)
    if relay.paused_until is None or not pacing.resting(relay.paused_until, now):
        relay.paused_until = now + pacing.pause(relay.failures, asked)
        relay.failures += 1
    return relay.paused_until


def works_again(session: Session, name: str) -> None:
    """Note that a relay took a message, so that its next pause is a short one."""
    session.execute(update(Relay).where(Relay.name == name).values(failures=0, paused_until=None))


def suppress(session: Session, organisation_id: str, address: str, reason: str, *, now: datetime) -> None:
    """Send nothing more to an address that does not exist."""
    values = {"organisation_id": organisation_id, "address": address.lower(), "noted_at": now}
    session.execute(insert_unless_there(session, Suppressed), {**values, "reason": reason[:LONGEST_ERROR]})


def lift_suppression(session: Session, organisation_id: str, address: str) -> bool:
    """Try an address again."""
    row = Suppressed
    lifted = delete(row).where(row.organisation_id == organisation_id, row.address == address.lower())
    return cast("CursorResult[Any]", session.execute(lifted)).rowcount == 1


def lift_suppressions(session: Session, organisation_id: str, addresses: Collection[str]) -> None:
    """Try many addresses again."""
    row, every = Suppressed, sorted(address.lower() for address in addresses)
    for at in range(0, len(every), CHUNK):
        some = delete(row).where(row.organisation_id == organisation_id, row.address.in_(every[at : at + CHUNK]))
        session.execute(some.execution_options(synchronize_session=False))


def _relay(session: Session, name: str) -> Relay:
    return session.scalars(select(Relay).where(Relay.name == name).with_for_update()).one()
