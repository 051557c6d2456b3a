"""The forms of the people who are asked: the import."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields import SelectChoice

PART, WHOLE = "part", "whole"
KINDS = ".csv,.tsv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(FlaskForm):
    """A file of people, and whether it is everybody."""

    file = FileField(_l("CSV or Excel file"), [FileRequired(_l("Please choose a file."))], render_kw={"accept": KINDS})
    reach = RadioField(
        _l("Who is in the file?"),
        choices=[
            SelectChoice(PART, _l("Some of our people. Who is missing stays as they are.")),
            SelectChoice(WHOLE, _l("Everybody. Who is missing has left.")),
        ],
        default=PART,
    )


class ConfirmForm(FlaskForm):
    """The same file once more, what it was said to change, and a word where many would leave."""

    text = HiddenField()
    shown = HiddenField()
    reach = HiddenField()
    sure = BooleanField()
