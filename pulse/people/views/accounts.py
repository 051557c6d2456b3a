"""Pages of the accounts: who may log in."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from pulse.organisation.queries import locations, units
from pulse.people import operations, queries
from pulse.people.forms import AccountForm
from pulse.people.roles import TITLES
from pulse.people.views.blueprint import Page, blueprint
from pulse.web.access import requires, viewer
from pulse.web.services import services


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
