"""The forms of links: asking for one, and choosing a password by one."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import DataRequired

from pulse.people.forms import NEEDED, Address, new_password, refuse_weak


class ForgottenForm(FlaskForm):
    """Whose password was forgotten."""

    email = EmailField(_l("E-mail"), [DataRequired(NEEDED), Address()], render_kw={"autocomplete": "username"})
    organisation = HiddenField()


class ChooseForm(FlaskForm):
    """The password that somebody chooses by a link. `names`: whose it is, and where they work."""

    names: tuple[str, ...] = ()
    password = new_password(_l("New password"))

    def validate_password(self, field: PasswordField) -> None:
        """None that others would guess."""
        refuse_weak(field, *self.names)
