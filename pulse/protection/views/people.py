"""One person: what is kept about them, a file of it, and erasing them."""

from datetime import date, datetime

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, url_for
from flask.wrappers import Response as FlaskResponse
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pulse.audit_log.actions import TITLES as ACTIONS
from pulse.audit_log.operations import record_by
from pulse.protection import messages, queries
from pulse.protection.erasure.operations import NotErased, erase
from pulse.protection.forms import EraseForm
from pulse.protection.holdings.queries import Holdings, holdings
from pulse.protection.queries import Found
from pulse.web.access import requires, viewer
from pulse.web.services import services

blueprint = Blueprint("protection_people", __name__, url_prefix="/protection/people")


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"fields": messages.FIELDS, "said": messages.said, "actions": ACTIONS}


@blueprint.get("/<person_id>")
@requires("admin")
def one(person_id: str) -> str:
    """Everything that an administrator may see of what is kept about somebody."""
    held = _held(person_id)
    return render_template("protection/person.html", held=held, person_id=person_id)


@blueprint.post("/<person_id>/export")
@requires("admin")
def export(person_id: str) -> FlaskResponse:
    """The same as a file, to hand to that person. That it was made is written down."""
    held = _held(person_id)
    with services().database.writing() as session:
        now = services().clock.now()
        record_by(viewer(), session, "person.exported", person_id, {}, now=now)
    left_out = "Left out, as nobody else is shown it: pick-ups of ballots, choices of messages, times of messages."
    return as_file({"left_out": left_out, **held.document()})


@blueprint.route("/<person_id>/erase", methods=["GET", "POST"])
@requires("admin")
def remove(person_id: str) -> Response | str:
    """Say what goes and what stays, and erase."""
    found, form = _somebody(person_id), EraseForm()
    if form.validate_on_submit() and form.confirms(found.number):
        try:
            with services().database.writing() as session:
                actor, now = viewer().account_id, services().clock.now()
                erase(session, viewer().organisation_id, person_id, actor=actor, now=now)
        except NotErased as refused:
            flash(_(str(refused)), "danger")
        else:
            flash(_("Erased."))
            return redirect(url_for("protection.index"))
    with services().database.reading() as session:
        has_account = queries.account_of(session, viewer().organisation_id, found.email) is not None
    return render_template("protection/erase.html", form=form, found=found, has_account=has_account)


def as_file(document: dict[str, object]) -> FlaskResponse:
    """A JSON file that no browser keeps."""
    answer = jsonify(_plain(document))
    answer.headers["Content-Disposition"] = 'attachment; filename="pulse-data.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _plain(value: object) -> object:
    """Instants and days as ISO 8601."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def _held(person_id: str) -> Holdings:
    with services().database.reading() as session:
        now = services().clock.now()
        found = holdings(session, viewer().organisation_id, person_id, own=False, now=now)
    return found or abort(404)


def _somebody(person_id: str) -> Found:
    with services().database.reading() as session:
        return queries.somebody(session, viewer().organisation_id, person_id) or abort(404)
