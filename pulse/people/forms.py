"""The forms of accounts: log-in, first set-up, adding somebody."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from pulse.i18n import LANGUAGES
from pulse.organisation import names, zones
from pulse.organisation.tree import Tree
from pulse.people import addresses, passwords, roles, starting

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


OBVIOUS = _l("Others would try this password first. Please choose one that is not an e-mail address or a name.")


def _refuse_obvious(password: PasswordField, *names: str | None) -> None:
    if passwords.is_obvious(password.data or "", *(name for name in names if name)):
        raise ValidationError(OBVIOUS)


def _new_password() -> PasswordField:
    enough = Length(
        min=passwords.SHORTEST,
        max=passwords.LONGEST,
        message=_l("Use %(least)s to %(most)s characters.", least=passwords.SHORTEST, most=passwords.LONGEST),
    )
    return PasswordField(_l("Password"), [InputRequired(NEEDED), enough], render_kw={"autocomplete": "new-password"})


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
    password = _new_password()

    def validate_password(self, field: PasswordField) -> None:
        """None that can be read on this very page."""
        _refuse_obvious(field, self.email.data, self.organisation.data, self.name.data)

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


class AccountForm(FlaskForm):
    """Somebody who may log in. `reach` is "", "unit:<id>" or "location:<id>"."""

    name = StringField(_l("Name"), [DataRequired(NEEDED), PlainName()])
    email = EmailField(_l("E-mail"), [DataRequired(NEEDED), Address()], render_kw={"autocomplete": "off"})
    role = RadioField(
        _l("Role"),
        [Offered()],
        validate_choice=False,
        choices=[SelectChoice(role, _l(title)) for role, title in roles.TITLES.items()],
    )
    reach = SelectField(_l("For which part?"), validate_choice=False)
    password = _new_password()

    def offer(self, units: Tree, locations: Tree) -> None:
        """Let every unit and location of the organisation be chosen; the root of the units bears its name."""
        self._organisation = units.root.name
        self.reach.choices = [
            SelectChoice("", _l("Everything")),
            *_nodes("unit", units, _("Units")),
            *_nodes("location", locations, _("Locations")),
        ]

    def validate_reach(self, field: SelectField) -> None:
        """A part that exists; an administrator's is everything."""
        if field.data and field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_l("This unit or location is not known."))
        if field.data and self.role.data == roles.ADMIN:
            raise ValidationError(_l("An administrator's role reaches everything."))

    def validate_password(self, field: PasswordField) -> None:
        """None that a colleague would guess."""
        _refuse_obvious(field, self.email.data, self.name.data, self._organisation)

    def chosen(self, kind: str) -> str | None:
        """The id of the unit (or location) that was chosen, if one was."""
        chosen_kind, _colon, node_id = (self.reach.data or "").partition(":")
        return node_id if chosen_kind == kind else None


def _nodes(kind: str, tree: Tree, group: str) -> list[SelectChoice]:
    nodes = [node.id for depth, node in tree.walk() if depth]
    return [SelectChoice(f"{kind}:{node_id}", tree.label(node_id), optgroup=group) for node_id in nodes]
