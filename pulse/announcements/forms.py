"""The forms announcements are begun, edited and published with."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.widgets import ListWidget

from pulse.actions.forms import EITHER
from pulse.actions.reach import Options, cell_of, token
from pulse.announcements import wording
from pulse.announcements.wording import TextRefused, Words
from pulse.i18n import LANGUAGES
from pulse.questions.queries import TopicView
from pulse.results.disclosure import Cell


def _fits(rule: Callable[[str], str]) -> Callable[[FlaskForm, Field], None]:
    def check(_form: FlaskForm, field: Field) -> None:
        try:
            field.data = rule(field.data or "")
        except TextRefused as refused:
            raise ValidationError(_(refused.sentence, **refused.values)) from refused

    return check


class PlacesForm(FlaskForm):
    """Which parts it concerns."""

    places = SelectMultipleField(
        _l("Whom it concerns"),
        widget=ListWidget(prefix_label=False),
        invalid_choice_message=_l("One of these parts does not exist any more. Please tick again."),
    )

    def offer(self, options: Options, ticked: Iterable[Cell]) -> None:
        """List what the viewer may choose."""
        self.places.choices = [SelectChoice(each) for each in options.tokens]
        if not self.is_submitted():
            self.places.data = [token(cell) for cell in ticked if token(cell) in options.tokens]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """What was ticked."""
        return tuple(cell_of(each) for each in self.places.data or ())

    def validate_places(self, _field: Field) -> None:
        """It concerns somebody, and not everybody beside a part of them."""
        if not self.places.data:
            raise ValidationError(_("Please tick at least one part."))
        if Cell() in self.cells and len(self.cells) > 1:
            raise ValidationError(EITHER)


class NewForm(PlacesForm):
    """An announcement without an action: of which topic."""

    topic = SelectField(_l("Topic"), invalid_choice_message=_l("Please choose one from the list."))

    def offer_topics(self, topics: Sequence[TopicView], language: str) -> None:
        """List the topics by name."""
        self.topic.choices = [SelectChoice(topic.key, topic.name(language)) for topic in topics]


class WordsForm(PlacesForm):
    """The words in every language (the fields stand below) and whom it concerns. `version`: of what was opened."""

    version = HiddenField()

    def show(self, texts: Mapping[str, Words]) -> None:
        """Fill in the words as they are."""
        for language, words in texts.items():
            self.title_of(language).data = words.title
            self.text_of(language).data = words.text

    def title_of(self, language: str) -> Field:
        """The field of a title."""
        return self[f"title_{language}"]

    def text_of(self, language: str) -> Field:
        """The field of a text."""
        return self[f"text_{language}"]

    @property
    def texts(self) -> dict[str, Words]:
        """The words that were typed, of the languages that have any."""
        found = {
            language: Words(self.title_of(language).data or "", self.text_of(language).data or "")
            for language in LANGUAGES
        }
        return {language: words for language, words in found.items() if words.title or words.text}

    def validate(self, extra_validators: object = None) -> bool:
        """Title and text go together."""
        right = bool(super().validate(extra_validators))
        for language, words in self.texts.items():
            if not words.title:
                self.title_of(language).errors = [_("Please write a title too, or empty the text.")]
            elif not words.text:
                self.text_of(language).errors = [_("Please write a text too, or empty the title.")]
            right = right and bool(words.title and words.text)
        return right


for _language, _name in LANGUAGES.items():
    _title = StringField(
        _l("Title in %(language)s", language=_name),
        [_fits(wording.title)],
        render_kw={"maxlength": wording.LONGEST_TITLE},
    )
    _text = TextAreaField(
        _l("Text in %(language)s", language=_name),
        [_fits(wording.text)],
        render_kw={"rows": 9, "maxlength": wording.LONGEST_TEXT},
    )
    setattr(WordsForm, f"title_{_language}", _title)
    setattr(WordsForm, f"text_{_language}", _text)


class PublishForm(FlaskForm):
    """Publishing a draft. `version`: of what was looked at."""

    version = HiddenField()

    mail = BooleanField(_l("Send by e-mail to the people concerned"), default=True)


def missing(texts: Mapping[str, Words], untranslated: Collection[str]) -> list[str]:
    """The languages whose words are not ready: none, half of them, or not translated."""
    whole = {language for language, words in texts.items() if words.title and words.text}
    return [language for language in LANGUAGES if language not in whole or language in untranslated]
