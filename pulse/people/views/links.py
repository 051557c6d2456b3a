"""Pages of links that set a password: asking for one, and using one. Opening a link does nothing yet."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from pulse.organisation.queries import organisations
from pulse.people import passwords, sessions
from pulse.people.links.forms import ChooseForm, ForgottenForm
from pulse.people.links.operations import ask_for_link, use_link
from pulse.people.links.queries import good_link
from pulse.people.views.blueprint import Page, blueprint
from pulse.people.views.log_in import chosen_organisation
from pulse.web.access import public
from pulse.web.services import services


@blueprint.route("/people/forgotten", methods=["GET", "POST"])
@public
def forgotten() -> Page:
    """Ask for a link; the answer is the same for every address."""
    form = ForgottenForm()
    if request.method == "GET":
        form.organisation.data = request.args.get("organisation")
    with services().database.reading() as session:
        chosen = chosen_organisation(organisations(session), form.organisation.data)
    if chosen is None:
        return redirect(url_for("people.log_in"))
    form.organisation.data = chosen.slug
    mails = services().config.smtp_url is not None
    if not mails or not form.validate_on_submit():
        page = render_template("people/forgotten.html", form=form, organisation=chosen, mails=mails)
        return page, 400 if form.errors else 200
    with services().database.writing() as session:
        ask_for_link(session, chosen.id, form.email.data, now=services().clock.now())
    flash(_("If there is an account with this address, a mail is on its way. Its link works for an hour."))
    return redirect(url_for("people.log_in", organisation=chosen.slug))


@blueprint.route("/people/password/<token>", methods=["GET", "POST"])
@public
def choose_password(token: str) -> Page:
    """Choose a password by a link, which is used up by that alone."""
    now = services().clock.now()
    with services().database.reading() as session:
        good = good_link(session, token, now=now)
    if good is None:
        return render_template("people/link_over.html"), 404
    form = ChooseForm()
    form.names = good.email, good.name, good.organisation.name
    if not form.validate_on_submit():
        return render_template("people/password.html", form=form, good=good), 400 if form.errors else 200
    kept = passwords.hash_password(form.password.data)
    with services().database.writing() as session:
        opened = use_link(session, token, kept, now=now)
    if opened is None:  # a second click was quicker
        return render_template("people/link_over.html"), 404
    sessions.begin(opened.organisation_id, opened.account_id)
    flash(_("Welcome, %(name)s.", name=good.name) if good.invited else _("Your password is changed."))
    return redirect(url_for("people.start"))
