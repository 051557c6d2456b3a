"""A survey on a phone: in a frame of the editor, at an address for one's own phone, and for a few colleagues."""

from typing import cast

from flask import abort, current_app, make_response, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from pulse.surveys import pilot, queries
from pulse.surveys.queries import SurveyView, unfiled
from pulse.surveys.surroundings import Shown
from pulse.surveys.views import state
from pulse.surveys.views.blueprint import blueprint
from pulse.surveys.views.editor import known
from pulse.web.access import public, requires, viewer
from pulse.web.headers import POLICY
from pulse.web.services import services

IN_A_FRAME = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


@blueprint.post("/preview")
@requires("admin")
def look() -> Response:
    """What stands on the editor's page, saved or not."""
    with services().database.reading() as session:
        bank = state.bank(session)
    keys = state.posted(bank.known) or abort(400)
    return _phone(viewer().organisation_id, SurveyView("", "", tuple(bank.questions[key] for key in keys)))


@blueprint.get("/<survey_id>/preview")
@requires("admin")
def preview(survey_id: str) -> Response:
    """A survey as it is saved, or as one of its versions was."""
    found = known(survey_id)
    wanted = request.args.get("version", "")
    if wanted:
        found = _version(found.id, viewer().organisation_id, wanted)
    return _phone(viewer().organisation_id, found)


@blueprint.get("/pilot/<token>")
@public
def piloted(token: str) -> Response:
    """What the few see: the check-in's screens; nothing is kept, sent or counted, and who looked is not noted."""
    found = pilot.read(_secret(), token, now=services().clock.now()) or abort(404)
    return _phone(found.organisation_id, _version(found.survey_id, found.organisation_id, str(found.version)))


def _version(survey_id: str, organisation_id: str, wanted: str) -> SurveyView:
    with services().database.reading() as session:
        versions = queries.versions(session, organisation_id, survey_id)
        kept = queries.survey(session, organisation_id, survey_id)
    if not versions and kept and str(kept.version) == wanted:  # it was made without a page and never changed
        return kept
    return next((unfiled(each.body) for each in versions if str(each.version) == wanted), None) or abort(404)


def _secret() -> str:
    return str(current_app.secret_key)


def _phone(organisation_id: str, survey: SurveyView) -> Response:
    show = cast("Shown", current_app.extensions["pulse_shown"])
    words, documents = show(organisation_id, survey)
    words, documents = Markup(words), Markup(documents)  # noqa: S704 - JSON that is made for a script element
    response = make_response(render_template("checkin/preview.html", words=words, survey=documents))
    response.headers["Content-Security-Policy"] = IN_A_FRAME
    return response
