"""Who has collected a blank ballot; nothing of what becomes of it."""

from datetime import date

from sqlalchemy import ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import ID_LENGTH, Base


class Collecting(Base):
    """Whether a cycle still hands out ballots; each collect holds this row shared."""

    __tablename__ = "collecting"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "cycle_id"], ["cycle.organisation_id", "cycle.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    shut: Mapped[bool]


class Issued(Base):
    """One blind signature for one person; hash and signature are emptied at the close."""

    __tablename__ = "issued"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "cycle_id", "person_id"],
            ["invitation.organisation_id", "invitation.cycle_id", "invitation.person_id"],
        ),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    block_index: Mapped[int]
    blinded_hash: Mapped[str | None] = mapped_column(String(64))
    signature: Mapped[bytes | None]
    day: Mapped[date]
