"""Pages of the accounts: who may log in, inviting them, what each may do."""

from collections.abc import Callable
from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pulse.organisation.queries import locations, units
from pulse.people import sessions
from pulse.people.accounts import operations, queries
from pulse.people.accounts.forms import InviteForm, NameForm, RoleForm
from pulse.people.accounts.operations import AccountRefused
from pulse.people.links.jobs import address_of
from pulse.people.operations import AddressTaken
from pulse.people.roles import TITLES, WORDS
from pulse.people.views.blueprint import Page, blueprint
from pulse.web.access import requires, viewer
from pulse.web.services import services

ROLE = "role"  # two forms on one page have fields of their own names


@blueprint.get("/people/staff")
@requires("admin", "auditor")
def staff() -> Page:
    """Who may log in, and what each of them may do."""
    return _listing(InviteForm(formdata=None))


@blueprint.post("/people/staff")
@requires("admin")
def invite() -> Page:
    """Add somebody, who chooses a password by a link."""
    form = InviteForm()
    _offer(form)
    if not form.validate_on_submit():
        return _listing(form), 400
    try:
        with services().database.writing() as session:
            account_id = operations.invite(
                session, viewer(), email=form.email.data, name=form.name.data.strip(), **form.grant, now=_now()
            )
            token = operations.make_or_post_link(session, viewer(), account_id, post=_mails(), now=_now())
    except AddressTaken:
        form.email.errors = [_("There is already an account with this address.")]
        return _listing(form), 400
    return _handed(account_id, token)


@blueprint.get("/people/staff/<account_id>")
@requires("admin", "auditor")
def account(account_id: str) -> Page:
    """One account: its roles, its log-ins, and what can be done with it."""
    return _sheet(account_id)


@blueprint.post("/people/staff/<account_id>/role")
@requires("admin")
def give_role(account_id: str) -> Page:
    """Give one more role."""
    form = RoleForm(prefix=ROLE)
    _offer(form)
    _found(account_id)
    if not form.validate_on_submit():
        return _sheet(account_id, role_form=form), 400
    try:
        with services().database.writing() as session:
            here = sessions.own_hash()
            operations.give_role(session, viewer(), account_id, **form.grant, now=_now(), but=here)
    except AccountRefused as refused:
        form.role.errors = [_(refused.sentence)]
        return _sheet(account_id, role_form=form), 400
    flash(_("The role is given. Whoever has it logs in anew."))
    return _back(account_id)


@blueprint.post("/people/staff/<account_id>/role/take")
@requires("admin")
def take_role(account_id: str) -> Page:
    """Take a role away."""
    grant_id, here = request.form.get("grant", ""), sessions.own_hash()
    return _done(
        account_id,
        lambda session: operations.take_role(session, viewer(), account_id, grant_id, now=_now(), but=here),
        _("The role is taken away."),
    )


@blueprint.post("/people/staff/<account_id>/name")
@requires("admin")
def rename(account_id: str) -> Page:
    """Change the name and the address."""
    form = NameForm()
    _found(account_id)
    if not form.validate_on_submit():
        return _sheet(account_id, name_form=form), 400
    new = {"name": form.name.data.strip(), "email": form.email.data}
    try:
        with services().database.writing() as session:
            operations.rename(session, viewer(), account_id, **new, now=_now(), but=sessions.own_hash())
    except AddressTaken:
        form.email.errors = [_("There is already an account with this address.")]
        return _sheet(account_id, name_form=form), 400
    flash(_("Saved."))
    return _back(account_id)


@blueprint.post("/people/staff/<account_id>/close")
@requires("admin")
def close(account_id: str) -> Page:
    """Let somebody in no more."""
    return _done(
        account_id,
        lambda session: operations.close(session, viewer(), account_id, now=_now()),
        _("The account is closed, and its log-ins have ended."),
    )


@blueprint.post("/people/staff/<account_id>/reopen")
@requires("admin")
def reopen(account_id: str) -> Page:
    """Let somebody in again."""
    return _done(
        account_id,
        lambda session: operations.reopen(session, viewer(), account_id, now=_now()),
        _("The account is open again."),
    )


@blueprint.post("/people/staff/<account_id>/log-out")
@requires("admin")
def log_everywhere_out(account_id: str) -> Page:
    """End all log-ins of an account, but the one of whoever asks."""
    _found(account_id)
    with services().database.writing() as session:
        ended = operations.log_everywhere_out(session, viewer(), account_id, now=_now(), but=sessions.own_hash())
    flash(ngettext("%(num)s log-in was ended.", "%(num)s log-ins were ended.", ended))
    return _back(account_id)


@blueprint.post("/people/staff/<account_id>/link")
@requires("admin")
def link(account_id: str) -> Page:
    """Send a link by which a password is chosen, or show it where no mail can be sent."""
    _found(account_id)
    try:
        with services().database.writing() as session:
            token = operations.make_or_post_link(session, viewer(), account_id, post=_mails(), now=_now())
    except AccountRefused as refused:
        flash(_(refused.sentence), "danger")
        return _back(account_id)
    return _handed(account_id, token)


@blueprint.post("/people/staff/<account_id>/withdraw")
@requires("admin")
def withdraw(account_id: str) -> Page:
    """Take an invitation back."""
    found = _found(account_id)
    try:
        with services().database.writing() as session:
            operations.withdraw(session, viewer(), account_id, now=_now())
    except AccountRefused as refused:
        flash(_(refused.sentence), "danger")
        return _back(account_id)
    flash(_("The invitation of %(name)s is taken back.", name=found.name))
    return redirect(url_for("people.staff"))


def _listing(form: InviteForm) -> str:
    _offer(form)
    with services().database.reading() as session:
        everybody = queries.members(session, viewer().organisation_id)
    return render_template("people/staff.html", form=form, staff=everybody, mails=_mails(), **_words())


def _sheet(account_id: str, *, role_form: RoleForm | None = None, name_form: NameForm | None = None) -> str:
    found = _found(account_id)
    form = role_form or RoleForm(formdata=None, prefix=ROLE)
    _offer(form)
    with services().database.reading() as session:
        standing = queries.standing(session, viewer().organisation_id, account_id, now=_now())
    return render_template(
        "people/account.html",
        member=found,
        standing=standing,
        role_form=form,
        name_form=name_form or NameForm(formdata=None, name=found.name, email=found.email),
        mails=_mails(),
        is_self=account_id == viewer().account_id,
        **_words(),
    )


def _words() -> dict[str, dict[str, str]]:
    return {
        "role_titles": {role: _(title) for role, title in TITLES.items()},
        "role_words": {role: _(words) for role, words in WORDS.items()},
    }


def _done(account_id: str, work: Callable[[Session], None], said: str) -> Response:
    """Do what was asked, or say why not, and show the account as it is then."""
    _found(account_id)
    try:
        with services().database.writing() as session:
            work(session)
    except AccountRefused as refused:
        flash(_(refused.sentence), "danger")
    else:
        flash(said)
    return _back(account_id)


def _handed(account_id: str, token: str | None) -> Page:
    found = _found(account_id)
    if token is None:
        flash(_("A mail with a link is on its way to %(address)s.", address=found.email))
        return _back(account_id)
    return render_template("people/link.html", member=found, link=address_of(services().config.base_url, token))


def _back(account_id: str) -> Response:
    return redirect(url_for("people.account", account_id=account_id))


def _found(account_id: str) -> queries.Member:
    with services().database.reading() as session:
        return queries.member(session, viewer().organisation_id, account_id) or abort(404)


def _offer(form: RoleForm) -> None:
    with services().database.reading() as session:
        form.offer(units(session, viewer().organisation_id), locations(session, viewer().organisation_id))


def _mails() -> bool:
    """Whether mail leaves this installation."""
    return services().config.smtp_url is not None


def _now() -> datetime:
    return services().clock.now()
