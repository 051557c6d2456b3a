"""The forms of the people who are asked: the import."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField


class UploadForm(FlaskForm):
    """A file of people."""

    file = FileField(
        _l("CSV file"), [FileRequired(_l("Please choose a file."))], render_kw={"accept": ".csv,text/csv"}
    )


class ConfirmForm(FlaskForm):
    """The same file once more, and what it was said to change."""

    text = HiddenField()
    shown = HiddenField()
