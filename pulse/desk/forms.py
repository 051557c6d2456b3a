"""The forms on the desk. They need no token: the address itself holds a secret, and their origin is checked."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import InputRequired

from pulse.desk.keyring import MOST
from pulse.trustee.public_file import LONGEST_NAME

NEEDED = _l("Please fill this in.")
CHOSEN = _l("Please choose a file.")
USUAL = 12


class MakeForm(FlaskForm):
    """Whose keys, and how many."""

    class Meta:
        """No token, as said above."""

        csrf = False

    name = StringField(
        _l("Your name, as people will read it"), [InputRequired(NEEDED)], render_kw={"maxlength": LONGEST_NAME}
    )
    count = IntegerField(
        _l("How many keys"), [InputRequired(NEEDED)], default=USUAL, render_kw={"min": 1, "max": MOST}
    )


class CountForm(FlaskForm):
    """What the server handed over."""

    class Meta:
        """No token, as said above."""

        csrf = False

    package = FileField(_l("The sealed ballots"), [FileRequired(CHOSEN)])


class DeleteForm(FlaskForm):
    """The board that shows the close, and that the trustee knows what deleting means."""

    class Meta:
        """No token, as said above."""

        csrf = False

    board = FileField(_l("The file board.json of the check-in"), [FileRequired(CHOSEN)], render_kw={"accept": ".json"})
    sure = BooleanField(
        _l("I know that this check-in can then never be opened or counted again."),
        [InputRequired(_l("Please tick this."))],
    )
