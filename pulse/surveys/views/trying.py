"""A pilot: an address for a few colleagues, to copy or to be sent to them at once."""

from datetime import date
from urllib.parse import quote

from flask import current_app, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import Field, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from pulse.audit_log.operations import record_by
from pulse.audit_log.queries import times_since
from pulse.delivery.channels.failures import Down, Later, Never
from pulse.delivery.channels.registry import open_channel
from pulse.delivery.letters import FromTemplate, letter
from pulse.delivery.message import EMAIL
from pulse.organisation.operations import lock
from pulse.organisation.queries import own
from pulse.surveys import mailing, pilot
from pulse.surveys.mailing import LONGEST, MOST_ADDRESSES, MOST_MAILINGS, PER, NotAddresses, Outcome
from pulse.surveys.queries import SurveyView
from pulse.surveys.views.blueprint import Page, blueprint
from pulse.surveys.views.editor import known
from pulse.web.access import requires, viewer
from pulse.web.language import choose
from pulse.web.services import services
from pulse.web.writing import on_day

MAILED = "survey.tried"


class TryForm(FlaskForm):
    """To whom a trial is mailed; the addresses go nowhere but to the mail server."""

    to = TextAreaField(
        _l("E-mail addresses"),
        [
            DataRequired(_l("Write at least one address.")),
            Length(max=LONGEST, message=_l("This is longer than %(most)s characters.", most=LONGEST)),
        ],
        render_kw={"rows": 3, "spellcheck": "false", "autocomplete": "off"},
    )

    def validate_to(self, field: Field) -> None:
        """Up to ten addresses that mail can go to."""
        try:
            found = mailing.addresses(field.data)
        except NotAddresses as wrong:
            raise ValidationError(_("“%(given)s” is not an e-mail address.", given=wrong.given)) from wrong
        if len(found) > MOST_ADDRESSES:
            raise ValidationError(_("Please give at most %(most)s addresses.", most=MOST_ADDRESSES))


@blueprint.route("/<survey_id>/pilot", methods=["GET", "POST"])
@requires("admin")
def ask_a_few(survey_id: str) -> Page:
    """An address for a few colleagues, who look at the survey and answer by mail."""
    found, form = known(survey_id), TryForm()
    address, until = _address(found)
    outcome = None
    if form.validate_on_submit():
        if not _may_mail(found):
            form.to.errors = [_("This was sent %(most)s times today. Copy the address instead.", most=MOST_MAILINGS)]
        else:
            outcome = _mailed(form, _letter(found, address, until))
    subject = _("Would you try this survey? %(name)s", name=found.name)
    body = _(
        "Please try this survey on your phone and tell me by reply what is unclear. Nothing you tap is kept or "
        "sent:\n\n%(address)s\n\nThe address works until %(day)s.",
        address=address,
        day=on_day(until),
    )
    page = render_template(
        "surveys/pilot.html",
        survey=found,
        form=form,
        sent=outcome.sent if outcome else 0,
        address=address,
        until=until,
        has_mail=bool(services().config.smtp_url),
        mail=f"mailto:?subject={quote(subject)}&body={quote(body)}",
    )
    return page, 400 if form.errors else 200


def _address(survey: SurveyView) -> tuple[str, date]:
    made = pilot.pilot(viewer().organisation_id, survey.id, survey.version, now=services().clock.now())
    path = url_for("surveys.piloted", token=pilot.token(str(current_app.secret_key), made))
    return f"{services().config.base_url}{path}", made.until.date()


def _may_mail(survey: SurveyView) -> bool:
    """Note that it is mailed, but not to whom; False if that was done too often."""
    now = services().clock.now()
    with services().database.writing() as session:
        lock(session, viewer().organisation_id)
        if times_since(session, viewer().organisation_id, MAILED, now - PER) >= MOST_MAILINGS:
            return False
        record_by(viewer(), session, MAILED, survey.id, {"version": survey.version}, now=now)
    return True


def _letter(survey: SurveyView, address: str, until: date) -> FromTemplate:
    with services().database.reading() as session:
        name = own(session, viewer().organisation_id).name
    day = on_day(until)
    return letter(
        "surveys/pilot", choose(), own=(), name="", organisation=name, survey=survey.name, link=address, day=day
    )


def _mailed(form: TryForm, words: FromTemplate) -> Outcome:
    """Send it; the addresses that it did not leave for stay in the box, with what the mail server said."""
    to = mailing.addresses(form.to.data)
    try:
        channel = open_channel(services(), viewer().organisation_id, EMAIL, services().clock.now())
    except (Down, Later, Never) as failure:
        outcome = Outcome(0, tuple(to), str(failure))
    else:
        try:
            outcome = mailing.send(channel, words, to)
        finally:
            channel.close()
    form.to.data = "\n".join(outcome.left)
    if outcome.left:
        form.to.errors = [
            ngettext(
                "It did not leave for %(num)s address: %(why)s.",
                "It did not leave for %(num)s addresses: %(why)s.",
                len(outcome.left),
                why=_(outcome.said).rstrip("."),
            )
        ]
    return outcome
