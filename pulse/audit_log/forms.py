"""The form that says what is looked for in the log. It changes nothing, so it travels in the address."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SearchField, SelectField
from wtforms.validators import Length, Optional, ValidationError

from pulse.audit_log.actions import GROUPS
from pulse.audit_log.messages import actions_called
from pulse.audit_log.queries import Sought, Word
from pulse.web.writing import by_name

MOST_WORDS = 12
NO_DAY = _l("This is not a day. Please write it like 2026-11-23.")


class Day(DateField):
    """A day, with a sentence of ours for what is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take a day, or nothing."""
        try:
            super().process_formdata(valuelist if valuelist and valuelist[0] else [])
        except ValueError:
            raise ValueError(str(NO_DAY)) from None


class SoughtForm(FlaskForm):
    """Words, a group of actions, who did it, and from which day to which."""

    class Meta:
        """Nothing is changed by it."""

        csrf = False

    q = SearchField(_l("Words"), [Length(max=100)], render_kw={"maxlength": 100})
    group = SelectField(_l("About"), validate_choice=False)
    actor = SelectField(_l("Who"), validate_choice=False)
    first = Day(_l("From"), [Optional()])
    last = Day(_l("To"), [Optional()])

    def offer(self, names: Mapping[str, str]) -> None:
        """Fill in the groups, and the names of everybody who did anything."""
        self.group.choices = [("", _("Everything")), *((key, _(title)) for key, (title, _of) in GROUPS.items())]
        named = sorted(names.items(), key=lambda one: (by_name(one[1]), one[0]))
        self.actor.choices = [("", _("Everybody")), *named]

    def validate_last(self, field: Day) -> None:
        """Refuse a last day before the first."""
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError(_("This is before the first day."))

    @property
    def words(self) -> list[str]:
        """The words that must all be there."""
        return (self.q.data or "").split()[:MOST_WORDS]

    def sought(self, names: Mapping[str, str]) -> Sought:
        """What is looked for; `names` are those of the people and things that the log speaks of."""
        known = {choice[0] for choice in self.actor.choices}
        return Sought(
            words=tuple(_word(text, names) for text in self.words),
            prefixes=GROUPS[self.group.data][1] if self.group.data in GROUPS else (),
            actor=self.actor.data if self.actor.data in known else "",
            first=self.first.data,
            last=self.last.data,
        )

    def given(self) -> dict[str, str]:
        """What was filled in, for addresses and for the log itself."""
        values = {name: self.data[name] for name in ("q", "group", "actor", "first", "last")}
        return {name: str(value) for name, value in values.items() if value}


def _word(text: str, names: Mapping[str, str]) -> Word:
    low = text.lower()
    return Word(text, tuple(id for id, name in names.items() if low in name.lower()), actions_called(low))
