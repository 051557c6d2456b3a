"""The page that shows what staff did. It cannot change anything."""

from collections.abc import Callable, Collection
from typing import cast

from flask import Blueprint, current_app, render_template, request, url_for
from flask_babel import gettext as _

from pulse.audit_log import queries
from pulse.audit_log.actions import TITLES
from pulse.web.access import requires, viewer
from pulse.web.services import services

blueprint = Blueprint("audit_log", __name__, url_prefix="/audit-log")
Namer = Callable[[str, Collection[str]], dict[str, str]]  # put in by `application`: this stage knows only ids


@blueprint.get("/")
@requires("admin")
def listing() -> str:
    """The log, newest first."""
    with services().database.reading() as session:
        log = queries.log_page(session, viewer().organisation_id, page=request.args.get("page", 1, type=int))
    names_of = cast("Namer | None", current_app.extensions.get("pulse_account_names"))
    ids = {name for entry in log.entries for name in (entry.actor, entry.subject)}
    names = names_of(viewer().organisation_id, ids) if names_of else {}
    titles = {action: _(title) for action, title in TITLES.items()}

    def address(number: int) -> str:
        return url_for("audit_log.listing", page=number)

    return render_template("audit_log/listing.html", log=log, names=names, titles=titles, address=address)
