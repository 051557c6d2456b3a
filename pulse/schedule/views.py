"""The page of the schedule: what runs, what comes next, what stands in the way, a new series."""

from collections.abc import Callable, Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pulse.audit_log.operations import record
from pulse.organisation.queries import OrganisationView, organisation
from pulse.schedule import messages, operations, queries
from pulse.schedule.forms import SeriesForm
from pulse.schedule.obstacles import obstacles
from pulse.schedule.operations import SeriesOverlap
from pulse.schedule.queries import SeriesView
from pulse.schedule.recurrence import key, wall_time
from pulse.surveys.queries import SurveyView, surveys
from pulse.trustee.messages import warning
from pulse.trustee.queries import Standing, standing
from pulse.web.access import requires, viewer
from pulse.web.services import services

Change = Callable[..., None]

blueprint = Blueprint("schedule", __name__, url_prefix="/schedule")


@blueprint.route("/", methods=["GET", "POST"])
@requires("admin")
def index() -> Response | str:
    """All series, their next openings, and a form for a new one."""
    here, offered, running, trustee = _state()
    now = services().clock.now()
    local = wall_time(now, here.time_zone)
    form = SeriesForm() if offered else None
    if form:
        form.offer(offered, request.args.get("survey"), local.date())
        if form.validate_on_submit() and form.fits(now=now, zone=here.time_zone) and _made(form):
            flash(_("The series is saved. Its check-ins open by themselves."))
            return redirect(url_for("schedule.index"))
    names = {survey.id: survey.name for survey in offered}
    return render_template(
        "schedule/index.html",
        form=form,
        zone=here.time_zone,
        obstacles=_obstacles(here, trustee),
        trustee_warning=None if trustee.hinders else warning(trustee),
        series=[messages.series_card(one, names[one.survey_id], after=local) for one in running],
    )


@blueprint.post("/<series_id>/pause")
@requires("admin")
def pause(series_id: str) -> Response:
    """Open no further cycle of a series."""
    return _change(
        series_id,
        "series.paused",
        operations.pause,
        _("The series is paused. A check-in that is open runs on to its end."),
    )


@blueprint.post("/<series_id>/resume")
@requires("admin")
def resume(series_id: str) -> Response:
    """Let a series open cycles again."""
    return _change(series_id, "series.resumed", operations.resume, _("The series runs again."))


def _state() -> tuple[OrganisationView, list[SurveyView], list[SeriesView], Standing]:
    organisation_id = viewer().organisation_id
    with services().database.reading() as session:
        here = organisation(session, organisation_id) or abort(404)
        running = queries.series_of(session, organisation_id)
        return here, surveys(session, organisation_id), running, standing(session, organisation_id)


def _obstacles(here: OrganisationView, trustee: Standing) -> list[str]:
    config = services().config
    found = obstacles(
        base_url=config.base_url,
        ballot_url=config.ballot_url,
        smtp_url=config.smtp_url,
        is_demo=here.is_demo,
        production=config.env == "production",
        keys_lie_under_data=config.keys_lie_under_data,
        trustee_has_no_key=trustee.hinders,
    )
    return [messages.obstacle_sentence(key) for key in found]


def _made(form: SeriesForm) -> bool:
    asked = {"starts": form.starts, "every_weeks": form.every_weeks.data, "window_days": form.window_days.data}
    try:
        with services().database.writing() as session:
            made = operations.create_series(session, viewer().organisation_id, survey_id=form.survey.data, **asked)
            _record(session, "series.created", made, {**asked, "starts": key(form.starts)})
    except SeriesOverlap:
        form.day.errors = [_overlap()]
        return False
    return True


def _change(series_id: str, action: str, change: Change, done: str) -> Response:
    organisation_id, now = viewer().organisation_id, services().clock.now()
    try:
        with services().database.writing() as session:
            if queries.one_series(session, organisation_id, series_id) is None:
                abort(404)
            change(session, organisation_id, series_id, now=now)
            _record(session, action, series_id, {})
    except SeriesOverlap:
        flash(_overlap(), "danger")
    else:
        flash(done)
    return redirect(url_for("schedule.index"))


def _record(session: Session, action: str, subject: str, details: Mapping[str, object]) -> None:
    here, now = viewer(), services().clock.now()
    record(
        session, here.organisation_id, actor=here.account_id, action=action, subject=subject, details=details, now=now
    )


def _overlap() -> str:
    return str(
        _("Another series would be open on the same days. Choose days between its check-ins, or pause it first.")
    )
