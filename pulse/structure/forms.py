"""The forms of the trees, and of two records of one person."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation

from pulse.organisation.tree import Tree
from pulse.structure.changing import RENAME, TITLES, WITH_TARGET, Change, ChangeRefused


class ChangeForm(FlaskForm):
    """What becomes of a unit or a location, and from which day on."""

    change = RadioField(
        _l("What should happen?"),
        validate_choice=False,
        choices=[SelectChoice(key, _l(title)) for key, title in TITLES.items()],
        default=RENAME,
    )
    name = StringField(_l("New name"))
    target = SelectField(_l("Which other one?"), validate_choice=False)
    on = StringField(_l("From which day on?"), render_kw={"type": "date"})
    seen = HiddenField()

    def offer(self, tree: Tree, node_id: str) -> None:
        """Let every other node be the one to go to."""
        others = [node for _depth, node in tree.walk() if node.id != node_id and not node.closed]
        self.target.choices = [SelectChoice("", "–"), *(SelectChoice(node.id, tree.label(node.id)) for node in others)]

    def validate_change(self, field: RadioField) -> None:
        """One of those that there are."""
        if field.data not in TITLES:
            raise StopValidation(_("Please choose one."))

    def validate_on(self, field: StringField) -> None:
        """A day; none is the first on which it can be."""
        try:
            if field.data:
                date.fromisoformat(field.data)
        except ValueError:
            raise StopValidation(_("This is not a day.")) from None

    def answer(self, kind: str, node_id: str, usual: date) -> Change:
        """What was asked for."""
        name = (self.name.data or "").strip() if self.change.data == RENAME else None
        target = self.target.data or None if self.change.data in WITH_TARGET else None
        day = date.fromisoformat(self.on.data) if self.on.data else usual
        return Change(kind, node_id, self.change.data, name, target, day)

    def tell(self, refused: ChangeRefused) -> None:
        """Put why it cannot be beside its field."""
        (self._fields.get(refused.field) or self.change).errors = [_(refused.sentence, **refused.values)]


class AddForm(FlaskForm):
    """A new unit or location."""

    name = StringField(_l("Name"))
    parent = SelectField(_l("Under which one?"), validate_choice=False)

    def offer(self, tree: Tree) -> None:
        """Let it be put under any that is not closed."""
        self.parent.choices = [
            SelectChoice(node.id, tree.label(node.id)) for _depth, node in tree.walk() if not node.closed
        ]

    def tell(self, refused: ChangeRefused) -> None:
        """Put why it cannot be beside its field."""
        self[refused.field].errors = [_(refused.sentence, **refused.values)]


class JoinForm(FlaskForm):
    """The other record, and which of both stays."""

    other = StringField(_l("Number of the other record"))
    stays = RadioField(_l("Which of them stays?"), validate_choice=False)
    seen = HiddenField()
