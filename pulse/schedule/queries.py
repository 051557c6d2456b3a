"""Series and days off as plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pulse.organisation.queries import calendars, locations
from pulse.schedule.calendars import SATURDAY_AND_SUNDAY, DaysOff, Span
from pulse.schedule.models import Blackout, Calendar, CalendarDay, Missed, Series
from pulse.schedule.recurrence import Plan, from_key


@dataclass(frozen=True)
class SeriesView:
    """When a survey is asked: `starts` is the naive wall time of the first opening; the rest as in the table."""

    organisation_id: str
    id: str
    survey_id: str
    starts: datetime
    rule: str
    window_days: int
    paused_at: datetime | None
    hindered_by: str | None = None
    time_zone: str | None = None
    if_holiday: str = "keep"
    reminders: tuple[int, ...] | None = None
    ends_on: date | None = None
    paused_until: date | None = None
    looked_at: datetime | None = None
    margin: int | None = None

    @property
    def plan(self) -> Plan:
        """What there is to know about its dates."""
        return Plan(
            self.starts,
            self.rule,
            self.window_days,
            self.time_zone,
            self.if_holiday,
            self.ends_on,
            self.paused_at is not None,
            self.paused_until,
        )

    def is_paused(self, today: date) -> bool:
        """Whether it opens nothing at present; a pause that has an end is over by itself."""
        return is_paused(self.paused_at, self.paused_until, today)


def is_paused(since: datetime | None, until: date | None, today: date) -> bool:
    """Whether a series that was paused `since` an instant, `until` a day if one was named, is so `today`."""
    return since is not None and (until is None or today < until)


@dataclass(frozen=True)
class CalendarView:
    """A calendar that an organisation keeps: its weekend, and the last year whose holidays were copied."""

    code: str
    weekend: frozenset[int]
    copied_to: int


@dataclass(frozen=True)
class CalendarDayView:
    """A holiday of a calendar; `removed` by an administrator or not."""

    day: date
    name: str
    removed: bool


@dataclass(frozen=True)
class BlackoutView:
    """Days on which the whole organisation is left alone."""

    id: str
    first: date
    last: date
    name: str


@dataclass(frozen=True)
class MissedView:
    """An occurrence that never opened, and the key of the reason (`obstacles.MISSED`)."""

    occurrence: datetime
    reason: str
    noted_at: datetime


def active_series(session: Session) -> list[SeriesView]:
    """Every series of every organisation that is not paused for good: one that resumes by itself is among them."""
    found = (
        select(Series)
        .where(or_(Series.paused_at.is_(None), Series.paused_until.is_not(None)))
        .order_by(Series.organisation_id, Series.id)
    )
    return [_view(series) for series in session.scalars(found)]


def series_of(session: Session, organisation_id: str) -> list[SeriesView]:
    """An organisation's series, in the order of their first openings."""
    found = select(Series).filter_by(organisation_id=organisation_id).order_by(Series.starts, Series.id)
    return [_view(series) for series in session.scalars(found)]


def one_series(session: Session, organisation_id: str, series_id: str) -> SeriesView | None:
    """One series, or None if the organisation has no such series."""
    found = session.get(Series, (organisation_id, series_id))
    return _view(found) if found else None


def series_by_id(session: Session, series_id: str) -> SeriesView | None:
    """A series of whatever organisation: ids are random, and its feed's secret says the rest."""
    found = session.scalar(select(Series).where(Series.id == series_id))
    return _view(found) if found else None


def missed(session: Session, organisation_id: str, series_id: str) -> list[MissedView]:
    """The occurrences of a series whose time passed without a cycle, newest first."""
    rows = session.scalars(
        select(Missed)
        .where(Missed.organisation_id == organisation_id, Missed.series_id == series_id)
        .order_by(Missed.occurrence.desc())
    )
    return [MissedView(from_key(row.occurrence), row.reason, row.noted_at) for row in rows]


def kept_calendars(session: Session, organisation_id: str) -> list[CalendarView]:
    """The calendars of an organisation, by code."""
    rows = session.scalars(select(Calendar).where(Calendar.organisation_id == organisation_id).order_by(Calendar.code))
    return [CalendarView(row.code, _weekend(row), row.copied_to) for row in rows]


YEARS_AHEAD = 2  # holidays are copied for this year and so many after it


def calendars_behind(session: Session, *, now: datetime) -> bool:
    """Whether the holidays of a year that has come near were not copied yet."""
    return (
        session.scalar(select(Calendar.code).where(Calendar.copied_to < now.year + YEARS_AHEAD).limit(1)) is not None
    )


def calendar_days(session: Session, organisation_id: str, code: str) -> list[CalendarDayView]:
    """The holidays of a calendar in their order, removed ones too."""
    rows = session.scalars(
        select(CalendarDay)
        .where(CalendarDay.organisation_id == organisation_id, CalendarDay.code == code)
        .order_by(CalendarDay.day)
    )
    return [CalendarDayView(row.day, row.name, row.removed) for row in rows]


def blackouts(session: Session, organisation_id: str) -> list[BlackoutView]:
    """The blackouts of an organisation, in their order."""
    rows = session.scalars(
        select(Blackout).where(Blackout.organisation_id == organisation_id).order_by(Blackout.first, Blackout.id)
    )
    return [BlackoutView(row.id, row.first, row.last, row.name) for row in rows]


def days_off(session: Session, organisation_id: str, code: str | None) -> DaysOff:
    """When nobody works by a calendar and the organisation's blackouts; without a calendar there is the weekend."""
    calendar = session.get(Calendar, (organisation_id, code)) if code else None
    found = calendar_days(session, organisation_id, calendar.code) if calendar else []
    return DaysOff(
        _weekend(calendar) if calendar else SATURDAY_AND_SUNDAY,
        {each.day: each.name for each in found if not each.removed},
        tuple(Span(each.first, each.last, each.name) for each in blackouts(session, organisation_id)),
    )


def series_days_off(session: Session, organisation_id: str) -> DaysOff:
    """The days off that series go by: those of the place that stands for all."""
    root = locations(session, organisation_id).root.id
    return days_off(session, organisation_id, calendars(session, organisation_id)[root])


def _weekend(calendar: Calendar) -> frozenset[int]:
    return frozenset(int(weekday) for weekday in calendar.weekend.split(",") if weekday)


def _view(series: Series) -> SeriesView:
    return SeriesView(
        series.organisation_id,
        series.id,
        series.survey_id,
        from_key(series.starts),
        series.rule,
        series.window_days,
        series.paused_at,
        series.hindered_by,
        series.time_zone,
        series.if_holiday,
        None if series.reminders is None else tuple(int(day) for day in series.reminders.split(",") if day),
        series.ends_on,
        series.paused_until,
        series.looked_at,
        series.margin,
    )
