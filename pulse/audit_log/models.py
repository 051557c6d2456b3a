"""The audit log's table."""

from datetime import datetime

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import ID_LENGTH, Base


class AuditEntry(Base):
    """One thing that somebody on the staff side did. Never changed, never about an answer.

    Entries of an organisation form a chain: `hash` covers all of the entry, and the hash of the one before. Subject
    and details only by way of `details_hash`, so that an erasure can empty them, with the `salt`, and the chain stays
    whole.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "organisation_id", "position", unique=True),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(200))
    details: Mapped[dict[str, object]] = mapped_column(JSON)
    position: Mapped[int | None]
    salt: Mapped[str | None] = mapped_column(String(32))
    details_hash: Mapped[str | None] = mapped_column(String(64))
    hash: Mapped[str | None] = mapped_column(String(64))


class ChainHead(Base):
    """The last entry of an organisation's chain; whoever adds one holds this row."""

    __tablename__ = "chain_head"
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    position: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
