"""The page that says what leaving the demo means, and does it."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pulse.keys.store import KeyFolderAway
from pulse.leaving.forms import LeaveForm
from pulse.leaving.operations import leave_demo
from pulse.leaving.queries import belongings
from pulse.organisation.queries import organisation
from pulse.people import sessions
from pulse.people.access import may_open
from pulse.web.access import requires, viewer
from pulse.web.services import services
from pulse.web.sure import is_sure

blueprint = Blueprint("leaving", __name__, url_prefix="/leaving")


@blueprint.app_context_processor
def link() -> dict[str, Callable[[], bool]]:
    """What the staff shell asks."""
    return {"may_leave_demo": may_leave_demo}


def may_leave_demo() -> bool:
    """Whether this viewer belongs to a demo organisation and may leave it."""
    if g.get("viewer") is None or not may_open("/leaving/"):
        return False
    with services().database.reading() as session:
        found = organisation(session, viewer().organisation_id)
    return found is not None and found.is_demo


@blueprint.route("/", methods=["GET", "POST"])
@requires("admin", "hr")
def confirm() -> str | tuple[str, int] | Response:
    """Say what is lost, and lose it."""
    with services().database.reading() as session:
        lost = belongings(session, viewer().organisation_id)
    if lost is None:
        abort(404)
    form = LeaveForm()
    if not form.validate_on_submit() or not is_sure():
        return render_template("leaving/confirm.html", form=form, lost=lost)
    try:
        leave_demo(services(), viewer().organisation_id)
    except KeyFolderAway:
        flash(_("The key folder is not there, so nothing was removed. Bring it back and try again."), "danger")
        return render_template("leaving/confirm.html", form=form, lost=lost), 503
    sessions.log_out()
    flash(_("The demo is gone."))
    return redirect(url_for("people.start"))
