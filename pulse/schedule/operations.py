"""Making, pausing and resuming series."""

from datetime import datetime
from secrets import token_hex

from sqlalchemy.orm import Session

from pulse.schedule import recurrence
from pulse.schedule.models import Series

SHORTEST_WINDOW = 3
LONGEST_WINDOW = 21
LONGEST_INTERVAL = 52


class SeriesError(ValueError):
    """A series cannot be kept as it was asked for; `field` names what is wrong."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


def create_series(
    session: Session, organisation_id: str, *, survey_id: str, starts: datetime, every_weeks: int, window_days: int
) -> str:
    """Ask a survey every so many weeks from `starts` (wall time) on; give the series' id."""
    if not 1 <= every_weeks <= LONGEST_INTERVAL:
        raise SeriesError("every_weeks", f"a series repeats every 1 to {LONGEST_INTERVAL} weeks")
    if not SHORTEST_WINDOW <= window_days <= LONGEST_WINDOW:
        raise SeriesError("window_days", f"people have {SHORTEST_WINDOW} to {LONGEST_WINDOW} days to answer")
    if window_days >= 7 * every_weeks:
        raise SeriesError("window_days", "one cycle ends before the next one opens")
    rule = recurrence.every_weeks(every_weeks)
    recurrence.check_rule(starts, rule)
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


def resume(session: Session, organisation_id: str, series_id: str) -> None:
    """Let the series open cycles again, at the same dates as if it had never been paused."""
    session.get_one(Series, (organisation_id, series_id)).paused_at = None
