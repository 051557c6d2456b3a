"""The feed of a series for calendar programs: no log-in, a secret address instead."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, abort, current_app
from sqlalchemy.orm import Session

from config import host_of
from pulse.audit_log.queries import changes
from pulse.i18n import N_, translate
from pulse.schedule import feed
from pulse.schedule.feed import AHEAD, Opening, Version, Words
from pulse.schedule.queries import SeriesView, series_by_id
from pulse.schedule.views.state import Here, look
from pulse.web.access import public
from pulse.web.services import services

MOST = 400  # no rule opens more often in a year
MOVING = (
    "calendar.changed",
    "holiday.added",
    "holiday.removed",
    "blackout.added",
    "blackout.removed",
    "contact.changed",
)

blueprint = Blueprint("schedule_feed", __name__, url_prefix="/schedule")


@blueprint.get("/<series_id>/feed/<secret>.ics")
@public
def show(series_id: str, secret: str) -> Response:
    """The days of a series, past and coming. Whoever has the address sees these, and nothing else."""
    with services().database.reading() as session:
        series = series_by_id(session, series_id)
        if series is None or not _may(series, secret):
            abort(404)
        here = look(session, series.organisation_id)
        version = _version(session, here, series)
    body = feed.calendar(
        series.id,
        [*_past(here, series), *_coming(here, series)],
        zone=here.zone,
        host=host_of(services().config.base_url),
        words=_words(here.organisation.language),
        version=version,
    )
    return Response(body, mimetype="text/calendar", headers={"Cache-Control": "private, max-age=600"})


def _may(series: SeriesView, secret: str) -> bool:
    return feed.matches(secret, current_app.config["SECRET_KEY"], series.organisation_id, series.id)


def _past(here: Here, series: SeriesView) -> list[Opening]:
    return [Opening(one.occurrence, one.opens, one.ends) for one in here.around.rounds if one.series_id == series.id]


def _coming(here: Here, series: SeriesView) -> list[Opening]:
    known = {one.occurrence for one in _past(here, series)}
    return [
        Opening(each.key, each.opens_at, max(ends for _opens, ends in each.zones.values()))
        for each in here.coming(series.plan, series.id, count=MOST)
        if each.opens and each.key not in known and each.opens_at <= here.now + AHEAD
    ]


def _version(session: Session, here: Here, series: SeriesView) -> Version:
    """What was done by hand may have moved dates; of a series that nobody touched, its first day is old enough."""
    count, last = changes(session, series.organisation_id, series.id, everywhere=MOVING)
    return Version(count, last or _long_ago(here.now))


def _long_ago(now: datetime) -> datetime:
    """A moment that stays the same for a day, so that nothing looks new that is not."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)


def _words(language: str) -> Words:
    return Words(translate(language, N_("Check-ins")), translate(language, N_("Check-in")))
