"""The page of one's own account: name, language, password, where one is logged in."""

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from pulse.organisation.queries import own as organisation_of
from pulse.people import operations as counting
from pulse.people import passwords, sessions, tokens
from pulse.people.accounts import operations, queries
from pulse.people.accounts.forms import OwnForm, OwnPasswordForm
from pulse.people.roles import TITLES
from pulse.people.views.blueprint import Page, blueprint
from pulse.people.views.log_in import too_early
from pulse.web import access
from pulse.web.access import viewer
from pulse.web.services import services

PASSWORD = "password"  # noqa: S105 - two forms on one page have fields of their own names


@blueprint.get("/people/account")
@access.own
def own() -> Page:
    """What is kept of oneself."""
    return _page()


@blueprint.post("/people/account")
@access.own
def change_own() -> Page:
    """Change one's name and language."""
    form = OwnForm()
    if not form.validate_on_submit():
        return _page(own_form=form), 400
    with services().database.writing() as session:
        operations.change_own(session, viewer(), name=form.name.data.strip(), language=form.language.data)
    flash(_("Saved."))
    return redirect(url_for("people.own", lang=form.language.data))


@blueprint.post("/people/account/password")
@access.own
def change_password() -> Page:
    """Choose another password; every other log-in ends."""
    form, here = OwnPasswordForm(prefix=PASSWORD), viewer()
    with services().database.reading() as session:
        form.names = here.email, here.name, organisation_of(session, here.organisation_id).name
    if not form.validate_on_submit() or not _is_own(form):
        return _page(password_form=form), 400
    kept = passwords.hash_password(form.new.data)
    with services().database.writing() as session:
        operations.change_own_password(session, here, kept, but=sessions.own_hash(), now=_now())
    flash(_("Your password is changed. Wherever else you were logged in, you are logged out."))
    return redirect(url_for("people.own"))


@blueprint.post("/people/account/end")
@access.own
def end_log_in() -> Response:
    """End one of one's own log-ins."""
    chosen = request.form.get("log_in", "")
    if chosen == operations.handle(sessions.own_hash()):
        sessions.log_out()
        return redirect(url_for("people.log_in"))
    with services().database.writing() as session:
        ended = operations.end_own(session, viewer(), chosen, now=_now())
    flash(_("That log-in is ended.") if ended else _("That log-in had ended already."))
    return redirect(url_for("people.own"))


@blueprint.post("/people/account/end-others")
@access.own
def end_others() -> Response:
    """End all of one's own log-ins but this one."""
    with services().database.writing() as session:
        ended = operations.log_everywhere_out(
            session, viewer(), viewer().account_id, now=_now(), but=sessions.own_hash()
        )
    flash(ngettext("%(num)s log-in was ended.", "%(num)s log-ins were ended.", ended))
    return redirect(url_for("people.own"))


def _is_own(form: OwnPasswordForm) -> bool:
    """Whether the old password is right; tries are counted as those at the door are."""
    here, now, database = viewer(), _now(), services().database
    counted = tokens.hash_of(f"{here.organisation_id} {here.account_id}")
    with database.writing() as session:
        until = counting.count_attempt(session, counted, now=now, known=True)
        kept = queries.password_hash(session, here.organisation_id, here.account_id)
    if until:
        form.old.errors = [too_early(until)]
        return False
    if not passwords.matches(kept, form.old.data):
        form.old.errors = [_("This is not your password.")]
        return False
    with database.writing() as session:
        counting.forget_attempts(session, counted)
    return True


def _page(own_form: OwnForm | None = None, password_form: OwnPasswordForm | None = None) -> str:
    here, now = viewer(), _now()
    with services().database.reading() as session:
        member = queries.member(session, here.organisation_id, here.account_id)
        log_ins = queries.log_ins(session, here.organisation_id, here.account_id, now=now, here=sessions.own_hash())
        zone = organisation_of(session, here.organisation_id).time_zone
    return render_template(
        "people/own.html",
        member=member,
        log_ins=log_ins,
        zone=zone,
        role_titles={role: _(title) for role, title in TITLES.items()},
        own_form=own_form or OwnForm(formdata=None, name=here.name, language=here.language),
        password_form=password_form or OwnPasswordForm(formdata=None, prefix=PASSWORD),
    )


def _now() -> datetime:
    return services().clock.now()
