"""Tables of announcements, their texts by language, the parts they concern, and the secret address."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import ID_LENGTH, Base


class Announcement(Base):
    """What people are told: a draft until it is published, unchanged from then on.

    `action_id` is the action it tells of, if any. `first_cycle_id`: the check-in at whose end it is
    shown, set when that opens.
    """

    __tablename__ = "announcement"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        ForeignKeyConstraint(["organisation_id", "topic"], ["topic.organisation_id", "topic.key"]),
        ForeignKeyConstraint(["organisation_id", "action_id"], ["action.organisation_id", "action.id"]),
        ForeignKeyConstraint(["organisation_id", "first_cycle_id"], ["cycle.organisation_id", "cycle.id"]),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    topic: Mapped[str] = mapped_column(String(40))
    action_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    published_at: Mapped[datetime | None]
    first_cycle_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))


class AnnouncementText(Base):
    """An announcement in one language."""

    __tablename__ = "announcement_text"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "announcement_id"], ["announcement.organisation_id", "announcement.id"]
        ),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    announcement_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    language: Mapped[str] = mapped_column(String(20), primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)


class AnnouncementPlace(Base):
    """A part that an announcement concerns. An empty id stands for the root of its tree; both empty: everybody."""

    __tablename__ = "announcement_place"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "announcement_id"], ["announcement.organisation_id", "announcement.id"]
        ),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    announcement_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    location_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    label: Mapped[str] = mapped_column(Text)


class ChangesAddress(Base):
    """The secret part of an organisation's address of `/changes`: one for all, so that it tells nobody apart."""

    __tablename__ = "changes_address"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        UniqueConstraint("secret"),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    secret: Mapped[str] = mapped_column(String(32))
