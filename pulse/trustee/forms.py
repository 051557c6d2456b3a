"""The forms on the trustee's page."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField
from wtforms.fields import SelectChoice

from pulse.trustee.modes import COPY, COUNTS, NONE

CHOICES = {
    NONE: _l("Nobody. Our server opens the answers after the end, and counts them."),
    COPY: _l("Holds a copy of the keys. Our server counts; if it loses its keys, the trustee can give them back."),
    COUNTS: _l("Alone opens the answers, and counts them. Our server never can, whoever runs it."),
}


class ModeForm(FlaskForm):
    """What the trustee does from the next check-in on."""

    mode = RadioField(
        _l("What the trustee does"),
        choices=[SelectChoice(mode, words) for mode, words in CHOICES.items()],
        validate_choice=False,
    )


class KeysForm(FlaskForm):
    """The file of public keys."""

    file = FileField(
        _l("File of public keys"),
        [FileRequired(_l("Please choose a file."))],
        render_kw={"accept": ".json,application/json"},
    )
