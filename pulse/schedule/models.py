"""Series: when a survey is asked, as intent in wall time, never as instants."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import ID_LENGTH, Base


class Series(Base):
    """`starts` is the wall time of the first opening (`2026-11-23T09:00`), in each person's own zone.

    `hindered_by` is how the worker tells the page why a cycle that is due did not open.
    """

    __tablename__ = "series"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "survey_id"], ["survey.organisation_id", "survey.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    survey_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    starts: Mapped[str] = mapped_column(String(16))
    rule: Mapped[str] = mapped_column(String(200))
    window_days: Mapped[int]
    paused_at: Mapped[datetime | None]
    hindered_by: Mapped[str | None] = mapped_column(String(40))
