"""Pages of actions: the board with its chart, a new one, one with its history, changing and moving one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pulse.actions import messages, operations, queries, words
from pulse.actions.board import Wanted, card
from pulse.actions.draft import ActionRefused, ActionView
from pulse.actions.forms import ActionForm
from pulse.actions.operations import ChangedMeanwhile
from pulse.actions.reach import Options, cell_of, exists, may_change, may_move, options, sees, token
from pulse.audit_log.queries import Written, history
from pulse.i18n import N_
from pulse.organisation.queries import own
from pulse.people.access import safe_next
from pulse.people.queries import account_names, staff
from pulse.questions.queries import TopicView, topics
from pulse.results.disclosure import Cell
from pulse.results.queries import trees
from pulse.results.sight import Sight, sight
from pulse.web.access import requires, viewer
from pulse.web.language import choose
from pulse.web.services import services

blueprint = Blueprint("actions", __name__, url_prefix="/actions")
blueprint.add_app_template_filter(messages.day_in_full)
DROPPED = "dropped"  # to give an action up is HR's; whoever looks after its place moves it on
MOVED = "action_moved"  # in the cookie: what was moved just now, to offer a way back
ELSEWHERE = N_("Please tick only parts that you look after.")


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {
        "statuses": {key: _(text) for key, text in words.STATUSES.items()},
        "moves": {key: _(text) for key, text in words.MOVES.items()},
        "sizes": {key: _(text) for key, text in words.SIZES.items()},
        "token": token,
    }


@blueprint.get("/")
@requires("hr", "manager", "steward", scope="node")
def index() -> str:
    """What was decided, by status, and what is worth most for the least."""
    here, now = viewer(), services().clock.now()
    with services().database.reading() as reading:
        eyes = _eyes(reading)
        today = queries.today_in(reading, here.organisation_id, now)
        wanted = _wanted(eyes)
        page = queries.board_page(reading, here.organisation_id, eyes, wanted, language=choose(), today=today)
    return render_template("actions/board.html", page=page, can_make=bool(eyes.wide), moved=_moved())


@blueprint.route("/new", methods=["GET", "POST"])
@requires("hr", scope="node")
def new() -> Response | str:
    """Decide on an action."""
    desk = _desk()
    form = _form(desk)
    if not form.is_submitted():
        form.begin(request.args.get("topic", ""), desk.asked or _first(desk.eyes), desk.today)
    if form.validate_on_submit() and (made := _kept(form, desk)):
        flash(_("The action is on the board."))
        return redirect(url_for("actions.one", action_id=made))
    return _sheet(form, desk)


@blueprint.get("/<action_id>")
@requires("hr", "manager", "steward", scope="node")
def one(action_id: str) -> str:
    """An action, and what happened to it."""
    here, now = viewer(), services().clock.now()
    with services().database.reading() as reading:
        action, eyes = _found(reading, action_id)
        today = queries.today_in(reading, here.organisation_id, now)
        known = topics(reading, here.organisation_id)
        happened = history(reading, here.organisation_id, action_id)
        names = account_names(reading, here.organisation_id, {entry.actor for entry in happened})
        zone = own(reading, here.organisation_id).time_zone
    return render_template(
        "actions/one.html",
        card=card(action, eyes, {topic.key: topic.name(choose()) for topic in known}, today),
        history=[messages.line(entry, names, known, zone) for entry in happened],
        topic_page=_topic_page(action, eyes),
        moved=_moved(),
    )


@blueprint.route("/<action_id>/edit", methods=["GET", "POST"])
@requires("hr", scope="node")
def edit(action_id: str) -> Response | str:
    """Change an action."""
    desk = _desk(action_id)
    action = desk.action or abort(404)
    if not may_change(desk.eyes, action.cells):
        return _not_yours(action_id)
    form = _form(desk)
    if not form.is_submitted():
        form.show(action.draft, action.version)
    try:
        if form.validate_on_submit() and _kept(form, desk):
            flash(_("The action is saved."))
            return redirect(url_for("actions.one", action_id=action_id))
    except ChangedMeanwhile:
        desk = _desk(action_id)
        form.version.data = desk.version  # who saves once more has read the notice
        return _sheet(form, desk, conflict=True)
    return _sheet(form, desk)


@blueprint.post("/<action_id>/status")
@requires("hr", "steward", scope="node")
def status(action_id: str) -> Response:
    """Move an action on, or back."""
    here, now = viewer(), services().clock.now()
    wanted, seen = request.form.get("to", ""), request.form.get("seen")
    try:
        with services().database.writing() as writing:
            action, eyes = _found(writing, action_id)
            if not (may_change if wanted == DROPPED else may_move)(eyes, action.cells):
                return _not_yours(action_id)
            operations.set_status(
                writing, here.organisation_id, action_id, wanted, seen=seen, actor=here.account_id, now=now
            )
    except (ActionRefused, ChangedMeanwhile):
        flash(_("Nothing was moved: this action stands elsewhere by now. Here it is as it is."), "warn")
    else:
        session[MOVED] = [action_id, action.what, action.status, wanted]
    return redirect(safe_next(request.form.get("next")) or url_for("actions.index"))


@dataclass(frozen=True)
class _Desk:
    """What a form needs to know before it is filled in."""

    eyes: Sight
    topics: list[TopicView]
    owners: list[str]
    today: date
    action: ActionView | None
    last: Written | None
    asked: Cell | None
    names: Mapping[str, str]

    @property
    def version(self) -> str:
        """Which state of the action this is."""
        return self.action.version if self.action else ""


def _desk(action_id: str | None = None) -> _Desk:
    here, now = viewer(), services().clock.now()
    with services().database.reading() as reading:
        action, eyes = _found(reading, action_id) if action_id else (None, _eyes(reading))
        happened = history(reading, here.organisation_id, action_id) if action_id else []
        unit, location = request.args.get("unit"), request.args.get("location")
        return _Desk(
            eyes=eyes,
            topics=topics(reading, here.organisation_id),
            owners=[member.name for member in staff(reading, here.organisation_id) if member.active],
            today=queries.today_in(reading, here.organisation_id, now),
            action=action,
            last=happened[0] if happened else None,
            asked=eyes.trees.cell(unit, location) if unit or location else None,
            names=account_names(reading, here.organisation_id, {entry.actor for entry in happened[:1]}),
        )


def _eyes(reading: Session) -> Sight:
    eyes = sight(viewer().grants, trees(reading, viewer().organisation_id))
    return eyes if eyes.tops else abort(403)


def _found(reading: Session, action_id: str) -> tuple[ActionView, Sight]:
    """The action, if there is one that this viewer may see."""
    eyes = _eyes(reading)
    action = queries.action(reading, viewer().organisation_id, action_id)
    if action is None or not sees(eyes, action.cells):
        abort(404)
    return action, eyes


def _not_yours(action_id: str) -> Response:
    flash(_("This action reaches beyond the part that you look after, so you can read it but not change it."), "warn")
    return redirect(url_for("actions.one", action_id=action_id))


def _topic_page(action: ActionView, eyes: Sight) -> str:
    """The page of its topic, in the first of its parts that the viewer may look at."""
    part = next((cell for cell in action.cells if eyes.allows(cell)), None)
    names = {"unit": part.unit, "location": part.location} if part else {}
    query = urlencode({name: id for name, id in names.items() if id})
    return f"/dashboard/topics/{quote(action.topic, safe='')}" + (f"?{query}" if query else "")


def _wanted(eyes: Sight) -> Wanted:
    given = request.args.get("where") or ""
    where = cell_of(given) if given else None
    if where is None and (request.args.get("unit") or request.args.get("location")):
        where = eyes.trees.cell(request.args.get("unit"), request.args.get("location"))
    return Wanted(request.args.get("topic", ""), request.args.get("owner", ""), where)


def _first(eyes: Sight) -> Cell | None:
    """Where an action begins that nobody asked for anywhere: all of what somebody looks after, if that is one part."""
    if Cell() in eyes.wide:
        return Cell()
    return eyes.wide[0] if len(eyes.wide) == 1 else None


def _choices(form: ActionForm, desk: _Desk) -> Options:
    kept = desk.action.cells if desk.action else ()
    asked = [desk.asked] if desk.asked else []
    return options(desk.eyes, [*kept, *asked, *form.cells])


def _form(desk: _Desk) -> ActionForm:
    form = ActionForm()
    form.offer(desk.topics, _choices(form, desk), choose())
    return form


def _kept(form: ActionForm, desk: _Desk) -> str | None:
    """The id of the action that was kept; None when something is to be mended."""
    try:
        with services().database.writing() as writing:
            return _write(writing, form, desk)
    except ActionRefused as refused:
        form.refuse(refused)
        return None


def _write(writing: Session, form: ActionForm, desk: _Desk) -> str:
    here, eyes = viewer(), _eyes(writing)
    by: dict[str, Any] = {"actor": here.account_id, "now": services().clock.now()}
    if not may_change(eyes, [cell for cell in form.cells if exists(eyes.trees, cell)]):
        raise ActionRefused("places", ELSEWHERE)
    if desk.action is None:
        return operations.create(writing, here.organisation_id, form.draft, **by)
    version = form.version.data or ""
    operations.change(writing, here.organisation_id, desk.action.id, form.draft, version=version, **by)
    return desk.action.id


def _sheet(form: ActionForm, desk: _Desk, *, conflict: bool = False) -> str:
    who = desk.names.get(desk.last.actor) if desk.last else None
    return render_template(
        "actions/edit.html",
        form=form,
        action=desk.action,
        options=_choices(form, desk),
        owners=desk.owners,
        gone=_gone(desk),
        conflict=conflict,
        who=who or _("Somebody"),
        changes=messages.changes(desk.last, desk.topics) if conflict and desk.last else [],
    )


def _gone(desk: _Desk) -> list[str]:
    """What an action is for that is no more, as it was called."""
    places = desk.action.places if desk.action else ()
    return [place.label for place in places if not exists(desk.eyes.trees, place.cell)]


def _moved() -> dict[str, str] | None:
    """What was moved just now, said once."""
    found = session.pop(MOVED, None)
    if not found or found[2] == found[3]:
        return None
    return dict(zip(("id", "what", "before", "after"), found, strict=True))
