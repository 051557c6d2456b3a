"""Series as plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.schedule.models import Series
from pulse.schedule.recurrence import from_key


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


def active_series(session: Session) -> list[SeriesView]:
    """Every series of every organisation that is not paused."""
    found = select(Series).where(Series.paused_at.is_(None)).order_by(Series.organisation_id, Series.id)
    return [_view(series) for series in session.scalars(found)]


def series_of(session: Session, organisation_id: str) -> list[SeriesView]:
    """An organisation's series, in the order of their first openings."""
    found = select(Series).filter_by(organisation_id=organisation_id).order_by(Series.starts, Series.id)
    return [_view(series) for series in session.scalars(found)]


def one_series(session: Session, organisation_id: str, series_id: str) -> SeriesView | None:
    """One series, or None if the organisation has no such series."""
    found = session.get(Series, (organisation_id, series_id))
    return _view(found) if found else None


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
    )
