"""The outbox: what is to be sent to whom and when, without body or link."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import ID_LENGTH, Base


class OutboxMessage(Base):
    """One message to one recipient. `kind` names its renderer, `about` and `recipient` are plain ids.

    `dedup` makes writing it twice harmless and is also the stable part of the Message-ID.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (Index(None, "sent_at", "dead_at", "due_at"),)
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
