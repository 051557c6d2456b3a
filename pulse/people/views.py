"""Pages of people: log-in, first set-up, the list, the import."""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from typing import cast

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from pulse.organisation.names import is_plain
from pulse.organisation.queries import OrganisationView, by_slug, locations, organisations, units
from pulse.people import demo_log_ins, messages, operations, queries, sessions
from pulse.people.access import may_open, safe_next
from pulse.people.addresses import LONGEST_EMAIL
from pulse.people.forms import AccountForm, ConfirmForm, FirstForm, LogInForm, UploadForm
from pulse.people.importing import COLUMNS, BadFile, parse
from pulse.people.roles import TITLES
from pulse.web.access import public, requires, viewer
from pulse.web.services import services

blueprint = Blueprint("people", __name__)
SHOWN = 200  # problems, or changed people of one kind, on one page
Page = str | tuple[str, int] | Response


@blueprint.app_context_processor
def navigation() -> dict[str, Callable[[str], bool]]:
    """What the staff shell asks."""
    return {"may_open": may_open}


@blueprint.get("/")
@public
def start() -> Response:
    """Wherever this visitor begins."""
    seen_by = sessions.current()
    if seen_by is not None:
        return redirect("/dashboard/" if seen_by.has("hr", "manager") else url_for("people.listing"))
    with services().database.reading() as session:
        first = queries.needs_first_set_up(session)
    return redirect(url_for("people.first" if first else "people.log_in"))


@blueprint.get("/o/<slug>")
@public
def organisation(slug: str) -> Response:
    """The log-in page of one organisation."""
    with services().database.reading() as session:
        if by_slug(session, slug) is None:
            abort(404)
    return redirect(url_for("people.log_in", organisation=slug))


@blueprint.route("/people/log-in", methods=["GET", "POST"])
@public
def log_in() -> Page:
    """Ask for e-mail and password."""
    form = LogInForm()
    if request.method == "GET":
        form.next.data, form.organisation.data = request.args.get("next"), request.args.get("organisation")
    with services().database.reading() as session:
        all_of_them = organisations(session)
    if not all_of_them:
        return redirect(url_for("people.start"))
    chosen = _chosen(all_of_them, form.organisation.data)
    if chosen is None:
        return render_template("people/choose.html", organisations=all_of_them, next=safe_next(form.next.data))
    form.organisation.data = chosen.slug
    if form.validate_on_submit() and _logged_in(form, chosen):
        return redirect(safe_next(form.next.data) or url_for("people.start"))
    page = render_template("people/log_in.html", form=form, organisation=chosen, **_demo(chosen))
    return page, 400 if form.errors else 200


def _chosen(all_of_them: list[OrganisationView], slug: str | None) -> OrganisationView | None:
    if slug:
        return next((one for one in all_of_them if one.slug == slug), None) or abort(404)
    return all_of_them[0] if len(all_of_them) == 1 else None


def _logged_in(form: LogInForm, chosen: OrganisationView) -> bool:
    result = sessions.log_in(chosen.id, form.email.data, form.password.data)
    if not isinstance(result, sessions.Refusal):
        return True
    if result.until:
        minutes = -(-(result.until - services().clock.now()).total_seconds() // 60)
        sentence = ngettext(
            "Too many tries. Please wait a minute and try again.",
            "Too many tries. Please wait %(num)s minutes and try again.",
            int(minutes),
        )
    else:
        sentence = _("E-mail and password do not belong together.")
    form.password.errors = [sentence]
    return False


def _demo(chosen: OrganisationView) -> dict[str, object]:
    if not chosen.is_demo:
        return {}
    find = cast("Callable[[], str | None] | None", current_app.extensions.get("pulse_demo_invitation"))
    return {
        "demo_log_ins": demo_log_ins.LOG_INS,
        "demo_password": demo_log_ins.PASSWORD,
        "role_titles": {role: _(title) for role, title in TITLES.items()},
        "invitation": find() if find else None,
    }


@blueprint.post("/people/log-out")
@public
def log_out() -> Response:
    """End this log-in; harmless for somebody who has none."""
    sessions.log_out()
    flash(_("You are logged out."))
    return redirect(url_for("people.log_in"))


@blueprint.route("/people/first", methods=["GET", "POST"])
@public
def first() -> Page:
    """Found the organisation and its first administrator, once."""
    form = FirstForm()
    with services().database.reading() as session:
        if not queries.needs_first_set_up(session):
            abort(404)
    if not form.validate_on_submit():
        return render_template("people/first.html", form=form), 400 if form.errors else 200
    new, admin = form.answers()
    with services().database.writing() as session:
        if not queries.needs_first_set_up(session):
            abort(404)
        organisation_id, account_id = operations.set_up(session, new, admin, now=services().clock.now())
    sessions.begin(organisation_id, account_id)
    flash(_("Welcome. Bring in your people first: everything else begins with them."))
    return redirect(url_for("people.upload"))


@blueprint.get("/people/")
@requires("admin", "hr")
def listing() -> str:
    """Everybody, a page at a time."""
    search, page = request.args.get("search", "")[:100], request.args.get("page", 1, type=int)
    with services().database.reading() as session:
        of = viewer().organisation_id
        people = queries.people_page(session, of, search=search, page=page, with_returned=viewer().has("admin"))
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
        lifted = operations.try_again(session, viewer().organisation_id, address, viewer().account_id, now=_now())
    if lifted:
        flash(_("Mail goes to %(address)s again.", address=address))
    return redirect(url_for("people.listing", search=address or None))


def _now() -> datetime:
    return services().clock.now()


@blueprint.route("/people/staff", methods=["GET", "POST"])
@requires("admin")
def staff() -> Page:
    """Who may log in, and adding somebody."""
    form = AccountForm()
    with services().database.reading() as session:
        form.offer(units(session, viewer().organisation_id), locations(session, viewer().organisation_id))
    if form.validate_on_submit() and _added(form):
        flash(_("%(name)s may log in now.", name=form.name.data.strip()))
        return redirect(url_for("people.staff"))
    with services().database.reading() as session:
        everybody = queries.staff(session, viewer().organisation_id)
    titles = {role: _(title) for role, title in TITLES.items()}
    page = render_template("people/staff.html", form=form, staff=everybody, role_titles=titles)
    return page, 400 if form.errors else 200


def _added(form: AccountForm) -> bool:
    new = {name: form[name].data.strip() for name in ("name", "email", "role")}
    try:
        with services().database.writing() as session:
            operations.add_staff(
                session,
                viewer().organisation_id,
                **new,
                unit_id=form.chosen("unit"),
                location_id=form.chosen("location"),
                password=form.password.data,
                actor=viewer().account_id,
                now=services().clock.now(),
            )
    except operations.AddressTaken:
        form.email.errors = [_("There is already an account with this address.")]
        return False
    return True


@blueprint.route("/people/import", methods=["GET", "POST"])
@requires("admin")
def upload() -> Page:
    """Take a file and show what it would change."""
    form = UploadForm()
    if not form.validate_on_submit():
        return render_template("people/upload.html", form=form, columns=COLUMNS), 400 if form.errors else 200
    return _show_changes(form.file.data.read())


@blueprint.post("/people/import/confirm")
@requires("admin")
def confirm() -> Page:
    """Import what was shown; look at it once more if it would change something else by now."""
    form = ConfirmForm()
    try:
        data = base64.b64decode(form.text.data or "", validate=True)
    except binascii.Error:
        abort(400)
    try:
        with services().database.writing() as session:
            diff = operations.import_people(
                session,
                viewer().organisation_id,
                parse(data),
                actor=viewer().account_id,
                now=services().clock.now(),
                confirmed=form.shown.data or "",
            )
    except BadFile as refused:
        return _show_problems(refused)
    except operations.Outdated:
        flash(_("Something was changed in the meantime. Please look again at what would happen."), "warn")
        return _show_changes(data)
    flash(
        _(
            "Done: %(new)s new, %(moved)s moved, %(changed)s changed, %(leaving)s leaving, %(unchanged)s unchanged.",
            **diff.counts,
        )
    )
    return redirect(url_for("people.listing"))


def _show_changes(data: bytes) -> Page:
    try:
        rows = parse(data)
        with services().database.reading() as session:
            diff = queries.import_preview(session, viewer().organisation_id, rows)
    except BadFile as refused:
        return _show_problems(refused)
    form = ConfirmForm(formdata=None, text=base64.b64encode(data).decode(), shown=diff.fingerprint)
    return render_template(
        "people/changes.html",
        form=form,
        diff=diff,
        newcomers=messages.newcomers(diff.new[:SHOWN]),
        differences=messages.differences,
        notes=[messages.problem_in_words(note) for note in diff.notes[:SHOWN]],
        shown=SHOWN,
    )


def _show_problems(refused: BadFile) -> Page:
    problems = [messages.problem_in_words(problem) for problem in refused.problems]
    page = render_template("people/problems.html", problems=problems[:SHOWN], more=max(0, len(problems) - SHOWN))
    return page, 400
