"""Reading the outbox and the ways out: how many messages of one cause went, which channels are set up."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pulse.delivery.models import ChannelSetting, OutboxMessage, Suppressed


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


def reach(session: Session, organisation_id: str) -> Reach:
    """The channels that are set up; each has a row of its own."""
    channels = session.scalars(select(ChannelSetting.channel).where(ChannelSetting.organisation_id == organisation_id))
    there = set(channels)
    return Reach(**{way.name: way.name in there for way in fields(Reach)})


def settings(session: Session, organisation_id: str) -> dict[str, bytes]:
    """What is kept of each channel that is set up, sealed."""
    row = ChannelSetting
    found = session.execute(select(row.channel, row.sealed).where(row.organisation_id == organisation_id))
    return {one.channel: one.sealed for one in found}


def all_settings(session: Session) -> list[tuple[str, str, bytes]]:
    """The same of every organisation: its id, the channel, what is sealed."""
    row = ChannelSetting
    every = select(row.organisation_id, row.channel, row.sealed).order_by(row.organisation_id, row.channel)
    found = session.execute(every)
    return [(one.organisation_id, one.channel, one.sealed) for one in found]


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
