"""The forms of accounts: inviting, roles, names; one's own name, language and password."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, ValidationError

from pulse.i18n import LANGUAGES
from pulse.organisation.messages import named
from pulse.organisation.tree import Tree
from pulse.people import roles
from pulse.people.forms import NEEDED, Address, Offered, PlainName, new_password, refuse_weak


class RoleForm(FlaskForm):
    """One more role. `reach` is "", "unit:<id>" or "location:<id>"."""

    role = RadioField(
        _l("Role"),
        [Offered()],
        validate_choice=False,
        choices=[SelectChoice(role, _l(title)) for role, title in roles.TITLES.items()],
    )
    reach = SelectField(_l("For which part?"), validate_choice=False)

    def offer(self, units: Tree, locations: Tree) -> None:
        """Let every unit and location of the organisation be chosen."""
        self.reach.choices = [
            SelectChoice("", _l("Everything")),
            *_nodes("unit", units, _("Units")),
            *_nodes("location", locations, _("Locations")),
        ]

    def validate_reach(self, field: SelectField) -> None:
        """A part that exists, and that goes with the role."""
        if field.data and field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_l("This unit or location is not known."))
        if self.role.data in roles.TITLES:
            try:
                roles.check(self.role.data, unit_id=self.chosen("unit"), location_id=self.chosen("location"))
            except roles.RoleRefused as refused:
                raise ValidationError(_l(refused.sentence)) from None

    def chosen(self, kind: str) -> str | None:
        """The id of the unit (or location) that was chosen, if one was."""
        chosen_kind, _colon, node_id = (self.reach.data or "").partition(":")
        return node_id if chosen_kind == kind else None

    @property
    def grant(self) -> dict[str, Any]:
        """The role with its reach, as operations take them."""
        unit, location = self.chosen("unit"), self.chosen("location")
        return {"role": self.role.data, "unit_id": unit, "location_id": location}


class NameForm(FlaskForm):
    """Somebody's name and address."""

    name = StringField(_l("Name"), [DataRequired(NEEDED), PlainName()], render_kw={"autocomplete": "off"})
    email = EmailField(_l("E-mail"), [DataRequired(NEEDED), Address()], render_kw={"autocomplete": "off"})


class InviteForm(NameForm, RoleForm):
    """Somebody who shall log in, with their first role."""


class OwnForm(FlaskForm):
    """One's own name and language."""

    name = StringField(_l("Name"), [DataRequired(NEEDED), PlainName()], render_kw={"autocomplete": "name"})
    language = SelectField(
        _l("Language"),
        [Offered()],
        validate_choice=False,
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
    )


class OwnPasswordForm(FlaskForm):
    """Another password for oneself; the old one shows that it is oneself. `names`: who that is, and where."""

    names: tuple[str, ...] = ()
    old = PasswordField(
        _l("Your password until now"), [InputRequired(NEEDED)], render_kw={"autocomplete": "current-password"}
    )
    new = new_password(_l("New password"))

    def validate_new(self, field: PasswordField) -> None:
        """None that others would guess."""
        refuse_weak(field, *self.names)


def _nodes(kind: str, tree: Tree, group: str) -> list[SelectChoice]:
    below = [node for depth, node in tree.walk() if depth]
    nodes = [node.id for node in sorted(below, key=lambda node: node.closed)]
    return [SelectChoice(f"{kind}:{node_id}", named(tree, node_id), optgroup=group) for node_id in nodes]
