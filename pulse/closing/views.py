"""Check-ins that wait for their trustee: the package out, the result back."""

from collections.abc import Callable, Sequence
from io import BytesIO

from flask import Blueprint, flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pulse.answers.queries import Waiting, waiting_for_trustee
from pulse.audit_log.operations import record
from pulse.closing.forms import ResultForm
from pulse.closing.operations import PoolKeyMissing
from pulse.closing.trusted import KeysAway, NotWaiting, ResultRefused, hand_over, take_results
from pulse.cycles import queries as cycles
from pulse.handover.names import package_name, result_name
from pulse.handover.result import NotAResult, Result, read_result
from pulse.web.access import requires, viewer
from pulse.web.services import services

Page = str | tuple[str, int] | Response

blueprint = Blueprint("closing", __name__, url_prefix="/closing")


@blueprint.app_context_processor
def shown() -> dict[str, Callable[[], Sequence[Waiting]]]:
    """What pages of staff may ask."""
    return {"waiting_for_trustee": _waiting}


def _waiting() -> Sequence[Waiting]:
    if g.get("viewer") is None:
        return []
    with services().database.reading() as session:
        return waiting_for_trustee(session, viewer().organisation_id)


@blueprint.get("/")
@requires("admin", "trustee", "auditor")
def index() -> Page:
    """The check-ins that wait, and for whom it concerns both forms."""
    return _page()


@blueprint.post("/package")
@requires("admin", "trustee")
def package() -> Page:
    """The package of one check-in, for its trustee alone."""
    cycle_id = request.form.get("cycle", "")
    if cycle_id not in {one.cycle_id for one in _waiting()}:
        flash(_("This check-in does not wait for a trustee."), "danger")
        return _page(), 400
    try:
        content = hand_over(services(), cycle_id)
    except (NotWaiting, PoolKeyMissing):
        flash(_("The keys that this needs are not there. The server's log says what to do."), "danger")
        return _page(), 400
    _note("cycle.handed_over", cycle_id)
    return send_file(
        BytesIO(content),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=package_name(cycle_id),
    )


@blueprint.post("/result")
@requires("admin", "trustee")
def result() -> Page:
    """Take in what the trustee counted; a second time changes nothing."""
    form = ResultForm()
    if not form.validate_on_submit():
        return _page(form), 400
    try:
        found = read_result(form.file.data.read())
        _ours(found)
        new = take_results(services(), found, now=services().clock.now())
    except (NotAResult, NotWaiting, ResultRefused) as why:
        form.file.errors = [_("This result cannot be taken: %(why)s", why=str(why))]
        return _page(form), 400
    except KeysAway:
        form.file.errors = [
            _(
                "The server's key folder is away or is another one. Put it back and bring this file again; "
                "nothing is lost."
            )
        ]
        return _page(form), 400
    except PoolKeyMissing:
        form.file.errors = [_("The keys that this needs are not there. The server's log says what to do.")]
        return _page(form), 400
    if new:
        _note("cycle.results_taken", str(found.facts["cycle"]))
        flash(_("Counted by the trustee and published."))
    else:
        flash(_("This result is published already. Nothing was changed."))
    flash(_unneeded(str(found.facts["cycle"])))
    return redirect(url_for("closing.index"))


def _unneeded(cycle_id: str) -> str:
    return str(
        _(
            "Now delete %(ballots)s and %(result)s, whatever you called them, and ask the trustee to delete theirs: "
            "nobody needs them any more.",
            ballots=package_name(cycle_id),
            result=result_name(cycle_id),
        )
    )


def _ours(found: Result) -> None:
    """A check-in of another organisation does not exist here."""
    with services().database.reading() as session:
        cycle = cycles.frame(session, str(found.facts["cycle"]))
    if cycle is None or cycle.organisation_id != viewer().organisation_id:
        raise ResultRefused("There is no such check-in in this installation.")


def _page(form: ResultForm | None = None) -> str:
    return render_template("closing/index.html", waiting=_waiting(), form=form or ResultForm(formdata=None))


def _note(action: str, cycle_id: str) -> None:
    here, now = viewer(), services().clock.now()
    with services().database.writing() as session:
        record(
            session,
            here.organisation_id,
            actor=here.account_id,
            action=action,
            subject=cycle_id,
            details={},
            now=now,
        )
