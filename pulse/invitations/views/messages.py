"""What goes out to people, for administrators: how it reads, how far it has come, and what did not arrive.

Whom a reminder goes to is known to nobody here: that would say who has not collected. Numbers are rounded down.
"""

import re
from base64 import b64encode
from datetime import datetime, timedelta
from secrets import token_hex

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Redirect

from pulse.audit_log.operations import record_by
from pulse.cycles.queries import open_cycles
from pulse.delivery import operations as delivery
from pulse.delivery.jobs import COMES_BACK
from pulse.delivery.letters import moment
from pulse.delivery.message import Message
from pulse.delivery.operations import EXPIRED, Posting
from pulse.delivery.queries import posted
from pulse.i18n import LANGUAGES, html_language
from pulse.invitations import queries
from pulse.invitations.jobs import specimen_seconds
from pulse.invitations.messages import INVITATION, KINDS, TEST, specimen
from pulse.organisation.queries import own
from pulse.people.choices.queries import stopped_count
from pulse.people.queries import counts, staff
from pulse.web.access import requires, viewer
from pulse.web.language import choose
from pulse.web.services import services

blueprint = Blueprint("messages", __name__, url_prefix="/invitations")
WINDOW = timedelta(days=7)
STEP = 5
SHOWN = 200  # of what did not arrive; more would be no page to read
_SAID_BY_MAIL = re.compile(r"[45](\d\d[ -]|\.\d+\.\d)")
# A mail has its styles at its elements and its pictures inside; nothing else may happen there.
OF_A_MAIL = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"


@blueprint.app_template_global()
def at_least(number: int) -> str:
    """A number that must not count single persons: rounded down to 5."""
    if number < STEP:
        return str(_("fewer than 5"))
    return str(_("at least %(count)s", count=number // STEP * STEP))


@blueprint.get("/")
@requires("admin")
def index() -> str:
    """What people get, how the open check-in's messages are doing, what failed, what comes."""
    here, now = viewer().organisation_id, services().clock.now()
    with services().database.reading() as session:
        found = own(session, here)
        running = open_cycles(session, now=now, organisation_id=here)
        failed = queries.failures(session, here, now=now)
        return render_template(
            "invitations/messages.html",
            kinds=KINDS,
            specimens={(kind, code): _specimen(kind, code, session) for kind in KINDS for code in LANGUAGES},
            open=[
                (
                    moment(cycle.answer_until, found.time_zone, choose()),
                    posted(session, here, cycle.id),
                    queries.reminders_sent(session, here, cycle.id),
                    queries.planned_reminders(session, cycle, now=now),
                )
                for cycle in running
            ],
            failures=[(one, reason(one.error), detail(one.error)) for one in failed[:SHOWN]],
            failed=len(failed),
            people=counts(session, here),
            stopped=stopped_count(session, here),
            email=_address(session),
            own=found.language,
            form=FlaskForm(),
        )


@blueprint.get("/preview")
@requires("admin")
def preview() -> Response:
    """A message as a mail program shows it, by itself: it may do less than any page."""
    kind, code = request.args.get("kind", ""), request.args.get("language", "")
    if kind not in KINDS or code not in LANGUAGES:
        abort(400)
    with services().database.reading() as session:
        message = _specimen(kind, code, session)
    html = message.html
    for picture in message.letter.written().pictures:
        html = html.replace(f"cid:{picture.name}", f"data:image/png;base64,{b64encode(picture.content).decode()}")
    response = make_response(html)
    response.headers["Content-Security-Policy"] = OF_A_MAIL
    return response


@blueprint.post("/test")
@requires("admin")
def test() -> Redirect:
    """Send one of the messages to whoever asks, marked as a test."""
    here, now = viewer(), services().clock.now()
    kind, code = request.form.get("kind", ""), request.form.get("language", "")
    if kind not in KINDS or code not in LANGUAGES:
        abort(400)
    with services().database.writing() as session:
        row = Posting(f"{TEST}.{token_hex(16)}", TEST, f"{kind}.{code}", here.account_id, now, now + WINDOW)
        delivery.enqueue(session, here.organisation_id, [row])
        _record(session, "message.tested", {"what": kind, "language": code})
        address = _address(session)
    flash(_("The test is on its way to %(address)s.", address=address))
    return redirect(url_for("messages.index"))


@blueprint.post("/again")
@requires("admin")
def again() -> Redirect:
    """Try one message again that did not arrive, or all of them."""
    here, now, wanted = viewer().organisation_id, services().clock.now(), request.form.get("message", "")
    with services().database.writing() as session:
        failed = queries.failures(session, here, now=now)
        tried = [one for one in failed if not wanted or one.dedup == wanted]
        delivery.lift_suppressions(session, here, [one.email for one in tried if one.email])
        if wanted:
            delivery.revive(session, here, wanted, now=now)
        else:
            delivery.revive_all(session, here, INVITATION, now=now)
        if tried:
            _record(session, "message.tried_again", {"messages": len(tried)})
    done = ngettext("%(num)s message is tried again.", "%(num)s messages are tried again.", len(tried))
    flash(done if tried else _("There was nothing to try again."))
    return redirect(url_for("messages.index"))


def reason(error: str) -> str:
    """Why a message did not arrive, in words for somebody who does not run mail servers."""
    if error == EXPIRED:
        return str(_("It was too late before it could be sent."))
    if error == COMES_BACK:
        return str(_("Mail to this address came back before."))
    if error.startswith(("550", "551", "553", "5.1", "this is not an address")):
        return str(_("The address does not exist, or is mistyped."))
    if error.startswith("552"):
        return str(_("The mailbox is full."))
    if _SAID_BY_MAIL.match(error):
        return str(_("The other side refused it."))
    return str(_("The message could not be delivered."))


def detail(error: str) -> str:
    """What the mail server said. Any other words would tell which way somebody chose, so they are not shown."""
    return error if _SAID_BY_MAIL.match(error) else ""


def _specimen(kind: str, code: str, session: Session) -> Message:
    here, now = own(session, viewer().organisation_id), services().clock.now()
    return specimen(
        kind,
        code,
        here,
        until=moment(_soon(now), here.time_zone, code),
        seconds=specimen_seconds(session, here.id),
        anonymity=f"{services().config.ballot_url}/anonymity/{html_language(code)}",
        to=(viewer().name, _address(session)),
        dedup=TEST,
    )


def _soon(now: datetime) -> datetime:
    return (now + WINDOW).replace(minute=0, second=0, microsecond=0)


def _address(session: Session) -> str:
    every = staff(session, viewer().organisation_id)
    return next(one.email for one in every if one.id == viewer().account_id)


def _record(session: Session, action: str, details: dict[str, object]) -> None:
    record_by(viewer(), session, action, viewer().organisation_id, details, now=services().clock.now())
