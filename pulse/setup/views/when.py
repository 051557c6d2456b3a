"""When people are asked, and what happens then by itself."""

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from pulse.people.queries import counts
from pulse.schedule import messages
from pulse.schedule.forms.series import SeriesForm
from pulse.schedule.recurrence import Plan
from pulse.schedule.views.series import askable, fits, made
from pulse.schedule.views.state import Here, look
from pulse.setup.operations import finish
from pulse.setup.queries import demo_slug
from pulse.setup.views.blueprint import blueprint, shown
from pulse.setup.views.holidays import holidays_of
from pulse.surveys.queries import SurveyView, surveys
from pulse.web.access import requires, viewer
from pulse.web.services import services

SHOWN = 5  # dates


@blueprint.route("/when", methods=["GET", "POST"], endpoint="when")
@requires("admin")
def when() -> Response:
    """One good default: look at its dates and save."""
    here, offered = _here()
    running = [one for one in here.series if one.paused_at is None]
    if not offered or running:
        survey = next((one for one in offered if running and one.id == running[0].survey_id), None)
        dates = _dates(here, running[0].plan, running[0].id, survey) if running else None
        rule = messages.rule_in_words(running[0].rule) if running else ""
        return shown("when", form=None, dates=dates, rule=rule)
    form, holidays = SeriesForm(), holidays_of(here)
    form.offer(offered, here.zones, askable=askable())
    if not form.is_submitted():
        form.begin(None, here.local.date())
    right = not form.is_submitted() or all([holidays.form.validate(), form.validate()])
    here = holidays.seen(here)
    right = right and (not form.is_submitted() or fits(form, form.asked(), here))
    if right and form.is_submitted() and request.form.get("then") != "preview" and made(form):
        holidays.keep()
        flash(_("The series is saved. Its check-ins open by themselves."), "good")
        return redirect(url_for("setup.look"))
    right = right and not form.errors
    dates = _dates(here, form.asked(), survey=form.chosen) if right else None
    status = 400 if form.errors or holidays.form.errors else 200
    return shown("when", status=status, form=form, country=holidays.form, dates=dates, rule="")


@blueprint.get("/done", endpoint="done")
@requires("admin")
def done() -> Response:
    """What happens now without anybody."""
    here, _offered = _here()
    running = [one for one in here.series if one.paused_at is None]
    first, hour, reminding = None, "", ""
    if running:
        coming = here.coming(running[0].plan, running[0].id, count=SHOWN)
        first = next((one for one in coming if one.opens), None)
        hour = f"{running[0].starts:%H:%M}"
        reminding = messages.reminders_in_words(running[0].reminders)
    with services().database.reading() as session:
        people, demo = counts(session, viewer().organisation_id), demo_slug(session)
    opens, ends = (first.opens, first.ends) if first else (None, None)
    return shown(
        "done",
        opens=messages.day_in_words(opens) if opens else "",
        ends=messages.day_in_words(ends) if ends else "",
        hour=hour,
        reminding=reminding,
        people=people,
        demo=demo,
    )


@blueprint.post("/away")
@requires("admin")
def away() -> Response:
    """Put the set-up away before it is done."""
    if not FlaskForm().validate_on_submit():
        abort(400)
    with services().database.writing() as session:
        finish(session, viewer(), now=services().clock.now())
    flash(_("The set-up is put away. Everything in it stands on its own page."))
    return redirect(url_for("people.start"))


def _here() -> tuple[Here, list[SurveyView]]:
    with services().database.reading() as session:
        found = surveys(session, viewer().organisation_id)
        return look(session, viewer().organisation_id), [one for one in found if not one.archived and one.questions]


def _dates(here: Here, plan: Plan, series_id: str = "", survey: SurveyView | None = None) -> messages.Dates:
    turns = here.turns(survey, series_id, count=SHOWN)
    return messages.dates(plan, here.coming(plan, series_id, count=SHOWN), turns)
