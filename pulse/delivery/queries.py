"""Reading the outbox and the ways out: how many messages of one cause went, which channels are set up."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import BindParameter, Label, bindparam, exists, func, select
from sqlalchemy.orm import Session

from pulse.database import plain
from pulse.delivery.message import EMAIL
from pulse.delivery.models import ChannelSetting, OutboxMessage, Relay, Suppressed
from pulse.delivery.settings import WEBHOOK, nowhere


@dataclass(frozen=True)
class Posted:
    """How many messages went out, how many still wait, and how many never will."""

    sent: int
    waiting: int
    failed: int

    @property
    def all(self) -> int:
        """Every message of this cause."""
        return self.sent + self.waiting + self.failed


@dataclass(frozen=True)
class Reach:
    """Which ways to a person an organisation has set up, besides e-mail."""

    slack: bool = False
    teams: bool = False
    gateway: bool = False
    slips: bool = False


WAYS = tuple(way.name for way in fields(Reach))
# Built once, as every message that goes out asks it.
_CHANNELS = select(plain(ChannelSetting).c.channel).where(
    plain(ChannelSetting).c.organisation_id == bindparam("organisation")
)


def reach(session: Session, organisation_id: str) -> Reach:
    """The channels that are set up; each has a row of its own."""
    there = set(session.connection().scalars(_CHANNELS, {"organisation": organisation_id}))
    return Reach(**{way: way in there for way in WAYS})


def is_set_up(organisation_id: str | BindParameter[str]) -> tuple[Label[bool], ...]:
    """Columns that say of each way to a person whether it is set up, for a statement that asks for more."""
    row = plain(ChannelSetting).c
    return tuple(
        exists().where(row.organisation_id == organisation_id, row.channel == way).label(f"has_{way}") for way in WAYS
    )


def settings(session: Session, organisation_id: str) -> dict[str, bytes]:
    """What is kept, sealed, of each channel that has something to keep; printed letters have nothing."""
    row = ChannelSetting
    found = session.execute(select(row.channel, row.sealed).where(row.organisation_id == organisation_id))
    return {one.channel: one.sealed for one in found if one.sealed}


def all_settings(session: Session) -> list[tuple[str, str, bytes]]:
    """The same of every organisation: its id, the channel, what is sealed."""
    row = ChannelSetting
    every = select(row.organisation_id, row.channel, row.sealed).order_by(row.organisation_id, row.channel)
    found = session.execute(every)
    return [(one.organisation_id, one.channel, one.sealed) for one in found if one.sealed]


def takes_events(session: Session, organisation_id: str) -> bool:
    """Whether a program of the organisation wants to hear of its cycles, and never said that it wants no more."""
    if session.get(ChannelSetting, (organisation_id, WEBHOOK)) is None:
        return False
    return session.get(Suppressed, (organisation_id, nowhere(WEBHOOK, ""))) is None


def resting(session: Session, organisation_id: str, *, now: datetime) -> set[str]:
    """The channels that did not work and are left alone for now; what waits for them is tried again by itself."""
    names = session.scalars(select(Relay.name).where(Relay.paused_until > now)).all()
    ours = f"{organisation_id}."
    return {name.removeprefix(ours) for name in names if name == EMAIL or name.startswith(ours)}


def posted(session: Session, organisation_id: str, about: str) -> Posted:
    """The messages about one thing."""
    row = session.execute(
        select(func.count(OutboxMessage.sent_at), func.count(OutboxMessage.dead_at), func.count()).where(
            OutboxMessage.organisation_id == organisation_id, OutboxMessage.about == about
        )
    ).one()
    sent, failed, every = row
    return Posted(sent, every - sent - failed, failed)


def sent_before(session: Session, organisation_id: str, dedups: Collection[str], before: datetime) -> set[str]:
    """Which of these messages had gone out before an instant."""
    rows = session.scalars(
        select(OutboxMessage.dedup).where(
            OutboxMessage.organisation_id == organisation_id,
            OutboxMessage.dedup.in_(list(dedups)),
            OutboxMessage.sent_at < before,
        )
    )
    return set(rows)


def suppressed(session: Session, organisation_id: str) -> dict[str, str]:
    """The addresses to which nothing is sent any more, with the reason."""
    rows = session.execute(
        select(Suppressed.address, Suppressed.reason).where(Suppressed.organisation_id == organisation_id)
    )
    return {row.address: row.reason for row in rows}


@dataclass(frozen=True)
class DeadLetter:
    """A message that was given up though it would still make sense, and what the other side said."""

    dedup: str
    kind: str
    recipient: str
    error: str


def dead_letters(session: Session, organisation_id: str, *, now: datetime) -> list[DeadLetter]:
    """Messages of an organisation that could be tried again, newest trouble first."""
    row = OutboxMessage
    rows = session.execute(
        select(row.dedup, row.kind, row.recipient, row.error)
        .where(row.organisation_id == organisation_id, row.dead_at.is_not(None), row.expires_at > now)
        .order_by(row.dead_at.desc(), row.dedup)
    )
    return [DeadLetter(each.dedup, each.kind, each.recipient, each.error or "") for each in rows]
