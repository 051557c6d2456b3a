"""The pages that show what staff did, and whether the log is whole. They cannot change anything."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, cast

from flask import Blueprint, current_app, render_template, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from pulse.audit_log import messages, queries, sheet
from pulse.audit_log.chain import FAULTS, Kept
from pulse.audit_log.forms import SoughtForm
from pulse.audit_log.operations import record_by
from pulse.audit_log.queries import EVERYTHING, Sought
from pulse.web.access import requires, viewer
from pulse.web.services import services

blueprint = Blueprint("audit_log", __name__, url_prefix="/audit-log")
Namer = Callable[[str, Collection[str]], dict[str, str]]  # put in by `application`: this stage knows only ids
AT_ONCE = 5_000  # names that are asked for in one statement
CSV, JSON = "csv", "json"


@blueprint.get("/")
@requires("admin", "auditor")
def listing() -> str:
    """What is looked for in the log, newest first."""
    form, sought = _sought()
    with services().database.reading() as session:
        log = queries.log_page(session, _here(), sought, page=request.args.get("page", 1, type=int))
        head = queries.head(session, _here())
    names = _names({token for entry in log.entries for token in messages.tokens(entry)})
    lines = [messages.line(entry, names) for entry in log.entries]

    def address(number: int) -> str:
        given: dict[str, Any] = {**form.given(), "page": number}
        return url_for("audit_log.listing", **given)

    return render_template(
        "audit_log/listing.html", log=log, lines=lines, address=address, form=form, head=head, given=form.given()
    )


@blueprint.get("/check")
@requires("admin", "auditor")
def check() -> str:
    """Look through the whole chain, now."""
    with services().database.snapshot() as session:
        verdict = queries.looked_through(session, _here())
    said = {key: _(text) for key, text in FAULTS.items()}
    return render_template("audit_log/check.html", verdict=verdict, said=said)


@blueprint.post("/export")
@requires("admin", "auditor")
def export() -> Response:
    """A file of what is looked for; that it was made is itself an entry."""
    form, sought = _sought()
    kind = JSON if request.form.get("format") == JSON else CSV
    with services().database.snapshot() as session:
        head = queries.head(session, _here())
        found = list(queries.every(session, _here(), sought))
    now = services().clock.now()
    if kind == CSV:
        names = _names(_tokens(found))
        body = sheet.csv_of(messages.columns(), (messages.cells(one, names) for one in found))
    else:
        whole = {"organisation": _here(), "complete": sought == EVERYTHING, "head": vars(head)}
        body = json.dumps({**whole, "entries": [_plain(one) for one in found]}, ensure_ascii=False).encode()
    with services().database.writing() as session:
        looked_for = {**form.given(), "group": messages.group_title(form.given().get("group", ""))}
        told = {"format": kind.upper(), "entries": len(found), **looked_for}
        record_by(viewer(), session, "audit_log.exported", "", told, now=now)
    return Response(
        body,
        mimetype="text/csv" if kind == CSV else "application/json",
        headers={
            "Content-Disposition": f'attachment; filename="audit-log-{now:%Y-%m-%d}.{kind}"',
            "Cache-Control": "no-store",
        },
    )


def _here() -> str:
    return viewer().organisation_id


def _sought() -> tuple[SoughtForm, Sought]:
    """The form as it was filled in, and what it means; one that was filled in wrongly finds everything."""
    form = SoughtForm(request.args)
    with services().database.reading() as session:
        actors = queries.actors(session, _here())
        spoken_of = queries.subjects(session, _here()) if form.words else set()
    names = _names({*actors, *spoken_of})
    known = {**names, **messages.named_actors(actors, names)}
    form.offer(messages.named_actors(actors, names))
    return form, form.sought(known) if form.validate() else EVERYTHING


def _names(wanted: Iterable[str]) -> dict[str, str]:
    namer = cast("Namer | None", current_app.extensions.get("pulse_names"))
    asked, found = sorted(set(wanted)), dict[str, str]()
    for start in range(0, len(asked) if namer else 0, AT_ONCE):
        found |= cast("Namer", namer)(_here(), asked[start : start + AT_ONCE])
    return found


def _tokens(found: Collection[Kept]) -> Iterator[str]:
    return (token for one in found for token in messages.tokens(queries.shown(one)))


def _plain(one: Kept) -> dict[str, object]:
    """An entry as the chain was made of it, so that whoever has the file can work out every hash."""
    return {**vars(one), "at": one.at.isoformat(timespec="microseconds"), "details": dict(one.details)}
