"""The audit log's table."""

from datetime import datetime

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import ID_LENGTH, Base


class AuditEntry(Base):
    """One thing that somebody on the staff side did. Never changed, never about an answer.

    Entries of an organisation form a chain: `hash` covers all of the entry, and the hash of the one before.
    """

    __tablename__ = "audit_entry"
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(200))
    details: Mapped[dict[str, object]] = mapped_column(JSON)
    position: Mapped[int | None]
    details_hash: Mapped[str | None] = mapped_column(String(64))
    hash: Mapped[str | None] = mapped_column(String(64))


class ChainHead(Base):
    """The last entry of an organisation's chain; whoever adds one holds this row."""

    __tablename__ = "chain_head"
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    position: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
