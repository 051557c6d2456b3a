"""Making, pausing and resuming series."""

from datetime import datetime
from secrets import token_hex

from sqlalchemy.orm import Session

from pulse.schedule import recurrence
from pulse.schedule.models import Series
from pulse.schedule.queries import series_of
from pulse.schedule.recurrence import Plan, longest_window

SHORTEST_WINDOW = 3
LONGEST_WINDOW = 21
LONGEST_INTERVAL = 52


class SeriesError(ValueError):
    """A series cannot be kept as it was asked for."""


class SeriesOverlap(SeriesError):
    """Two series of an organisation would be open on the same days.

    People would be asked twice at once, and whom the two cycles invite would differ by the few who
    joined in between: enough to tell those few apart.
    """


def create_series(
    session: Session, organisation_id: str, *, survey_id: str, starts: datetime, every_weeks: int, window_days: int
) -> str:
    """Ask a survey every so many weeks from `starts` (wall time) on; give the series' id."""
    if not 1 <= every_weeks <= LONGEST_INTERVAL:
        raise SeriesError(f"a series repeats every 1 to {LONGEST_INTERVAL} weeks")
    if not SHORTEST_WINDOW <= window_days <= LONGEST_WINDOW:
        raise SeriesError(f"people have {SHORTEST_WINDOW} to {LONGEST_WINDOW} days to answer")
    if window_days > longest_window(every_weeks):
        raise SeriesError("one cycle ends before the next one opens")
    rule = recurrence.every_weeks(every_weeks)
    recurrence.check_rule(starts, rule)
    _refuse_overlap(session, organisation_id, Plan(starts, rule, window_days), after=starts)
    series = Series(
        organisation_id=organisation_id,
        id=token_hex(16),
        survey_id=survey_id,
        starts=recurrence.key(starts),
        rule=rule,
        window_days=window_days,
        paused_at=None,
    )
    session.add(series)
    session.flush()
    return series.id


def pause(session: Session, organisation_id: str, series_id: str, *, now: datetime) -> None:
    """Open no further cycle of this series; one that is open runs on to its end."""
    series = session.get_one(Series, (organisation_id, series_id))
    if series.paused_at is None:
        series.paused_at = now


def resume(session: Session, organisation_id: str, series_id: str, *, now: datetime) -> None:
    """Let the series open cycles again, at the same dates as if it had never been paused."""
    series = session.get_one(Series, (organisation_id, series_id))
    if series.paused_at is None:
        return
    plan = Plan(recurrence.from_key(series.starts), series.rule, series.window_days)
    _refuse_overlap(session, organisation_id, plan, after=recurrence.wall_time(now, "UTC"))
    series.paused_at = None


def note_hindrance(session: Session, organisation_id: str, series_id: str, key: str | None) -> None:
    """Let the page say why a cycle that is due did not open; None once it did."""
    session.get_one(Series, (organisation_id, series_id)).hindered_by = key


def _refuse_overlap(session: Session, organisation_id: str, plan: Plan, *, after: datetime) -> None:
    for other in series_of(session, organisation_id):
        theirs = Plan(other.starts, other.rule, other.window_days)
        if other.paused_at is None and recurrence.first_overlap(plan, theirs, after=after):
            raise SeriesOverlap("another series of the organisation is open on the same days")
