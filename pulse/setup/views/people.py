"""Where the set-up begins: who is asked, pasted into a box or as a file."""

import csv
import io

from flask import flash, redirect, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from pulse.people.files.problems import BadFile
from pulse.people.messages import problem_in_words
from pulse.people.roll.forms import UploadForm
from pulse.people.roll.operations import import_people
from pulse.setup.forms import PasteForm
from pulse.setup.pasted import pasted
from pulse.setup.views.blueprint import blueprint, found, shown
from pulse.web.access import requires, viewer
from pulse.web.services import services

SHOWN = 10  # of what is to mend
SAMPLE = (
    ("person_id", "name", "email", "unit", "location", "language", "time_zone"),
    ("1001", "Dewi Lestari", "dewi@example.com", "Operations/Kitchen", "Jakarta", "id", "Asia/Jakarta"),
    ("1002", "Minh Tran", "minh@example.com", "Operations/Floor", "Ho Chi Minh City", "vi", "Asia/Ho_Chi_Minh"),
    ("1003", "Chen Yi-Ting", "yiting@example.com", "Office", "Taipei", "zh-TW", "Asia/Taipei"),
)


@blueprint.get("/")
@requires("admin")
def index() -> Response:
    """Where to go on."""
    return redirect(url_for(f"setup.{found().standing.first_open}"))


@blueprint.route("/people", methods=["GET", "POST"], endpoint="people")
@requires("admin")
def add() -> Response:
    """Take people from a box, all or none."""
    form = PasteForm()
    if form.validate_on_submit():
        try:
            new = _brought_in(form.lines.data)
        except BadFile as refused:
            form.lines.errors = [_told(refused)]
        else:
            flash(ngettext("%(num)s person is new.", "%(num)s people are new.", new), "good")
            return redirect(url_for("setup.asking"))
    upload = UploadForm(formdata=None)
    return shown("people", status=400 if form.errors else 200, form=form, upload=upload)


def _brought_in(text: str) -> int:
    rows = pasted(text)
    who, now = viewer(), services().clock.now()
    with services().database.writing() as session:
        diff = import_people(session, who.organisation_id, rows, actor=who.account_id, now=now)
    return len(diff.new)


def _told(refused: BadFile) -> str:
    told = [": ".join(part for part in problem_in_words(each) if part) for each in refused.problems[:SHOWN]]
    return " ".join(told)


@blueprint.get("/people/sample.csv")
@requires("admin")
def sample() -> Response:
    """A file to begin with."""
    text = io.StringIO()
    csv.writer(text).writerows(SAMPLE)
    answer = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="people.csv"'
    return answer
