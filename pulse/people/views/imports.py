"""Pages of the import: a file, what it would change, and doing it."""

import base64
import binascii

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from pulse.people import messages
from pulse.people.importing import COLUMNS, BadFile, parse
from pulse.people.roll import operations, queries
from pulse.people.roll.forms import ConfirmForm, UploadForm
from pulse.people.views.blueprint import Page, blueprint
from pulse.web.access import requires, viewer
from pulse.web.services import services

SHOWN = 200  # problems, or changed people of one kind, on one page


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
