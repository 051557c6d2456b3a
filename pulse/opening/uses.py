"""What became of surveys and questions: which series ask them, and which check-ins did."""

from datetime import datetime

from sqlalchemy.orm import Session

from pulse.cycles import queries as cycles
from pulse.organisation.queries import own
from pulse.schedule.messages import rule_in_words
from pulse.schedule.queries import SeriesView, series_of
from pulse.schedule.recurrence import occurrences, wall_time
from pulse.surveys.surroundings import Run, Use


def uses(session: Session, organisation_id: str, *, now: datetime) -> dict[str, Use]:
    """The series of each survey, and when it was asked last."""
    zone = own(session, organisation_id).time_zone
    local = wall_time(now, zone)
    opened: dict[str, datetime] = {}
    for series_id, _occurrence, opens, _until in cycles.openings(session, organisation_id):
        opened.setdefault(series_id, opens)
    found: dict[str, Use] = {}
    for series in series_of(session, organisation_id):
        before = found.get(series.survey_id, Use())
        run = Run(series.id, rule_in_words(series.rule), _is_over(series, local))
        times = [at for at in (before.last_asked, opened.get(series.id)) if at]
        found[series.survey_id] = Use((*before.series, run), max(times, default=None))
    return found


def _is_over(series: SeriesView, local: datetime) -> bool:
    if series.ends_on and series.ends_on < local.date():
        return True
    coming = occurrences(series.starts, series.rule, after=local, count=1)
    return not coming or (series.ends_on is not None and coming[0].date() > series.ends_on)


def was_asked(session: Session, organisation_id: str, key: str) -> bool:
    """Whether any check-in of an organisation asked the question with this key."""
    named = f'"key":"{key}"'.encode()
    ids = (id for id, _opens, _until in cycles.timeline(session, organisation_id))
    return any(named in (cycles.content(session, id) or b"") for id in ids)
