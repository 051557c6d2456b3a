"""Pages of the trees: what they are like, what is planned, and planning more. And of two records of one person."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pulse.opening.outlook import outlook
from pulse.organisation.tree import Tree
from pulse.people.roll import queries as roll
from pulse.people.roll.outlook import Outlook
from pulse.structure import operations, queries
from pulse.structure.changing import LOCATION, TITLES, UNIT, Change, ChangeRefused, afterwards, earliest
from pulse.structure.forms import AddForm, ChangeForm, JoinForm
from pulse.structure.records.operations import NotJoined, join
from pulse.web.access import requires, viewer
from pulse.web.services import services
from pulse.web.writing import on_day

blueprint = Blueprint("structure", __name__, url_prefix="/structure")
Page = str | tuple[str, int] | Response
PAGES = {UNIT: "structure.units", LOCATION: "structure.locations"}
NODES = {UNIT: "structure.unit", LOCATION: "structure.location"}


@blueprint.route("/units", methods=["GET", "POST"])
@requires("admin")
def units() -> Page:
    """The tree of units, and adding one."""
    return _tree_page(UNIT)


@blueprint.route("/locations", methods=["GET", "POST"])
@requires("admin")
def locations() -> Page:
    """The tree of locations, and adding one."""
    return _tree_page(LOCATION)


def _tree_page(kind: str) -> Page:
    form, here = AddForm(), viewer().organisation_id
    with services().database.reading() as session:
        form.offer(queries.tree_of(session, here, kind))
    if form.validate_on_submit() and _added(form, kind):
        flash(_("“%(name)s” is added.", name=form.name.data.strip()))
        return redirect(url_for(PAGES[kind]))
    with services().database.reading() as session:
        branches, planned = queries.branches(session, here, kind), queries.planned(session, here, kind)
        today = queries.today(session, here, now=services().clock.now())
        held_up = queries.held_up(session, here, now=services().clock.now()) if planned else ""
    page = render_template(
        "structure/tree.html",
        form=form,
        kind=kind,
        branches=branches,
        planned=planned,
        held_up=held_up,
        today=today,
        titles=TITLES,
        node=NODES[kind],
    )
    return page, 400 if form.errors else 200


def _added(form: AddForm, kind: str) -> bool:
    who, now = viewer(), services().clock.now()
    try:
        with services().database.writing() as session:
            operations.add_node(
                session, who.organisation_id, kind, form.parent.data, form.name.data, actor=who.account_id, now=now
            )
    except ChangeRefused as refused:
        form.tell(refused)
    return not form.errors


@blueprint.route("/units/<unit_id>", methods=["GET", "POST"])
@requires("admin")
def unit(unit_id: str) -> Page:
    """Planning what becomes of a unit."""
    return _node_page(UNIT, unit_id)


@blueprint.route("/locations/<location_id>", methods=["GET", "POST"])
@requires("admin")
def location(location_id: str) -> Page:
    """Planning what becomes of a location."""
    return _node_page(LOCATION, location_id)


def _node_page(kind: str, node_id: str) -> Page:
    form, here, now = ChangeForm(), viewer().organisation_id, services().clock.now()
    with services().database.reading() as session:
        tree, node = queries.tree_of(session, here, kind), queries.node(session, here, kind, node_id) or abort(404)
        today, frozen = queries.today(session, here, now=now), queries.is_frozen(session, here, now=now)
    form.offer(tree, node_id)
    if request.method == "GET":
        form.name.data = node.name
    found, change = None, None
    if form.validate_on_submit():
        usual = earliest(form.change.data, today, frozen=frozen)
        change = form.answer(kind, node_id, usual)
        found = _tried(form, change)
        if found is None and not form.errors:
            flash(_planned(tree, change, today))
            return redirect(url_for(PAGES[kind]))
    page = render_template(
        "structure/node.html",
        form=form,
        kind=kind,
        node=node,
        change=change,
        outlook=found,
        back=PAGES[kind],
        first=earliest("move", today, frozen=frozen),
        **_around(tree, node_id, change),
    )
    return page, 400 if form.errors else 200


def _around(tree: Tree, node_id: str, change: Change | None) -> dict[str, object]:
    """What else a change is about: the other node, whether that holds this one, and who reaches what ends by name."""
    target_id = change.target_id if change and change.target_id in tree.nodes else None
    within = target_id in tree.ancestors(node_id)
    ending = [node_id] if within or not target_id else [node_id, target_id]
    with services().database.reading() as session:
        roles = queries.roles_on(session, viewer().organisation_id, ending) if change else 0
    return {"target": tree.label(target_id) if target_id else "", "within": within, "roles": roles}


def _tried(form: ChangeForm, change: Change) -> Outlook | None:
    """What it would do, where it was not seen yet; else it is planned. Why it cannot be is put into the form."""
    who, now = viewer(), services().clock.now()
    asked = f"{change.change} {change.name or ''} {change.target_id or ''} {change.on}"
    try:
        if form.seen.data == asked:
            with services().database.writing() as session:
                operations.plan(session, who.organisation_id, change, actor=who.account_id, now=now)
            return None
        with services().database.reading() as session:
            found = _outlook(session, change)
    except ChangeRefused as refused:
        form.tell(refused)
        return None
    form.seen.data = asked
    return found


def _outlook(session: Session, change: Change) -> Outlook:
    here, now = viewer().organisation_id, services().clock.now()
    operations.check_plan(session, here, change, now=now)
    as_it_is = queries.asked_now(session, here)
    return outlook(session, here, as_it_is, afterwards(as_it_is, change), now=now)


def _planned(tree: Tree, change: Change, today: date) -> str:
    name, here = tree.nodes[change.node_id].name, viewer().organisation_id
    if change.on > today:
        return str(_("Planned: “%(name)s” changes on %(day)s.", name=name, day=on_day(change.on)))
    with services().database.reading() as session:
        waits = change.node_id in {one.change.node_id for one in queries.planned(session, here, change.tree)}
    if waits:
        return str(_("Planned: “%(name)s” changes once the open check-in is counted.", name=name))
    return str(_("Done: “%(name)s” is changed.", name=name))


@blueprint.post("/changes/<change_id>/cancel")
@requires("admin")
def cancel(change_id: str) -> Response:
    """Call a planned change off."""
    who, now = viewer(), services().clock.now()
    with services().database.writing() as session:
        kinds = {one.id: one.change.tree for one in queries.planned(session, who.organisation_id)}
        if change_id not in kinds:
            abort(404)
        operations.cancel(session, who.organisation_id, change_id, actor=who.account_id, now=now)
    flash(_("Cancelled. Everything stays as it is."))
    return redirect(url_for(PAGES[kinds[change_id]]))


@blueprint.route("/same-person/<person_id>", methods=["GET", "POST"])
@requires("admin")
def same_person(person_id: str) -> Page:
    """Join two records of one person: first both are shown, then one stays."""
    form, here = JoinForm(), viewer().organisation_id
    with services().database.reading() as session:
        first = roll.person(session, here, person_id) or abort(404)
        other_id = roll.person_id_of(session, here, (form.other.data or "").strip())
        second = roll.person(session, here, other_id) if other_id and other_id != person_id else None
    form.stays.choices = [(one.known.id, f"{one.known.name}, {one.known.number}") for one in (first, second) if one]
    if form.validate_on_submit():
        if second is None:
            form.other.errors = [_("There is no other person with this number.")]
        elif form.seen.data == second.known.id and form.stays.data in {person_id, second.known.id}:
            goes = second.known.id if form.stays.data == person_id else person_id
            if (left := _joined(form, form.stays.data, goes)) is not None:
                flash(_("Both records are one now."))
                return redirect(url_for("people.person", person_id=left))
        elif form.seen.data == second.known.id:
            form.stays.errors = [_("Please choose one.")]
        else:
            form.seen.data = second.known.id
    page = render_template("structure/same_person.html", form=form, first=first, second=second, id=person_id)
    return page, 400 if form.errors else 200


def _joined(form: JoinForm, stays: str, goes: str) -> str | None:
    who, now = viewer(), services().clock.now()
    try:
        with services().database.writing() as session:
            return join(session, who.organisation_id, stays, goes, actor=who.account_id, now=now)
    except NotJoined as refused:
        form.other.errors = [_(str(refused))]
        return None
