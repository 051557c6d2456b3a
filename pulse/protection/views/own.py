"""What is kept about somebody, for themselves: behind the address of their own settings, without a log-in."""

from flask import Blueprint, abort, render_template
from flask.wrappers import Response
from flask_babel import force_locale

from pulse.audit_log.actions import TITLES as ACTIONS
from pulse.invitations import mine
from pulse.organisation.queries import OrganisationView, organisation
from pulse.people.choices.queries import Reader, reader
from pulse.protection import messages
from pulse.protection.holdings.queries import Holdings, holdings
from pulse.protection.queries import contact
from pulse.protection.views.people import as_file
from pulse.web.access import public
from pulse.web.services import services

blueprint = Blueprint("own_data", __name__, url_prefix="/invitations/mine")


@blueprint.get("/<token>/data")
@public
def page(token: str) -> str:
    """All of it, to read."""
    here, who, held = _all(token)
    with services().database.reading() as session:
        ask = contact(session, here.id)
    with force_locale(who.language):
        return render_template(
            "protection/own.html",
            token=token,
            held=held,
            organisation=here.name,
            language=who.language,
            ask=ask,
            fields=messages.FIELDS,
            said=messages.said,
            actions=ACTIONS,
            kinds_of_messages=messages.KINDS_OF_MESSAGES,
        )


@blueprint.get("/<token>/data.json")
@public
def file(token: str) -> Response:
    """The same as a file."""
    return as_file(_all(token)[2].document())


def _all(token: str) -> tuple[OrganisationView, Reader, Holdings]:
    config, keys = services().config, services().keys
    organisation_id, person_id = mine.read(config.secret_key or keys.secret_key(), token) or abort(404)
    with services().database.reading() as session:
        here, who = organisation(session, organisation_id), reader(session, organisation_id, person_id)
        held = holdings(session, organisation_id, person_id, own=True, now=services().clock.now())
    if here is None or who is None or held is None:
        abort(404)
    return here, who, held
