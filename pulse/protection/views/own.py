"""What is kept about somebody, for themselves, without a log-in.

The address of their settings stands in every message, which is forwarded and goes through others' hands. So it only
has a link sent to their own e-mail address, and that link opens their data for an hour.
"""

from flask import Blueprint, abort, render_template, request
from flask.wrappers import Response
from flask_babel import force_locale

from pulse.audit_log.actions import TITLES as ACTIONS
from pulse.invitations import mine
from pulse.organisation.queries import OrganisationView, organisation
from pulse.people.choices.queries import Reader, reader
from pulse.protection import messages
from pulse.protection.holdings.operations import post_link
from pulse.protection.holdings.queries import Holdings, holdings
from pulse.protection.queries import contact, somebody
from pulse.protection.views.people import as_file
from pulse.web.access import public
from pulse.web.services import services

blueprint = Blueprint("own_data", __name__)


@blueprint.route("/invitations/mine/<token>/data", methods=["GET", "POST"])
@public
def ask(token: str) -> str:
    """Have a link sent. A GET changes nothing; like the settings, the form needs no hidden token."""
    organisation_id, person_id = mine.read(_secret(), token) or abort(404)
    here, who = _owner(organisation_id, person_id)
    with services().database.reading() as session:
        found, whom = somebody(session, organisation_id, person_id), contact(session, organisation_id)
    has_email = bool(found and found.email)
    sent = has_email and request.method == "POST"
    if sent:
        with services().database.writing() as session:
            post_link(session, organisation_id, person_id, now=services().clock.now())
    shown = {"organisation": here.name, "language": who.language, "contact": whom}
    with force_locale(who.language):
        return render_template("protection/ask.html", token=token, has_email=has_email, sent=sent, **shown)


@blueprint.get("/invitations/mine/own/<token>")
@public
def page(token: str) -> str:
    """All of it, to read."""
    here, who, held, person_id = _all(token)
    with services().database.reading() as session:
        whom = contact(session, here.id)
    with force_locale(who.language):
        return render_template(
            "protection/own.html",
            token=mine.token(_secret(), here.id, person_id),
            fresh=token,
            held=held,
            organisation=here.name,
            language=who.language,
            ask=whom,
            fields=messages.FIELDS,
            said=messages.said,
            actions=ACTIONS,
            kinds_of_messages=messages.KINDS_OF_MESSAGES,
        )


@blueprint.get("/invitations/mine/own/<token>/data.json")
@public
def file(token: str) -> Response:
    """The same as a file."""
    return as_file(_all(token)[2].document())


def _secret() -> str:
    return services().config.secret_key or services().keys.secret_key()


def _owner(organisation_id: str, person_id: str) -> tuple[OrganisationView, Reader]:
    with services().database.reading() as session:
        here, who = organisation(session, organisation_id), reader(session, organisation_id, person_id)
    if here is None or who is None:
        abort(404)
    return here, who


def _all(token: str) -> tuple[OrganisationView, Reader, Holdings, str]:
    now = services().clock.now()
    organisation_id, person_id = mine.read_fresh(_secret(), token, now) or abort(404)
    here, who = _owner(organisation_id, person_id)
    with services().database.reading() as session:
        held = holdings(session, organisation_id, person_id, own=True, now=now)
    return here, who, held or abort(404), person_id
