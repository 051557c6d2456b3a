"""Everybody's own settings, without a log-in: how messages reach them, in which language, at what hour, or not at all.

The address is the key. It holds a secret of this one person that nobody can make up, and stands in their messages
alone; who has it could also read those. Hence no cookie, and no hidden token in the forms: such a token keeps other
pages from using a log-in that the browser adds by itself, and here the browser adds nothing. Who can name the address
can as well send the form; who cannot, reaches nobody's settings. What is changed here concerns messages alone, and
the person finds it on this page.

A GET changes nothing, as programs that guard mailboxes open every address; a mail program's button posts (RFC 8058).
"""

from dataclasses import dataclass, replace
from typing import NoReturn

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale
from werkzeug.wrappers import Response

from pulse.invitations import mine
from pulse.invitations.forms import MineForm
from pulse.invitations.operations import post_again
from pulse.organisation.queries import OrganisationView, organisation
from pulse.people.choices.operations import choose
from pulse.people.choices.queries import Reader, reader
from pulse.web.access import public
from pulse.web.services import services

blueprint = Blueprint("mine", __name__, url_prefix="/invitations/mine")
DONE = {"saved", "stopped", "started"}


@dataclass(frozen=True)
class Owner:
    """Whose page it is."""

    organisation: OrganisationView
    person_id: str
    reader: Reader


@blueprint.route("/<token>", methods=["GET", "POST"])
@public
def settings(token: str) -> Response | str:
    """Channel, hour and language, and a button that stops the messages."""
    owner = _owner(token)
    form = MineForm()
    with force_locale(owner.reader.language):
        form.offer(owner.reader)
        if form.validate_on_submit():
            with services().database.writing() as session:
                choose(session, owner.organisation.id, owner.person_id, form.chosen(owner.reader))
            return redirect(url_for("mine.settings", token=token, done="saved"), 303)
        return _page("settings", token, owner, form=form)


@blueprint.get("/<token>/stop")
@public
def ask_to_stop(token: str) -> str:
    """For those who open the mail program's address in a browser: a button, and nothing has happened yet."""
    owner = _owner(token)
    with force_locale(owner.reader.language):
        return _page("stop", token, owner)


@blueprint.post("/<token>/stop")
@public
def stop(token: str) -> str:
    """No more invitations and reminders; the mail program's own button comes here, too.

    It answers by itself, as programs that post do not follow a redirect.
    """
    owner = _set_stopped(token, stopped=True)
    with force_locale(owner.reader.language):
        return _page("stopped", token, owner)


@blueprint.post("/<token>/start")
@public
def start(token: str) -> Response:
    """Messages again, with the invitation of a check-in that opened meanwhile."""
    owner = _set_stopped(token, stopped=False)
    with services().database.writing() as session:
        post_again(session, owner.organisation.id, owner.person_id, now=services().clock.now())
    return redirect(url_for("mine.settings", token=token, done="started"), 303)


def _owner(token: str) -> Owner:
    """Whose token it is; that never was, of somebody who left or is another record now: all are the same 404."""
    config, keys = services().config, services().keys
    named = mine.read(config.secret_key or keys.secret_key(), token) or _gone()
    organisation_id, person_id = named
    with services().database.reading() as session:
        here = organisation(session, organisation_id)
        found = reader(session, organisation_id, person_id)
    if here is None or found is None:
        _gone()
    return Owner(here, person_id, found)


def _gone() -> NoReturn:
    """Say how whoever still gets messages finds their settings; to whom the address once led is not told."""
    abort(make_response(render_template("invitations/mine/gone.html"), 404))


def _set_stopped(token: str, *, stopped: bool) -> Owner:
    owner = _owner(token)
    chosen = replace(owner.reader.choice, stopped=stopped)
    with services().database.writing() as session:
        choose(session, owner.organisation.id, owner.person_id, chosen)
    return replace(owner, reader=replace(owner.reader, choice=chosen))


def _page(name: str, token: str, owner: Owner, **more: object) -> str:
    done = request.args.get("done", "")
    return render_template(
        f"invitations/mine/{name}.html",
        token=token,
        organisation=owner.organisation.name,
        reader=owner.reader,
        language=owner.reader.language,
        done=done if done in DONE else "",
        **more,
    )
