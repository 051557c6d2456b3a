"""Series: when a survey is asked, as intent in wall time, never as instants; and the days on which it is not."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, String, false
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import ID_LENGTH, Base


class Series(Base):
    """When a survey is asked. `starts` is the wall time of the first opening (`2026-11-23T09:00`).

    `time_zone` is whose wall time that is; None: each person's own. `if_holiday` says what becomes of an occurrence on
    a day off: "keep", "next" or "previous" working day, "skip". `ends_on` is its last day, `paused_until` the first
    on which it goes on. `margin`: only so many blocks are asked as the organisation's figures need to lie within so
    many points; None: everybody is asked. `reminders` are days after the opening, as `3,7`; None: the usual ones.
    `looked_at` is the instant up to which missed occurrences were looked for; `hindered_by` is how the worker tells
    the page why a cycle that is due did not open.
    """

    __tablename__ = "series"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "survey_id"], ["survey.organisation_id", "survey.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    survey_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    starts: Mapped[str] = mapped_column(String(16))
    rule: Mapped[str] = mapped_column(String(200))
    window_days: Mapped[int]
    margin: Mapped[int | None]
    time_zone: Mapped[str | None] = mapped_column(String(60))
    if_holiday: Mapped[str] = mapped_column(String(10), server_default="keep")
    reminders: Mapped[str | None] = mapped_column(String(60))
    ends_on: Mapped[date | None]
    paused_at: Mapped[datetime | None]
    paused_until: Mapped[date | None]
    looked_at: Mapped[datetime | None]
    hindered_by: Mapped[str | None] = mapped_column(String(40))


class Missed(Base):
    """An occurrence whose time passed without a cycle, and why; shown, so that nobody wonders."""

    __tablename__ = "missed"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "series_id"], ["series.organisation_id", "series.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    series_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    occurrence: Mapped[str] = mapped_column(String(16), primary_key=True)
    reason: Mapped[str] = mapped_column(String(40))
    noted_at: Mapped[datetime]


class Calendar(Base):
    """The days off of a country or a part of it: `code` is `ID` or `DE-BY`, `weekend` weekdays as numbers (`5,6`).

    Its holidays are copied here once, so that administrators can correct them and no update moves a published day.
    `copied_to` is the last year that was copied.
    """

    __tablename__ = "calendar"
    __table_args__ = (ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    weekend: Mapped[str] = mapped_column(String(20))
    copied_to: Mapped[int]


class CalendarDay(Base):
    """One holiday of a calendar. `removed`: an administrator took it out, and copying does not bring it back."""

    __tablename__ = "calendar_day"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "code"], ["calendar.organisation_id", "calendar.code"]),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    removed: Mapped[bool] = mapped_column(server_default=false())


class Blackout(Base):
    """Days, first and last included, on which nothing opens and nobody is reminded, anywhere in the organisation."""

    __tablename__ = "blackout"
    __table_args__ = (ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    first: Mapped[date]
    last: Mapped[date]
    name: Mapped[str] = mapped_column(String(200))
