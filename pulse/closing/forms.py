"""The form with which a count comes back from the trustee."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired


class ResultForm(FlaskForm):
    """What the trustee gave back."""

    file = FileField(
        _l("The trustee's result"),
        [FileRequired(_l("Please choose a file."))],
        render_kw={"accept": ".json,application/json"},
    )
