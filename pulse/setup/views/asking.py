"""What to ask: a ready survey, looked at on a phone first; and the look at the end."""

from flask import Response as Made
from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.wrappers import Response

from pulse.checkin.strings import PREVIEW, page_words, preview_survey
from pulse.delivery.message import Message
from pulse.invitations.jobs import specimen_seconds
from pulse.organisation.queries import own
from pulse.setup import phone
from pulse.setup.invitation import as_people_get_it
from pulse.setup.operations import begin_with, finish
from pulse.setup.views.blueprint import blueprint, shown
from pulse.surveys.queries import SurveyView, surveys
from pulse.surveys.templates import TEMPLATE_BY_KEY, TEMPLATES
from pulse.web.access import requires, viewer
from pulse.web.headers import POLICY
from pulse.web.language import choose
from pulse.web.services import services

WITH_A_FRAME = f"{POLICY}; frame-src 'self'"
IN_A_FRAME = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


@blueprint.route("/asking", methods=["GET", "POST"], endpoint="asking")
@requires("admin")
def ask() -> Response:
    """Choose a ready survey; it can be changed afterwards."""
    form, kept = FlaskForm(), _kept()
    if form.validate_on_submit():
        template = TEMPLATE_BY_KEY.get(request.form.get("template", "")) or abort(400)
        with services().database.writing() as session:
            begin_with(session, viewer(), template, choose(), now=services().clock.now())
        flash(_("“%(name)s” is your survey. You can change it at any time.", name=template.name[choose()]), "good")
        return redirect(url_for("setup.privacy"))
    looked = TEMPLATE_BY_KEY.get(request.args.get("look", ""))
    return shown("asking", policy=WITH_A_FRAME, form=form, templates=TEMPLATES, kept=kept, looked=looked)


@blueprint.get("/phone")
@requires("admin")
def screens() -> Made:
    """The screens of the check-in without a ballot, for a frame: of a template, or of the survey there is."""
    template, kept = TEMPLATE_BY_KEY.get(request.args.get("template", "")), _kept()
    with services().database.reading() as session:
        here = own(session, viewer().organisation_id)
        if template is None and kept:
            documents = phone.of_survey(session, here, kept[0].id)
        else:
            documents = phone.of_template(here, template or TEMPLATES[0])
    response = make_response(
        render_template(
            "checkin/preview.html",
            words=Markup(page_words(PREVIEW)),  # noqa: S704 - JSON of our own texts, `<` escaped
            survey=Markup(preview_survey(documents.content, documents.afterword)),  # noqa: S704 - likewise
        )
    )
    response.headers["Content-Security-Policy"] = IN_A_FRAME
    return response


@blueprint.route("/look", methods=["GET", "POST"], endpoint="look")
@requires("admin")
def look() -> Response:
    """The first check-in and its invitation, as people get them; then the set-up is done."""
    form = FlaskForm()
    if form.validate_on_submit():
        with services().database.writing() as session:
            finish(session, viewer(), now=services().clock.now())
        return redirect(url_for("setup.done"))
    return shown("look", policy=WITH_A_FRAME, form=form, kept=_kept(), mail=_mail())


def _kept() -> list[SurveyView]:
    with services().database.reading() as session:
        found = surveys(session, viewer().organisation_id)
    return [one for one in found if not one.archived and one.questions]


def _mail() -> Message:
    with services().database.reading() as session:
        here = own(session, viewer().organisation_id)
        seconds = specimen_seconds(session, here.id)
    return as_people_get_it(here, viewer(), services().config, seconds=seconds, now=services().clock.now())
