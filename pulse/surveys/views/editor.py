"""Pages of surveys: which there are, a new one, changing one. What is on the page is sent whole with every button."""

from collections.abc import Callable, Sequence
from typing import cast

from flask import abort, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from pulse.audit_log.operations import record_by
from pulse.surveys import operations, queries
from pulse.surveys.draft import added, moved, removed
from pulse.surveys.forms import DRAWN, SurveyForm
from pulse.surveys.operations import NameTaken, NoQuestions, TooManyTaps
from pulse.surveys.queries import SurveyView
from pulse.surveys.rotation import MOST_TAPS
from pulse.surveys.templates import TEMPLATE_BY_KEY, TEMPLATES
from pulse.surveys.views import state, writing
from pulse.surveys.views.blueprint import Page, blueprint
from pulse.surveys.views.state import Bank
from pulse.web.access import requires, viewer
from pulse.web.headers import POLICY
from pulse.web.language import choose
from pulse.web.services import services

WITH_A_FRAME = f"{POLICY}; frame-src 'self'"  # the phone on the page
EMPTY = "empty"


@blueprint.get("/")
@requires("admin")
def index() -> str:
    """All surveys, what each asks, and what became of it."""
    with services().database.reading() as session:
        found = queries.surveys(session, viewer().organisation_id)
    return render_template(
        "surveys/index.html",
        surveys=[survey for survey in found if not survey.archived],
        archived=[survey for survey in found if survey.archived],
        uses=state.uses(),
        form=FlaskForm(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires("admin")
def new() -> Page:
    """Choose what to begin with, then make the survey."""
    chosen = request.args.get("template", "")
    if request.method == "GET" and chosen != EMPTY and chosen not in TEMPLATE_BY_KEY:
        return render_template("surveys/new.html", templates=TEMPLATES, form=FlaskForm())
    return _edit(None)


@blueprint.route("/<survey_id>", methods=["GET", "POST"])
@requires("admin")
def survey(survey_id: str) -> Page:
    """Change what a survey asks from its next cycle on."""
    return _edit(known(survey_id))


def known(survey_id: str) -> SurveyView:
    """A survey of the viewer's organisation."""
    with services().database.reading() as session:
        return queries.survey(session, viewer().organisation_id, survey_id) or abort(404)


def _edit(survey: SurveyView | None) -> Page:
    with services().database.reading() as session:
        bank = state.bank(session)
    form = SurveyForm()
    if not form.is_submitted():
        return page(form, bank, _begun(form, survey, bank), survey)
    keys = state.posted(bank.known)
    step, _colon, key = request.form.get("then", "save").partition(":")
    if step in STEPS:
        return page(form, bank, STEPS[step](keys, key, bank), survey)
    if step in writing.STEPS:
        done = writing.step(step, key, keys, bank)
        return done if isinstance(done, str) else page(form, *done, survey)
    form.offer(keys, bank.known, _askable(survey))
    if form.validate() and (kept := _kept(form, survey, keys)):
        flash(_("The survey is saved."))
        return redirect(url_for("surveys.survey", survey_id=kept))
    return page(form, bank, keys, survey)


STEPS: dict[str, Callable[[list[str], str, Bank], list[str]]] = {
    "look": lambda keys, _key, _bank: keys,
    "up": lambda keys, key, bank: moved(keys, key, -1, bank.known),
    "down": lambda keys, key, bank: moved(keys, key, 1, bank.known),
    "add": lambda keys, key, bank: added(keys, key, bank.known),
    "remove": lambda keys, key, bank: removed(keys, key, bank.known),
}


def _begun(form: SurveyForm, survey: SurveyView | None, bank: Bank) -> list[str]:
    """What the page begins with: a survey as it is, a template, or nothing."""
    if survey:
        form.name.data = survey.name
        form.rotates_over.data = f"{DRAWN}{survey.forms}" if survey.forms else str(survey.rotates_over or "")
        return state.asked(survey)
    template = TEMPLATE_BY_KEY.get(request.args.get("template", ""))
    if template is None:
        return []
    form.name.data = template.name[choose()]
    return [key for key in template.keys if key in bank.questions]


def page(form: SurveyForm, bank: Bank, keys: Sequence[str], survey: SurveyView | None) -> Response:
    """The editor with these questions."""
    form.offer(keys, bank.known, _askable(survey))
    wanted = request.form.get("wanted", "").strip()
    response = make_response(
        render_template(
            "surveys/edit.html",
            form=form,
            survey=survey,
            use=state.uses().get(survey.id) if survey else None,
            rows=list(bank.rows(keys)),
            groups=bank.groups(keys, wanted),
            wanted=wanted,
            meters=bank.meters(keys),
            length=state.length(keys, bank.known, form.over or form.forms),
            questions=bank.questions,
            audience="surveys.audience" in current_app.view_functions,
        )
    )
    response.headers["Content-Security-Policy"] = WITH_A_FRAME
    return response


def _askable(survey: SurveyView | None) -> int:
    """How many people it can ask: they belong to a stage after this one."""
    ask = cast("Callable[[str, str], int] | None", current_app.extensions.get("pulse_askable"))
    return ask(viewer().organisation_id, survey.id if survey else "") if ask else 0


def _kept(form: SurveyForm, survey: SurveyView | None, keys: list[str]) -> str:
    try:
        return _keep(form, survey, keys)
    except NameTaken:
        form.name.errors = [_("There is already a survey with this name. Please choose another one.")]
    except NoQuestions:
        form.form_errors.append(_("A survey asks at least one question. Please choose some below."))
    except TooManyTaps as many:
        form.rotates_over.errors = [too_many(many.found)]
    return ""


def too_many(found: int) -> str:
    """Why so many questions cannot be asked at once."""
    told: str = _(
        "This asks %(taps)s questions at once, and people answer at most %(most)s with care. Please take some out, "
        "or let the topics take turns.",
        taps=found,
        most=MOST_TAPS,
    )
    return told


def _keep(form: SurveyForm, survey: SurveyView | None, keys: list[str]) -> str:
    id, now = viewer().organisation_id, services().clock.now()
    turns = {"rotates_over": form.over, "forms": form.forms}
    with services().database.writing() as session:
        if survey is None:
            made = operations.create_survey(session, id, name=form.name.data, question_keys=keys, **turns)
        else:
            made = survey.id
            operations.keep_version(session, id, made, now=now)  # of a survey that was made without a page
            operations.change_survey(session, id, made, name=form.name.data, question_keys=keys, **turns)
        version = operations.keep_version(session, id, made, now=now)
        details = {"name": form.name.data, "questions": keys, "version": version}
        details |= {name: value for name, value in turns.items() if value}
        action = "survey.changed" if survey else "survey.created"
        record_by(viewer(), session, action, made, details, now=now)
    return made
