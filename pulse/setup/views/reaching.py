"""Whether mail leaves and whether people's phones reach Pulse: tried, and told in words."""

import segno
from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from pulse.delivery import mailcheck, messages
from pulse.delivery.channels.failures import Down, Later, Never
from pulse.delivery.channels.registry import open_channel
from pulse.delivery.message import EMAIL
from pulse.invitations.jobs import specimen_seconds
from pulse.organisation.queries import own
from pulse.schedule.messages import obstacle_sentence
from pulse.setup.addresses import asked, by_name, is_local
from pulse.setup.invitation import as_people_get_it
from pulse.setup.views.blueprint import blueprint, shown
from pulse.setup.words import told
from pulse.web.access import requires, viewer
from pulse.web.services import services

STAFF_PAGE, PHONE_PAGE = "/people/forgotten", "/phone"  # each is known to one of the two hosts alone


@blueprint.get("/reaching", endpoint="reaching")
@requires("admin")
def reaching() -> Response:
    """What is set up, and what stands in the way."""
    return _page({})


@blueprint.post("/reaching/addresses")
@requires("admin")
def addresses() -> Response:
    """Ask for both addresses, as a browser would."""
    if not FlaskForm().validate_on_submit():
        abort(400)
    config = services().config
    tried = {config.base_url: STAFF_PAGE, config.ballot_url: PHONE_PAGE}
    return _page({address: asked(address, path) for address, path in tried.items()})


@blueprint.post("/reaching/mail")
@requires("admin")
def mail() -> Response:
    """Send the invitation to oneself, at once, and say what the mail server answered."""
    if not FlaskForm().validate_on_submit():
        abort(400)
    now, here = services().clock.now(), viewer()
    with services().database.reading() as session:
        organisation = own(session, here.organisation_id)
        seconds = specimen_seconds(session, organisation.id)
    failure: Exception | None = None
    try:
        open_ = open_channel(services(), here.organisation_id, EMAIL, now)
        try:
            open_.send(as_people_get_it(organisation, here, services().config, seconds=seconds, now=now))
        finally:
            open_.close()
    except (Down, Later, Never) as problem:
        failure = problem
    flash(*messages.outcome(failure, _(messages.TITLES[EMAIL])))
    return redirect(url_for("setup.reaching"))


def _page(answers: dict[str, str]) -> Response:
    config = services().config
    rows = [
        (title, address, told(address, [*by_name(address), *([answers[address]] if address in answers else [])]))
        for title, address in (
            (_("For staff"), config.base_url),
            (_("For those who answer"), config.ballot_url),
        )
    ]
    phone = config.ballot_url + PHONE_PAGE
    return shown(
        "reaching",
        form=FlaskForm(),
        mail=mailcheck.checked(config),
        words=messages,
        email=viewer().email,
        obstacle_sentence=obstacle_sentence,
        rows=rows,
        tried=bool(answers),
        local=is_local(config.ballot_url),
        phone=phone,
        square=segno.make(phone, error="m").svg_data_uri(scale=5, border=3, dark="#000", light="#fff"),
    )
