"""Tables of actions and of the parts of the organisation they are for."""

from datetime import date

from sqlalchemy import ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import ID_LENGTH, Base


class Action(Base):
    """What somebody promised to do about a topic.

    `impact` and `effort` are S, M or L. `expected_points`: by how many points the favourable share
    of the topic should rise. Who changed what, and when, stands in the audit log.
    """

    __tablename__ = "action"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        ForeignKeyConstraint(["organisation_id", "topic"], ["topic.organisation_id", "topic.key"]),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    topic: Mapped[str] = mapped_column(String(40))
    what: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(120))
    impact: Mapped[str] = mapped_column(String(1))
    effort: Mapped[str] = mapped_column(String(1))
    starts: Mapped[date]
    due: Mapped[date]
    status: Mapped[str] = mapped_column(String(20))
    expected_points: Mapped[int | None]


class ActionPlace(Base):
    """A part that an action is for. An empty id stands for the root of its tree; both empty: everybody.

    The label is kept, so that the action still says where after a unit is dissolved.
    """

    __tablename__ = "action_place"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "action_id"], ["action.organisation_id", "action.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    action_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    location_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    label: Mapped[str] = mapped_column(Text)
