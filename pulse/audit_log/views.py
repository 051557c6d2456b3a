"""The page that shows what staff did. It cannot change anything."""

from collections.abc import Callable, Collection
from typing import cast

from flask import Blueprint, current_app, render_template, request, url_for

from pulse.audit_log import messages, queries
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
    names_of = cast("Namer | None", current_app.extensions.get("pulse_names"))
    wanted = {token for entry in log.entries for token in messages.tokens(entry)}
    names = names_of(viewer().organisation_id, wanted) if names_of else {}
    lines = [messages.line(entry, names) for entry in log.entries]

    def address(number: int) -> str:
        return url_for("audit_log.listing", page=number)

    return render_template("audit_log/listing.html", log=log, lines=lines, address=address)
