"""Pages of surveys: which there are, a new one, changing one."""

from collections.abc import Callable
from typing import cast

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pulse.audit_log.operations import record
from pulse.questions.operations import add_bank
from pulse.questions.queries import QuestionView, questions
from pulse.surveys import operations, queries
from pulse.surveys.forms import SurveyForm
from pulse.surveys.operations import NameTaken, NoQuestions, TooManyTaps
from pulse.surveys.rotation import MOST_TAPS
from pulse.surveys.views.blueprint import blueprint
from pulse.web.access import requires, viewer
from pulse.web.language import choose
from pulse.web.services import services


@blueprint.get("/")
@requires("admin")
def index() -> str:
    """All surveys and what each asks."""
    with services().database.reading() as session:
        found = queries.surveys(session, viewer().organisation_id)
    return render_template("surveys/index.html", surveys=found)


@blueprint.route("/new", methods=["GET", "POST"])
@requires("admin")
def new() -> Response | str:
    """Make a survey."""
    return _edit(None)


@blueprint.route("/<survey_id>", methods=["GET", "POST"])
@requires("admin")
def survey(survey_id: str) -> Response | str:
    """Change what a survey asks from its next cycle on."""
    with services().database.reading() as session:
        found = queries.survey(session, viewer().organisation_id, survey_id)
    return _edit(found or abort(404))


def _edit(survey: queries.SurveyView | None) -> Response | str:
    bank = _bank()
    form = SurveyForm()
    form.offer(bank, choose(), _askable())
    if survey and not form.is_submitted():
        form.show(survey)
    if form.validate_on_submit() and _kept(form, survey):
        flash(_("The survey is saved."))
        return redirect(url_for("surveys.index"))
    return render_template("surveys/edit.html", form=form, survey=survey, bank={one.key: one for one in bank})


def _askable() -> int:
    """How many people can be asked: they belong to a stage after this one."""
    ask = cast("Callable[[str], int] | None", current_app.extensions.get("pulse_askable"))
    return ask(viewer().organisation_id) if ask else 0


def _bank() -> list[QuestionView]:
    """The organisation's questions; it gets them when its first survey is written."""
    organisation_id = viewer().organisation_id
    with services().database.reading() as session:
        found = questions(session, organisation_id)
    if found:
        return found
    with services().database.writing() as session:
        add_bank(session, organisation_id)
        return questions(session, organisation_id)


def _kept(form: SurveyForm, survey: queries.SurveyView | None) -> bool:
    try:
        _keep(form, survey)
    except NameTaken:
        form.name.errors = [_("There is already a survey with this name. Please choose another one.")]
    except NoQuestions:
        form.topics.errors = [_("One of these questions does not exist any more. Please tick again.")]
    except TooManyTaps as many:
        form.rotates_over.errors = [
            _(
                "This asks %(taps)s questions at once, and people answer at most %(most)s with care. Please untick "
                "some, or let the topics take turns.",
                taps=many.found,
                most=MOST_TAPS,
            )
        ]
    else:
        return True
    return False


def _keep(form: SurveyForm, survey: queries.SurveyView | None) -> None:
    here, asked = (
        viewer(),
        {"name": form.name.data, "question_keys": form.question_keys, "rotates_over": form.over, "forms": form.forms},
    )
    turns = {name: asked[name] for name in ("rotates_over", "forms") if asked[name]}
    with services().database.writing() as session:
        if survey is None:
            survey_id, action = operations.create_survey(session, here.organisation_id, **asked), "survey.created"
        else:
            survey_id, action = survey.id, "survey.changed"
            operations.change_survey(session, here.organisation_id, survey_id, **asked)
        record(
            session,
            here.organisation_id,
            actor=here.account_id,
            action=action,
            subject=survey_id,
            details={"name": form.name.data, "questions": form.question_keys, **turns},
            now=services().clock.now(),
        )
