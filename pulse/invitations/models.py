"""Who is asked in which cycle, and in which block a person stands this quarter."""

from sqlalchemy import ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import ID_LENGTH, Base


class BlockMember(Base):
    """The block of one person for one quarter."""

    __tablename__ = "block_member"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "quarter", "block_id"], ["block.organisation_id", "block.quarter", "block.id"]
        ),
        ForeignKeyConstraint(["organisation_id", "person_id"], ["person.organisation_id", "person.id"]),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    quarter: Mapped[str] = mapped_column(String(7), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    block_id: Mapped[str] = mapped_column(String(ID_LENGTH))


class Invitation(Base):
    """One person asked in one cycle. `collected` is all that anyone may know of what came of it.

    `invite_hash` is set when the message is made; the invite itself is never stored. `zone` and `location_id` are the
    person's at the opening: by that zone's clocks and that place's days off they are reminded.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "cycle_id"], ["cycle.organisation_id", "cycle.id"]),
        ForeignKeyConstraint(["organisation_id", "person_id"], ["person.organisation_id", "person.id"]),
        Index(None, "invite_hash", unique=True),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    block_index: Mapped[int]
    zone: Mapped[str] = mapped_column(String(60))
    location_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    invite_hash: Mapped[str | None] = mapped_column(String(64))
    collected: Mapped[bool]


class ReminderRound(Base):
    """One reminder of a cycle for the people of one zone and place: that it was posted, and to how many it went.

    `number`: for how many days after the opening it was meant. Whom it went to is forgotten with its messages.
    """

    __tablename__ = "reminder_round"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "cycle_id"], ["cycle.organisation_id", "cycle.id"]),
        ForeignKeyConstraint(["organisation_id", "location_id"], ["location.organisation_id", "location.id"]),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    zone: Mapped[str] = mapped_column(String(60), primary_key=True)
    location_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    sent: Mapped[int]
