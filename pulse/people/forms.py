"""The forms of accounts: log-in, first set-up, adding somebody."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from pulse.i18n import LANGUAGES
from pulse.organisation import names, zones
from pulse.people import addresses, passwords, starting

NEEDED = _l("Please fill this in.")


class Address:
    """Accepts what can be an e-mail address."""

    def __call__(self, _form: FlaskForm, field: EmailField) -> None:
        """Say so when it cannot."""
        if addresses.email(field.data or "") is None:
            raise ValidationError(_l("This is not an e-mail address."))


class PlainName:
    """Accepts a name without invisible or control characters."""

    def __call__(self, _form: FlaskForm, field: StringField) -> None:
        """Say so when there are some."""
        try:
            names.clean(field.data or "")
        except names.NameRefused as refused:
            raise ValidationError(_l(refused.sentence, **refused.values)) from None


class Offered:
    """Accepts one of the choices, with a sentence of ours that is translated."""

    def __call__(self, _form: FlaskForm, field: SelectField) -> None:
        """Say so when it is another."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_l("Please choose one."))


class LogInForm(FlaskForm):
    """E-mail and password."""

    email = EmailField(_l("E-mail"), [DataRequired(NEEDED)], render_kw={"autocomplete": "username"})
    password = PasswordField(_l("Password"), [InputRequired(NEEDED)], render_kw={"autocomplete": "current-password"})
    organisation = HiddenField()
    next = HiddenField()


def new_password(label: object = None) -> PasswordField:
    """A field for a password that is chosen now; `refuse_weak` judges it."""
    return PasswordField(label or _l("Password"), [InputRequired(NEEDED)], render_kw={"autocomplete": "new-password"})


def refuse_weak(password: PasswordField, *names: str | None) -> None:
    """Say why a password cannot be chosen; `names`: whose it is, and where they work."""
    try:
        passwords.check(password.data or "", *names)
    except passwords.PasswordRefused as refused:
        raise ValidationError(_l(refused.sentence, **refused.values)) from None


class FirstForm(FlaskForm):
    """The first organisation and its first administrator."""

    organisation = StringField(_l("Name of the organisation"), [DataRequired(NEEDED), PlainName()])
    size = RadioField(
        _l("How many people work there?"),
        [Offered()],
        validate_choice=False,
        choices=[SelectChoice(size, _l(text)) for size, text in starting.SIZES.items()],
    )
    language = SelectField(
        _l("Language"),
        [Offered()],
        validate_choice=False,
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
    )
    time_zone = SelectField(
        _l("Time zone"),
        [Offered()],
        validate_choice=False,
        choices=[SelectChoice(zone) for zone in zones.to_choose()],
    )
    danger_contacts = TextAreaField(
        _l("Whom to call in danger"),
        [
            DataRequired(NEEDED),
            Length(max=500, message=_l("This is longer than %(most)s characters.", most=500)),
        ],
    )
    name = StringField(_l("Your name"), [DataRequired(NEEDED), PlainName()], render_kw={"autocomplete": "name"})
    email = EmailField(_l("Your e-mail"), [DataRequired(NEEDED), Address()], render_kw={"autocomplete": "username"})
    password = new_password()

    def validate_password(self, field: PasswordField) -> None:
        """None that can be read on this very page, or that others would guess."""
        refuse_weak(field, self.email.data, self.organisation.data, self.name.data)

    def answers(self) -> tuple[starting.NewOrganisation, starting.NewAdmin]:
        """What was filled in."""
        organisation = starting.NewOrganisation(
            name=self.organisation.data,
            size=self.size.data,
            language=self.language.data,
            time_zone=self.time_zone.data,
            danger_contacts=self.danger_contacts.data.strip(),
        )
        admin = starting.NewAdmin(self.name.data.strip(), self.email.data, self.password.data)
        return organisation, admin
