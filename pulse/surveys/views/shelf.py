"""What can be done with a whole survey: copy it, put it away, take it elsewhere as a file, look at its versions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from pulse.audit_log.operations import record_by
from pulse.organisation import queries as organisations
from pulse.organisation.names import slug
from pulse.surveys import operations, queries
from pulse.surveys.audiences.filed import paths
from pulse.surveys.audiences.queries import audience as audience_of
from pulse.surveys.draft import Changes, changes
from pulse.surveys.exchange import write
from pulse.surveys.operations import TooManyTaps
from pulse.surveys.queries import SurveyView, VersionView, unfiled
from pulse.surveys.reading import NotASurvey, read_survey
from pulse.surveys.templates import TEMPLATES
from pulse.surveys.views import state
from pulse.surveys.views.blueprint import Page, blueprint
from pulse.surveys.views.editor import known, too_many
from pulse.web.access import requires, viewer
from pulse.web.services import services


@dataclass(frozen=True)
class Step:
    """A version with what is new in it."""

    version: VersionView
    survey: SurveyView
    before: SurveyView | None
    changes: Changes | None


@blueprint.post("/<survey_id>/copy")
@requires("admin")
def copy(survey_id: str) -> Response:
    """Another survey that asks the same, to be changed."""
    found = known(survey_id)
    id, now = viewer().organisation_id, services().clock.now()
    with services().database.writing() as session:
        name = _("%(name)s, a copy", name=found.name)
        made = operations.copy_survey(session, id, found.id, name=name, now=now)
        record_by(viewer(), session, "survey.copied", made, {"name": found.name}, now=now)
    flash(_("This is the copy. Give it a name of its own."))
    return redirect(url_for("surveys.survey", survey_id=made))


@blueprint.post("/<survey_id>/archive")
@requires("admin")
def archive(survey_id: str) -> Response:
    """Put a survey away, or bring it back."""
    found, away = known(survey_id), request.form.get("away") == "yes"
    if away and (runs := state.uses().get(found.id)) and runs.runs:
        flash(_("A series still asks this survey. End the series first, then put the survey away."), "danger")
        return redirect(url_for("surveys.survey", survey_id=found.id))
    with services().database.writing() as session:
        operations.archive(session, viewer().organisation_id, found.id, away=away)
        action = "survey.archived" if away else "survey.brought_back"
        record_by(viewer(), session, action, found.id, {"name": found.name}, now=services().clock.now())
    flash(_("The survey is put away. Its results stay.") if away else _("The survey is back."))
    return redirect(url_for("surveys.index") if away else url_for("surveys.survey", survey_id=found.id))


@blueprint.get("/<survey_id>/export")
@requires("admin")
def export(survey_id: str) -> Response:
    """The survey as a file: what it asks, and whom; not when."""
    found, id = known(survey_id), viewer().organisation_id
    with services().database.reading() as session:
        whom = audience_of(session, id, survey_id)
        units, locations = organisations.units(session, id), organisations.locations(session, id)
    here, there = paths(units, whom.units), paths(locations, whom.locations)
    response = make_response(write(replace(queries.filed(found), units=here, locations=there)))
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = f'attachment; filename="{slug(found.name)}.json"'
    return response


@blueprint.post("/import")
@requires("admin")
def take_in() -> Page:
    """A survey from a file."""
    given = request.files.get("file")
    try:
        filed = read_survey(given.read() if given else b"")
        with services().database.writing() as session:
            now = services().clock.now()
            made, kept = operations.import_survey(session, viewer().organisation_id, filed, now=now)
            record_by(viewer(), session, "survey.imported", made, {"name": filed.name}, now=now)
    except NotASurvey as wrong:
        return _refused(_(wrong.sentence, **_shown(wrong.values)) if given else _("Please choose a file."))
    except TooManyTaps as many:
        return _refused(too_many(many.found))
    flash(_("The survey is here. Please look through it."))
    if filed.units or filed.locations:
        flash(_("It asks only the parts that its file names. You can change whom it asks."))
    if kept:
        flash(
            ngettext(
                "%(num)s question was here before and stays as it is worded here.",
                "%(num)s questions were here before and stay as they are worded here.",
                kept,
            )
        )
    return redirect(url_for("surveys.survey", survey_id=made))


def _shown(values: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def _refused(sentence: str) -> str:
    return render_template("surveys/new.html", templates=TEMPLATES, form=FlaskForm(), wrong=sentence)


@blueprint.get("/<survey_id>/versions")
@requires("admin")
def versions(survey_id: str) -> str:
    """What the survey asked before, and what changed from one version to the next."""
    found = known(survey_id)
    with services().database.reading() as session:
        kept = queries.versions(session, viewer().organisation_id, found.id)
    steps = [
        Step(
            one,
            unfiled(one.body),
            unfiled(before.body) if before else None,
            changes(before.body, one.body) if before else None,
        )
        for one, before in zip(kept, [*kept[1:], None], strict=False)
    ]
    return render_template("surveys/versions.html", survey=found, steps=steps)
