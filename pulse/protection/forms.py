"""How long each kind is kept, whom to ask, and the confirmation of an erasure."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from pulse.protection.kinds import KINDS
from pulse.protection.messages import TITLES

LONGEST_CONTACT = 500


class Months(IntegerField):
    """A number of months within what is offered for a kind."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take a whole number, with a sentence of ours for what is none."""
        try:
            self.data = int(valuelist[0]) if valuelist and len(valuelist[0]) <= 4 else None
        except ValueError:
            self.data = None


class RetentionForm(FlaskForm):
    """One number for each kind. `agreed` holds what somebody was told would go."""

    agreed = HiddenField()

    def fill(self, months: Mapping[str, int]) -> None:
        """Show how it is."""
        for kind, field in self.kinds():
            field.data = months[kind]

    def kinds(self) -> list[tuple[str, Field]]:
        """The fields by kind."""
        return [(kind, self[kind]) for kind in KINDS]

    def chosen(self) -> dict[str, int]:
        """The months of each kind."""
        return {kind: field.data for kind, field in self.kinds()}


def _within(_form: FlaskForm, field: Months) -> None:
    kind = KINDS[field.short_name]
    if field.data is None or not kind.least <= field.data <= kind.most:
        raise ValidationError(
            _("Please give whole months from %(least)s to %(most)s.", least=kind.least, most=kind.most)
        )


for _kind, _of in KINDS.items():
    _limits = {"min": _of.least, "max": _of.most, "inputmode": "numeric"}
    setattr(RetentionForm, _kind, Months(_l(TITLES[_kind]), [_within], render_kw=_limits))


class ContactForm(FlaskForm):
    """Whom people ask about their data."""

    contact = TextAreaField(
        _l("Whom to ask about personal data"), [Length(max=LONGEST_CONTACT)], render_kw={"maxlength": LONGEST_CONTACT}
    )

    def validate_contact(self, field: Field) -> None:
        """Refuse control characters."""
        if any(not each.isprintable() and each not in "\r\n" for each in field.data or ""):
            raise ValidationError(_("Please write this without invisible characters."))


class EraseForm(FlaskForm):
    """The person's number, typed, so that nobody erases anybody by a slip."""

    number = StringField(_l("Their number"), render_kw={"autocomplete": "off"})

    def confirms(self, number: str) -> bool:
        """Whether the right number was typed."""
        if (self.number.data or "").strip() == number:
            return True
        self.number.errors = [*self.number.errors, _("This is not the number of this person.")]
        return False
