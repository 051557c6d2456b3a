"""The pages of series: what runs and comes next, what stands in the way, making and changing one."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any, cast

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pulse.audit_log.operations import record_by
from pulse.organisation.queries import OrganisationView
from pulse.schedule import feed, messages, operations, queries, recurrence
from pulse.schedule.changing import begins
from pulse.schedule.forms.series import SeriesForm
from pulse.schedule.obstacles import obstacles
from pulse.schedule.operations import SeriesError, SeriesOverlap, TooOften
from pulse.schedule.queries import SeriesView
from pulse.schedule.recurrence import Plan, RuleError, key
from pulse.schedule.surroundings import Askable, Chances
from pulse.schedule.views.state import Here, look
from pulse.surveys.audiences.queries import audience_names
from pulse.surveys.queries import SurveyView, surveys
from pulse.trustee.messages import warning
from pulse.trustee.queries import Standing, standing
from pulse.web.access import requires, viewer
from pulse.web.services import services
from pulse.web.sure import ask, is_sure

Change = Callable[..., None]
SHOWN = 5

blueprint = Blueprint("schedule", __name__, url_prefix="/schedule")


@blueprint.get("/")
@requires("admin")
def index() -> str:
    """All series with their next dates, and what stands in the way."""
    organisation_id = viewer().organisation_id
    with services().database.reading() as session:
        here = look(session, organisation_id)
        known = {survey.id: survey for survey in surveys(session, organisation_id)}
        asked = audience_names(session, organisation_id, {one.survey_id for one in here.series})
        missed = {one.id: queries.missed(session, organisation_id, one.id) for one in here.series}
        trustee = standing(session, organisation_id)
    cards = [
        messages.series_card(
            one,
            known[one.survey_id].name,
            here.coming(one.plan, one.id, count=SHOWN),
            rounds=here.around.rounds,
            missed=missed[one.id],
            now=here.now,
            zone=here.zone,
            feed=_feed_address(one),
            audience=asked[one.survey_id],
            turns=here.turns(known[one.survey_id], one.id, count=SHOWN),
        )
        for one in here.series
    ]
    running = [card for card in cards if not card.over]
    return render_template(
        "schedule/index.html",
        ready=bool(known),
        chosen=request.args.get("survey"),
        obstacles=_obstacles(here.organisation, trustee, asked_without_mail=here.around.without_mail),
        trustee_warning=None if trustee.hinders else warning(trustee),
        series=running,
        whole=not running or any(not card.asks for card in running),
        over=[card for card in cards if card.over],
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires("admin")
def new() -> Response | str:
    """Make a series; look at its dates before it is saved."""
    here, every = _offered()
    offered = [survey for survey in every if not survey.archived]
    if not offered:
        return redirect(url_for("schedule.index"))
    form = SeriesForm()
    wanted = form.survey.data or request.args.get("survey") or offered[0].id
    form.offer(offered, here.zones, askable=askable(survey_id=wanted))
    if not form.is_submitted():
        form.begin(request.args.get("survey"), here.local.date())
    right = not form.is_submitted() or (form.validate() and fits(form, form.asked(), here))
    if right and _saves(form) and made(form):
        flash(_("The series is saved. Its check-ins open by themselves."))
        return redirect(url_for("schedule.index"))
    return _page(form, here, form.asked() if right else None, survey=form.chosen)


@blueprint.route("/<series_id>", methods=["GET", "POST"])
@requires("admin")
def edit(series_id: str) -> Response | str:
    """Change a series from its next opening on; look at its dates before they are saved."""
    here, offered = _offered()
    kept = next((one for one in here.series if one.id == series_id), None) or abort(404)
    next_time = _next_time(kept, here)
    form = SeriesForm()
    form.offer(offered, here.zones, kept=kept, askable=askable(kept.id))
    if not form.is_submitted():
        form.show(kept, next_time)
    plan = partial(form.asked, kept, next_time)
    right = not form.is_submitted() or (form.validate() and fits(form, plan(), here, kept))
    if right and _saves(form) and _changed(form, kept, _begun(plan(), kept, here), here):
        flash(_("The change is saved. It counts from the next check-in on."))
        return redirect(url_for("schedule.index"))
    survey = next(survey for survey in offered if survey.id == kept.survey_id)
    return _page(form, here, _begun(plan(), kept, here) if right else None, kept, survey)


@blueprint.post("/<series_id>/pause")
@requires("admin")
def pause(series_id: str) -> Response:
    """Open no further cycle of a series, until a day or until somebody resumes it."""
    given = request.form.get("until", "")
    until, today = _day(given), _offered()[0].local.date()
    if given and (until is None or until <= today):
        _known(series_id)
        flash(_("Nothing was changed: please give a day after today on which the series goes on, or none."), "danger")
        return redirect(url_for("schedule.index"))
    return _change(
        series_id,
        "series.paused",
        partial(operations.pause, until=until),
        _("The series is paused. A check-in that is open runs on to its end."),
        {"until": until.isoformat()} if until else {},
    )


@blueprint.post("/<series_id>/resume")
@requires("admin")
def resume(series_id: str) -> Response:
    """Let a series open cycles again."""
    return _change(series_id, "series.resumed", operations.resume, _("The series runs again."))


@blueprint.post("/<series_id>/end")
@requires("admin")
def end(series_id: str) -> Response | str:
    """Open nothing of a series any more; what was asked stays."""
    if not is_sure():
        _known(series_id)
        lost = _(
            "It opens no further check-in, for good. A check-in that is open runs on to its end, and all results stay."
        )
        return ask(_("End this series?"), lost, _("End the series"), url_for("schedule.index"))
    return _change(series_id, "series.ended", operations.end, _("The series has ended. Its results stay."))


def _offered() -> tuple[Here, list[SurveyView]]:
    with services().database.reading() as session:
        return look(session, viewer().organisation_id), surveys(session, viewer().organisation_id)


def askable(series_id: str = "", survey_id: str = "") -> Askable:
    """How many can be asked, and what a lot among them would mean: people belong to a stage after this one."""
    ask = cast("Chances | None", current_app.extensions.get("pulse_chances"))
    return ask(viewer().organisation_id, series_id, survey_id) if ask else Askable()


def _saves(form: SeriesForm) -> bool:
    return bool(form.is_submitted()) and request.form.get("then") != "preview"


def _page(
    form: SeriesForm,
    here: Here,
    plan: Plan | None,
    kept: SeriesView | None = None,
    survey: SurveyView | None = None,
) -> str:
    coming = here.coming(plan, kept.id if kept else "", count=SHOWN) if plan else []
    turns = here.turns(survey, kept.id if kept else "", count=SHOWN)
    return render_template(
        "schedule/edit.html",
        form=form,
        kept=kept,
        survey=survey.name if survey else "",
        dates=messages.dates(plan, coming, turns) if plan else None,
        reminders=messages.reminders_in_words(form.remind_days) if plan else "",
    )


def _begun(plan: Plan, kept: SeriesView, here: Here) -> Plan:
    """What the change comes to: from the first day on that was not asked already."""
    opened = _opened(kept, here)
    wall = recurrence.wall_time(here.now, plan.time_zone or here.zone)
    try:
        starts = begins((kept.starts, kept.rule), (plan.starts, plan.rule), wall, opened)
    except RuleError:  # told when it is saved
        return plan
    return replace(plan, starts=starts)


def _opened(kept: SeriesView, here: Here) -> list[str]:
    return [each.occurrence for each in here.around.rounds if each.series_id == kept.id]


def _next_time(kept: SeriesView, here: Here) -> datetime:
    """The next time that a rule names, whatever holidays make of it; of one that is over, its first."""
    return next(iter(recurrence.occurrences(kept.starts, kept.rule, after=here.local, count=1)), kept.starts)


def fits(form: SeriesForm, plan: Plan, here: Here, kept: SeriesView | None = None) -> bool:
    """Whether what was filled in goes together here; puts a sentence beside the field where it does not."""
    return form.fits(
        plan,
        now=here.now,
        zone=here.zone,
        contact_days=here.organisation.contact_days,
        goes_on=kept is not None and plan.starts.date() == kept.starts.date(),
    )


def _asked(form: SeriesForm, plan: Plan) -> dict[str, Any]:
    return {
        "starts": plan.starts,
        "rule": plan.rule,
        "window_days": plan.window_days,
        "time_zone": plan.time_zone,
        "if_holiday": plan.if_holiday,
        "ends_on": plan.ends_on,
        "reminders": form.remind_days,
        "margin": form.points,
    }


def made(form: SeriesForm) -> bool:
    """Keep a new series; False, with a sentence beside the field, where it cannot be as asked."""
    asked, here = _asked(form, form.asked()), viewer()
    return _try(
        form,
        lambda session: _record(
            session,
            "series.created",
            operations.create_series(session, here.organisation_id, survey_id=form.survey.data, **asked),
            _told(asked),
        ),
    )


def _changed(form: SeriesForm, kept: SeriesView, plan: Plan, here: Here) -> bool:
    asked = _asked(form, plan)
    opened = _opened(kept, here)
    before = _told({**vars(kept)})
    after = _told(asked)

    def change(session: Session) -> None:
        operations.change_series(
            session, kept.organisation_id, kept.id, **asked, now=services().clock.now(), opened=opened
        )
        told = {
            name: {"before": before.get(name, ""), "after": value}
            for name, value in after.items()
            if value != before.get(name)
        }
        _record(session, "series.changed", kept.id, told)

    return _try(form, change)


def _told(asked: Mapping[str, object]) -> dict[str, object]:
    """What the audit log writes down of a series."""
    starts, ends_on, reminders = asked["starts"], asked["ends_on"], asked["reminders"]
    own = ", ".join(map(str, reminders)) if isinstance(reminders, tuple) else ""
    return {
        "starts": key(starts) if isinstance(starts, datetime) else "",
        "rule": asked["rule"],
        "window_days": asked["window_days"],
        "time_zone": asked["time_zone"] or "",
        "if_holiday": asked["if_holiday"],
        "ends_on": ends_on.isoformat() if isinstance(ends_on, date) else "",
        "reminders": "" if reminders is None else own or "none",
        "margin": asked["margin"] or "",
    }


def _try(form: SeriesForm, do: Callable[[Session], None]) -> bool:
    """Do it in one transaction; False, with a sentence beside the field, where it cannot be as asked."""
    try:
        with services().database.writing() as session:
            do(session)
    except SeriesOverlap:
        form.day.errors = [_overlap()]
    except TooOften:
        form.day.errors = [_too_often()]
    except RuleError:
        form.day.errors = [_("This time has passed. Please choose a later day or hour.")]
    except SeriesError:
        form.ends_on.errors = [_("This is before the first check-in. Please give a later day, or none.")]
    else:
        return True
    return False


def _change(
    series_id: str, action: str, change: Change, done: str, details: Mapping[str, object] | None = None
) -> Response:
    _known(series_id)
    try:
        with services().database.writing() as session:
            change(session, viewer().organisation_id, series_id, now=services().clock.now())
            _record(session, action, series_id, details or {})
    except SeriesOverlap:
        flash(_overlap(), "danger")
    except TooOften:
        flash(_too_often(), "danger")
    else:
        flash(done)
    return redirect(url_for("schedule.index"))


def _known(series_id: str) -> SeriesView:
    with services().database.reading() as session:
        return queries.one_series(session, viewer().organisation_id, series_id) or abort(404)


def _record(session: Session, action: str, subject: str, details: Mapping[str, object]) -> None:
    record_by(viewer(), session, action, subject, details, now=services().clock.now())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _overlap() -> str:
    return str(
        _("Another series would be open on the same days. Choose days between its check-ins, or pause it first.")
    )


def _too_often() -> str:
    return str(
        _(
            "Together with another series people would be invited too often. Choose days farther from its check-ins, "
            "or change the number under Days off."
        )
    )


def _feed_address(series: SeriesView) -> str:
    made = feed.secret(current_app.config["SECRET_KEY"], series.organisation_id, series.id)
    path = url_for("schedule_feed.show", series_id=series.id, secret=made)
    return f"{services().config.base_url}{path}"


def _obstacles(here: OrganisationView, trustee: Standing, *, asked_without_mail: bool) -> list[str]:
    config = services().config
    found = obstacles(
        base_url=config.base_url,
        ballot_url=config.ballot_url,
        smtp_url=config.smtp_url,
        is_demo=here.is_demo,
        production=config.env == "production",
        keys_lie_under_data=config.keys_lie_under_data,
        trustee_has_no_key=trustee.hinders,
        asked_without_mail=asked_without_mail,
    )
    return [messages.obstacle_sentence(each) for each in found]
