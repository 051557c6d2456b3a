"""Pages of the people who are asked: the list, and one person by hand."""

from collections.abc import Callable
from functools import partial
from typing import cast

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pulse.organisation.names import is_plain
from pulse.organisation.quarters import local_day, next_quarter
from pulse.organisation.tree import Tree
from pulse.people import queries
from pulse.people.addresses import LONGEST_EMAIL
from pulse.people.files.problems import BadFile
from pulse.people.roll import operations
from pulse.people.roll import queries as roll
from pulse.people.roll.forms import PersonForm
from pulse.people.roll.outlook import Looker, Outlook
from pulse.people.views.blueprint import Page, blueprint
from pulse.web.access import requires, viewer
from pulse.web.services import services
from pulse.web.writing import on_day


@blueprint.get("/people/")
@requires("admin", "hr")
def listing() -> str:
    """Everybody, a page at a time."""
    search, page = request.args.get("search", "")[:100], request.args.get("page", 1, type=int)
    with services().database.reading() as session:
        of = viewer().organisation_id
        people = roll.people_page(session, of, search=search, page=page, with_returned=viewer().has("admin"))
        counts = queries.counts(session, viewer().organisation_id)

    def address(number: int) -> str:
        return url_for("people.listing", page=number, search=search or None)

    return render_template("people/listing.html", people=people, counts=counts, search=search, address=address)


@blueprint.post("/people/try-again")
@requires("admin")
def try_again() -> Response:
    """Send mail again to an address from which it came back."""
    address = request.form.get("address", "")[:LONGEST_EMAIL]
    if not is_plain(address):
        abort(400)
    with services().database.writing() as session:
        lifted = operations.try_again(
            session, viewer().organisation_id, address, viewer().account_id, now=services().clock.now()
        )
    if lifted:
        flash(_("Mail goes to %(address)s again.", address=address))
    return redirect(url_for("people.listing", search=address or None))


@blueprint.route("/people/new", methods=["GET", "POST"])
@requires("admin")
def add() -> Page:
    """Add one person."""
    form = PersonForm()
    with services().database.reading() as session:
        trees = roll.both_trees(session, viewer().organisation_id)
        usual = roll.defaults(session, viewer().organisation_id)
    form.offer(trees["unit"], trees["location"], usual.time_zone)
    if request.method == "GET":
        form.language.data, form.time_zone.data = usual.language, usual.time_zone
        form.unit.data, form.location.data = trees["unit"].root.id, trees["location"].root.id
    if form.validate_on_submit() and _done(
        form, partial(operations.add_by_hand, row=form.row(trees["unit"], trees["location"]))
    ):
        flash(_("%(name)s is added and asked from the next check-in on.", name=form.name.data.strip()))
        return redirect(url_for("people.listing", search=form.person_id.data.strip()))
    return render_template("people/person.html", form=form, person=None), 400 if form.errors else 200


@blueprint.route("/people/<person_id>", methods=["GET", "POST"])
@requires("admin")
def person(person_id: str) -> Page:
    """One person: what is kept, and changing it."""
    form = PersonForm()
    shown, trees = _person(person_id)
    del form.person_id
    form.offer(trees["unit"], trees["location"], shown.known.time_zone)
    if request.method == "GET":
        form.fill(shown.known, shown.unit_id, shown.location_id)
    outlook = None
    if form.validate_on_submit():
        moves = (form.unit.data, form.location.data) != (shown.unit_id, shown.location_id)
        outlook = _outlook(form, shown) if moves and shown.known.active else None
        row, who = form.row(trees["unit"], trees["location"], shown.known.number), form.who.data
        if outlook is None and _done(form, partial(operations.change_by_hand, row=row, who=who)):
            return _after(person_id, shown.known.number, moves)
    page = render_template("people/person.html", form=form, person=shown, id=person_id, outlook=outlook)
    return page, 400 if form.errors else 200


def _after(person_id: str, number: str, moves: bool) -> Response:
    """The page of who has the number now."""
    with services().database.reading() as session:
        holder = roll.person_id_of(session, viewer().organisation_id, number)
    new = _("Somebody new has the number. Whoever had it before is no longer active.")
    flash(_saved(moves) if holder == person_id else new)
    return redirect(url_for("people.person", person_id=holder))


def _person(person_id: str) -> tuple[roll.PersonView, dict[str, Tree]]:
    with services().database.reading() as session:
        found = roll.person(session, viewer().organisation_id, person_id)
        trees = roll.both_trees(session, viewer().organisation_id)
    return found or abort(404), trees


def _done(form: PersonForm, change: Callable[..., object]) -> bool:
    now = services().clock.now()
    try:
        with services().database.writing() as session:
            change(session, viewer().organisation_id, actor=viewer().account_id, now=now)
    except operations.OtherPeople:
        form.ask()
    except BadFile as refused:
        form.tell(refused.problems)
    except operations.AlreadyThere:
        form.person_id.errors = [_("There is already somebody with this number.")]
    return not form.errors


def _outlook(form: PersonForm, shown: roll.PersonView) -> Outlook | None:
    """What a move would hide or make coarser; nothing when it was seen already, or there is none of it."""
    look = cast("Looker | None", current_app.extensions.get("pulse_outlook"))
    asked = f"{form.unit.data} {form.location.data}"
    if look is None or form.seen.data == asked:
        return None
    here = viewer().organisation_id
    with services().database.reading() as session:
        before, after = roll.around_move(session, here, shown.known.number, form.unit.data, form.location.data)
    found = look(here, before, after)
    form.seen.data = asked
    return found if found.lost or found.coarser or not found.opens else None


def _saved(moves: bool) -> str:
    if not moves:
        return str(_("Saved."))
    with services().database.reading() as session:
        zone = roll.defaults(session, viewer().organisation_id).time_zone
    day = next_quarter(local_day(services().clock.now(), zone))
    return str(_("Saved. The move counts from %(day)s on: groups stay as they are for the quarter.", day=on_day(day)))


@blueprint.post("/people/<person_id>/leave")
@requires("admin")
def leave(person_id: str) -> Response:
    """Ask somebody no more; the page they come back to can undo it."""
    return _set_active(person_id, active=False)


@blueprint.post("/people/<person_id>/return")
@requires("admin")
def come_back(person_id: str) -> Response:
    """Ask somebody again."""
    return _set_active(person_id, active=True)


def _set_active(person_id: str, *, active: bool) -> Response:
    shown, _trees = _person(person_id)
    who, now = viewer(), services().clock.now()
    with services().database.writing() as session:
        operations.set_active(session, who.organisation_id, person_id, active, actor=who.account_id, now=now)
    if active:
        flash(_("%(name)s is active again.", name=shown.known.name))
    return redirect(url_for("people.person", person_id=person_id))
