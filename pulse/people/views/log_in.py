"""Pages of the log-in, and of the first set-up."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from pulse.organisation.queries import OrganisationView, by_slug, organisations
from pulse.people import demo_log_ins, operations, queries, sessions
from pulse.people.access import may_open, safe_next
from pulse.people.forms import FirstForm, LogInForm
from pulse.people.roles import TITLES
from pulse.people.views.blueprint import Page, blueprint
from pulse.web.access import public
from pulse.web.services import services

SET_UP = "/setup/"  # a stage after this one
HOMES = ("/dashboard/", "/people/", "/audit-log/", "/trustee/")  # where somebody begins: the first they may open


@blueprint.get("/")
@public
def start() -> Response:
    """Wherever this visitor begins."""
    if sessions.current() is not None:
        return redirect(next((path for path in HOMES if may_open(path)), url_for("people.own")))
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
    chosen = chosen_organisation(all_of_them, form.organisation.data)
    if chosen is None:
        return render_template("people/choose.html", organisations=all_of_them, next=safe_next(form.next.data))
    form.organisation.data = chosen.slug
    if form.validate_on_submit() and _logged_in(form, chosen):
        return redirect(safe_next(form.next.data) or url_for("people.start"))
    others = [one for one in all_of_them if one.id != chosen.id]
    page = render_template(
        "people/log_in.html", form=form, organisation=chosen, others=others, **_demo(chosen, others)
    )
    return page, 400 if form.errors else 200


def chosen_organisation(all_of_them: list[OrganisationView], slug: str | None) -> OrganisationView | None:
    """The organisation that an address names, or the only real one there is; 404 for one that nobody knows."""
    if slug:
        return next((one for one in all_of_them if one.slug == slug), None) or abort(404)
    real = [one for one in all_of_them if not one.is_demo]
    return all_of_them[0] if len(all_of_them) == 1 else real[0] if len(real) == 1 else None


def _logged_in(form: LogInForm, chosen: OrganisationView) -> bool:
    result = sessions.log_in(chosen.id, form.email.data, form.password.data)
    if not isinstance(result, sessions.Refusal):
        return True
    wrong = _("E-mail and password do not belong together.")
    way_in = _("If you cannot wait, choose “Forgot your password?”: the link in that mail lets you in at once.")
    form.password.errors = [f"{too_early(result.until)} {way_in}" if result.until else wrong]
    return False


def too_early(until: datetime) -> str:
    """How long to wait, in words."""
    minutes = -(-(until - services().clock.now()).total_seconds() // 60)
    sentence: str = ngettext(
        "Too many tries. Please wait a minute and try again.",
        "Too many tries. Please wait %(num)s minutes and try again.",
        int(minutes),
    )
    return sentence


def _demo(chosen: OrganisationView, others: list[OrganisationView]) -> dict[str, object]:
    if not chosen.is_demo:
        return {}
    find = cast("Callable[[], str | None] | None", current_app.extensions.get("pulse_demo_invitation"))
    return {
        "demo_log_ins": demo_log_ins.LOG_INS,
        "demo_password": demo_log_ins.PASSWORD,
        "role_titles": {role: _(title) for role, title in TITLES.items()},
        "invitation": find() if find else None,
        "may_begin": all(one.is_demo for one in others),
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
        if not queries.may_begin(session):
            abort(404)
    if not form.validate_on_submit():
        return render_template("people/first.html", form=form), 400 if form.errors else 200
    new, admin = form.answers()
    with services().database.writing() as session:
        if not queries.may_begin(session):
            abort(404)
        organisation_id, account_id = operations.set_up(session, new, admin, now=services().clock.now())
    sessions.begin(organisation_id, account_id)
    return redirect(SET_UP)
