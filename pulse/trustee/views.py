"""The page on which an admin says what the trustee does, and takes in their public keys."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pulse.audit_log.operations import record_by
from pulse.trustee import messages, operations, queries
from pulse.trustee.forms import CHOICES, KeysForm, ModeForm
from pulse.trustee.modes import MODES
from pulse.trustee.public_file import NotPublicKeys, read_file
from pulse.web.access import requires, viewer
from pulse.web.services import services
from pulse.web.sure import ask, is_sure

Page = str | tuple[str, int] | Response

KEYS = "keys"  # two forms on one page have fields of their own names
blueprint = Blueprint("trustee", __name__, url_prefix="/trustee")


@blueprint.get("/")
@requires("admin", "trustee", "auditor")
def index() -> Page:
    """How it stands, and for administrators both forms."""
    return _page()


@blueprint.post("/mode")
@requires("admin")
def mode() -> Page:
    """Change what the trustee does from the next check-in on."""
    form = ModeForm()
    if not form.validate_on_submit() or form.mode.data not in MODES:
        form.mode.errors = [_("Please choose one.")]
        return _page(mode_form=form), 400
    with services().database.writing() as session:
        operations.change_mode(session, viewer().organisation_id, form.mode.data)
        _record(session, "trustee.changed", {"trustee": form.mode.data})
    flash(_("Saved. It holds from the next check-in on; people see it in its published rules."))
    return redirect(url_for("trustee.index"))


@blueprint.post("/keys")
@requires("admin")
def keys() -> Page:
    """Take in a file of public keys, whole or not at all."""
    form = KeysForm(prefix=KEYS)
    if not form.validate_on_submit():
        return _page(keys_form=form), 400
    try:
        file = read_file(form.file.data.read())
        with services().database.writing() as session:
            number = operations.register(session, viewer().organisation_id, file)
            _record(session, "trustee.registered", {"name": file.name, "keys": number})
    except (NotPublicKeys, operations.KeyKnown) as why:
        form.file.errors = [messages.sentence_of(str(why))]
        return _page(keys_form=form), 400
    flash(_("%(number)s keys of %(name)s are registered.", number=number, name=file.name))
    return redirect(url_for("trustee.index"))


@blueprint.post("/withdraw")
@requires("admin")
def withdraw() -> Page:
    """Use none of the keys that no check-in has taken."""
    if not is_sure():
        lost = _("They can never be registered again. The trustee has to make new ones on their own machine.")
        return ask(_("Use none of these keys?"), lost, _("Use none of them"), url_for("trustee.index"))
    with services().database.writing() as session:
        number = operations.withdraw(session, viewer().organisation_id)
        _record(session, "trustee.withdrawn", {"keys": number})
    flash(_("%(number)s keys will not be used.", number=number))
    return redirect(url_for("trustee.index"))


def _page(mode_form: ModeForm | None = None, keys_form: KeysForm | None = None) -> str:
    with services().database.reading() as session:
        standing = queries.standing(session, viewer().organisation_id)
    return render_template(
        "trustee/index.html",
        standing=standing,
        left=messages.left_in_words(standing),
        warning=messages.warning(standing),
        does=CHOICES.get(standing.mode, ""),
        mode_form=mode_form or ModeForm(formdata=None, mode=standing.mode),
        keys_form=keys_form or KeysForm(formdata=None, prefix=KEYS),
    )


def _record(session: Session, action: str, details: dict[str, object]) -> None:
    record_by(viewer(), session, action, viewer().organisation_id, details, now=services().clock.now())
