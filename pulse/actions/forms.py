"""The form an action is made and changed with."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import ListWidget

from pulse.actions import draft, words
from pulse.actions.draft import ActionDraft, ActionRefused
from pulse.actions.reach import Options, cell_of, token
from pulse.questions.queries import TopicView
from pulse.results.disclosure import Cell

DAY = _l("Please give a day like 2026-11-23.")
POINTS = _l("Please give whole points from -100 to 100, or leave it empty.")
EITHER = _l("Please tick the whole organisation or parts of it, not both.")
USUAL_WEEKS = 4


class Keeps:
    """Accepts what one of the rules of an action accepts."""

    def __init__(self, rule: Callable[[str], object]) -> None:
        self.rule = rule

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        """Say what the rule says otherwise."""
        try:
            self.rule(field.data or "")
        except ActionRefused as refused:
            raise ValidationError(_(refused.sentence, **refused.values)) from None


def _size(name: str, label: str) -> RadioField:
    return RadioField(
        label,
        [Keeps(lambda given: draft.size(name, given))],
        choices=[SelectChoice(key, _l(text)) for key, text in words.SIZES.items()],
        validate_choice=False,
    )


class ActionForm(FlaskForm):
    """Everything that is promised. `version` tells whether somebody else changed it meanwhile."""

    topic = SelectField(_l("Topic"), validate_choice=False)
    what = StringField(
        _l("What will be done"),
        [Keeps(draft.what)],
        render_kw={"autocomplete": "off", "maxlength": draft.LONGEST_WHAT},
    )
    why = TextAreaField(_l("Why"), [Keeps(draft.why)], render_kw={"maxlength": draft.LONGEST_WHY, "rows": 4})
    places = SelectMultipleField(_l("Where"), widget=ListWidget(prefix_label=False), validate_choice=False)
    owner = StringField(
        _l("Owner"),
        [Keeps(draft.owner)],
        render_kw={"autocomplete": "off", "list": "owners", "maxlength": draft.LONGEST_OWNER},
    )
    impact = _size("impact", _l("Impact"))
    effort = _size("effort", _l("Effort"))
    starts = DateField(_l("Starts"), invalid_value_message=DAY)
    due = DateField(_l("Due"), invalid_value_message=DAY)
    status = SelectField(
        _l("Status"),
        choices=[SelectChoice(key, _l(text)) for key, text in words.STATUSES.items()],
        default="planned",
        invalid_choice_message=_l("Please choose one from the list."),
    )
    expected_points = IntegerField(
        _l("Expected effect, in points"),
        [Optional()],
        invalid_value_message=POINTS,
        render_kw={"min": -draft.MOST_POINTS, "max": draft.MOST_POINTS},
    )
    version = HiddenField()

    def offer(self, topics: Sequence[TopicView], options: Options, language: str) -> None:
        """List the topics and the parts that can be chosen."""
        named = [SelectChoice(topic.key, topic.name(language)) for topic in topics]
        self.topic.choices = [SelectChoice("", _("Please choose")), *named]
        self.places.choices = [SelectChoice(each) for each in options.tokens]

    def begin(self, topic: str, place: Cell | None, today: date) -> None:
        """A new action: it begins today and takes some weeks."""
        self.topic.data = topic
        self.places.data = [] if place is None else [token(place)]
        self.starts.data, self.due.data = today, today + timedelta(weeks=USUAL_WEEKS)

    def show(self, known: ActionDraft, version: str) -> None:
        """Fill in an action as it is; a part that is gone cannot be ticked."""
        for name in ActionDraft.__dataclass_fields__:
            self[name].data = getattr(known, name)
        offered = {choice.value for choice in self.places.choices}
        self.places.data = [token(cell) for cell in known.places if token(cell) in offered]
        self.version.data = version

    def refuse(self, refused: ActionRefused) -> None:
        """Put the sentence beside its field."""
        self[refused.field].errors = [_(refused.sentence, **refused.values)]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The parts that were ticked."""
        return tuple(cell_of(given) for given in self.places.data or ())

    @property
    def draft(self) -> ActionDraft:
        """What was filled in; only when the form is valid."""
        named = {name: self[name].data for name in ActionDraft.__dataclass_fields__ if name != "places"}
        return ActionDraft(**{**named, "why": self.why.data or ""}, places=self.cells)

    def validate_topic(self, field: SelectField) -> None:
        """One is chosen."""
        if not field.data:
            raise ValidationError(_("Please choose a topic."))

    def validate_places(self, _field: SelectMultipleField) -> None:
        """At least one part is ticked; an empty list could mean everybody or nobody."""
        if not self.cells:
            raise ValidationError(_("Please tick where it applies."))
        if Cell() in self.cells and len(self.cells) > 1:
            raise ValidationError(EITHER)

    def validate_starts(self, field: DateField) -> None:
        """A day is given."""
        if field.data is None and not field.errors:
            raise ValidationError(DAY)

    def validate_due(self, field: DateField) -> None:
        """A day is given, and it is not before the start."""
        if field.data is None:
            if not field.errors:
                raise ValidationError(DAY)
        elif self.starts.data is not None:
            try:
                draft.days(self.starts.data, field.data)
            except ActionRefused as refused:
                raise ValidationError(_(refused.sentence, **refused.values)) from None

    def validate_expected_points(self, field: IntegerField) -> None:
        """Whole points within reason."""
        Keeps(lambda _given: draft.points(field.data))(self, field)
