"""Pages of the import: a file, what it would change and what shows then, and doing it."""

import csv
import io
from dataclasses import dataclass
from typing import cast

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from pulse.people import messages
from pulse.people.changes import Diff
from pulse.people.files.parcel import Spoilt, pack, unpack
from pulse.people.files.problems import BadFile, Problem
from pulse.people.importing import COLUMNS, PeopleFile, read
from pulse.people.reused import NO_ANSWERS, Answers
from pulse.people.roll import operations, queries
from pulse.people.roll.forms import PART, WHOLE, ConfirmForm, UploadForm
from pulse.people.roll.outlook import Looker, Outlook
from pulse.people.views.blueprint import Page, blueprint
from pulse.web.access import requires, viewer
from pulse.web.services import services

WHO, WHO_ALL = "who.", "who"  # fields: who has one number, or all those that are asked about
SHOWN = 200  # problems, or changed people of one kind, on one page


@dataclass(frozen=True)
class Given:
    """What somebody sent: the bytes of a file, and whether they are the whole list."""

    data: bytes
    whole: bool


@blueprint.route("/people/import", methods=["GET", "POST"])
@requires("admin")
def upload() -> Page:
    """Take a file and show what it would change."""
    form = UploadForm()
    if not form.validate_on_submit():
        return render_template("people/upload.html", form=form, columns=COLUMNS), 400 if form.errors else 200
    return _show_changes(Given(form.file.data.read(), form.reach.data == WHOLE))


@blueprint.post("/people/import/confirm")
@requires("admin")
def confirm() -> Page:
    """Import what was shown; look at it once more if it would change something else by now."""
    form = ConfirmForm()
    given, answers = Given(_unpacked(form), form.reach.data == WHOLE), _answers()
    try:
        with services().database.writing() as session:
            diff = operations.import_people(
                session,
                viewer().organisation_id,
                read(given.data).rows,
                actor=viewer().account_id,
                now=services().clock.now(),
                confirmed=form.shown.data or "",
                whole=given.whole,
                sure=form.sure.data,
                answers=answers,
            )
    except operations.OtherPeople:
        return _show_changes(given, answers, unsaid=True)
    except BadFile as refused:
        return _show_problems(refused, given)
    except operations.ManyLeave:
        return _show_changes(given, answers, error=_("Please say that this is meant, or choose another file."))
    except operations.Outdated:
        flash(_("Something was changed in the meantime. Please look again at what would happen."), "warn")
        return _show_changes(given)
    flash(
        _(
            "Done: %(new)s new, %(moved)s moved, %(changed)s changed, %(leaving)s leaving, %(unchanged)s unchanged.",
            **diff.counts,
        )
    )
    return redirect(url_for("people.listing"))


@blueprint.post("/people/import/problems")
@requires("admin")
def problems() -> Response:
    """Everything there is to mend in a file, as a file."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow([_("Line"), _("Column"), _("What")])
    for one in _problems(_unpacked(ConfirmForm())) or abort(400):
        lines.writerow([one.line or "", one.column or "", messages.problem_in_words(one)[1]])
    answer = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="to-mend.csv"'
    return answer


def _problems(data: bytes) -> tuple[Problem, ...]:
    """What was shown to be wrong with a file: in itself, or beside what is known."""
    try:
        with services().database.reading() as session:
            queries.import_preview(session, viewer().organisation_id, read(data).rows)
    except BadFile as refused:
        return refused.problems
    return ()


def _unpacked(form: FlaskForm) -> bytes:
    try:
        return unpack(form.text.data or "")
    except Spoilt:
        abort(400)


def _answers() -> Answers:
    """Who has the numbers now of which that was asked."""
    each = {name.removeprefix(WHO): said for name, said in request.form.items() if name.startswith(WHO)}
    return Answers(each, request.form.get(WHO_ALL))


def _show_changes(given: Given, answers: Answers = NO_ANSWERS, *, error: str = "", unsaid: bool = False) -> Page:
    here = viewer().organisation_id
    try:
        file = read(given.data)
        with services().database.reading() as session:
            diff = queries.import_preview(session, here, file.rows, whole=given.whole)
    except BadFile as refused:
        return _show_problems(refused, given)
    form = ConfirmForm(
        formdata=None, text=pack(given.data), shown=diff.fingerprint, reach=WHOLE if given.whole else PART
    )
    form.sure.errors = [error] if error else []
    page = render_template(
        "people/changes.html",
        form=form,
        diff=diff,
        read_as=[(said, column) for said, column in file.read_as],
        left_out=file.left_out,
        newcomers=messages.newcomers(diff.new[:SHOWN]),
        differences=messages.differences,
        notes=[messages.problem_in_words(note) for note in (*file.notes, *diff.notes)][:SHOWN],
        more_notes=max(0, len(file.notes) + len(diff.notes) - SHOWN),
        outlook=_outlook(here, file, diff, given),
        shown=SHOWN,
        answers=answers,
        aside=len(answers.new(change.number for change in diff.others)),
        unsaid=unsaid,
    )
    return (page, 400) if error or unsaid else page


def _outlook(here: str, file: PeopleFile, diff: Diff, given: Given) -> Outlook | None:
    """What would show otherwise, where anybody comes, goes or moves."""
    look = cast("Looker | None", current_app.extensions.get("pulse_outlook"))
    if look is None or diff.is_empty:
        return None
    with services().database.reading() as session:
        before, after = queries.around_import(session, here, file.rows, whole=given.whole)
    return look(here, before, after)


def _show_problems(refused: BadFile, given: Given) -> Page:
    found = [messages.problem_in_words(problem) for problem in refused.problems[:SHOWN]]
    more = max(0, len(refused.problems) - SHOWN)
    form = ConfirmForm(formdata=None, text=pack(given.data)) if more else None
    return render_template("people/problems.html", problems=found, more=more, form=form), 400
