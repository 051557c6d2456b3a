"""The outbox: what is to be sent to whom and when, without body or link; and what is known of the ways out."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import ID_LENGTH, Base


class OutboxMessage(Base):
    """One message to one recipient. `kind` names its renderer, `about` and `recipient` are plain ids.

    `dedup` makes writing it twice harmless and is also the stable part of the Message-ID.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        # What still waits, in the order in which it is claimed: as short as the queue, however much was ever sent.
        Index(
            "ix_outbox_message_waiting",
            "due_at",
            "organisation_id",
            "dedup",
            sqlite_where=text("sent_at IS NULL AND dead_at IS NULL"),
            postgresql_where=text("sent_at IS NULL AND dead_at IS NULL"),
        ),
        Index(None, "organisation_id", "about"),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    dedup: Mapped[str] = mapped_column(String(120), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(ID_LENGTH))
    recipient: Mapped[str] = mapped_column(String(ID_LENGTH))
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    attempts: Mapped[int]
    leased_until: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    sent_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(300))


class ChannelSetting(Base):
    """How an organisation reaches a channel; `sealed`: its settings as JSON, under a key of the key folder."""

    __tablename__ = "channel_setting"
    __table_args__ = (ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    sealed: Mapped[bytes]


class Suppressed(Base):
    """An address that came back for good: nothing is sent there until the list of people has another one."""

    __tablename__ = "suppressed"
    __table_args__ = (ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    address: Mapped[str] = mapped_column(String(254), primary_key=True)
    reason: Mapped[str] = mapped_column(String(300))
    noted_at: Mapped[datetime]


class Relay(Base):
    """One way out, shared by all workers: `free_at` paces what goes there, until `paused_until` nothing does.

    `failures`: how often in a row it did not work; the pauses grow with it.
    """

    __tablename__ = "relay"
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    free_at: Mapped[datetime]
    paused_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(server_default="0")
