"""The forms that surveys, questions and topics are written with."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired

from pulse.i18n import LANGUAGES, N_
from pulse.organisation.names import NameRefused, clean
from pulse.questions.queries import QuestionView, TopicView
from pulse.questions.scales import AGREE5, BRANCHES, FACES5, LISTED, MULTIPLE, OPEN, POINTS10, SINGLE, YESNO
from pulse.questions.written import FEWEST_OPTIONS, LONGEST_NAME, MOST_OPTIONS, Fault, Written, text_fault
from pulse.surveys.draft import Known, tapped
from pulse.surveys.rotation import EVERY, FORMS, LEAST_FOR_FORMS, seconds

DRAWN = "drawn"  # before a number: into how many forms the topics are dealt
SCALES = {
    FACES5: N_("Five faces, from very bad to very good"),
    AGREE5: N_("Agree or disagree, in five steps"),
    POINTS10: N_("0 to 10, from “not at all” to “very much”"),
    YESNO: N_("Yes or no"),
    SINGLE: N_("One of several answers"),
    MULTIPLE: N_("Several answers at once"),
    OPEN: N_("In their own words"),
}


def _plain_name(_form: FlaskForm, field: Field) -> None:
    try:
        clean(field.data)
    except NameRefused as refused:
        raise ValidationError(_(refused.sentence, **refused.values)) from refused


class SurveyForm(FlaskForm):
    """Name, and how much is asked at once; the questions come beside it, in their order."""

    name = StringField(_l("Title"), validators=[DataRequired(_l("Please give the survey a name.")), _plain_name])
    rotates_over = RadioField(_l("How much at once"), default="", validate_choice=False)
    people = 0

    def offer(self, keys: Sequence[str], known: Known, people: int) -> None:
        """Everything each time, or the topics by turns, each with what it takes of what is chosen now."""
        self.people = people
        words: dict[str, tuple[int | None, str]] = {
            "": (None, _("Everything each time")),
            "2": (2, _("A half each time")),
            "3": (3, _("A third each time")),
        }
        if self.rotates_over.data == "4":
            words["4"] = (4, _("A quarter each time"))
        if self.draws:
            words[f"{DRAWN}2"] = (2, _("A half each, drawn by the browser"))
            words[f"{DRAWN}3"] = (3, _("A third each, drawn by the browser"))
        self.rotates_over.choices = [
            SelectChoice(value, _estimate(said, tapped(keys, known, over))) for value, (over, said) in words.items()
        ]

    @property
    def over(self) -> int | None:
        """Over how many cycles the topics take turns."""
        chosen = self.rotates_over.data or ""
        return int(chosen) if chosen.isdecimal() else None

    @property
    def forms(self) -> int | None:
        """Of how many forms each browser draws one."""
        number = (self.rotates_over.data or "").removeprefix(DRAWN)
        return int(number) if number.isdecimal() and self.rotates_over.data != number else None

    @property
    def draws(self) -> bool:
        """Whether forms are offered: to enough people, or because they were chosen before."""
        return self.people >= LEAST_FOR_FORMS or (self.rotates_over.data or "").startswith(DRAWN)

    def validate_rotates_over(self, field: Any) -> None:
        """One of those offered."""
        offered = {str(over or "") for over in EVERY} | {f"{DRAWN}{forms}" for forms in FORMS if forms}
        if (field.data or "") not in offered:
            field.data = ""
            raise ValidationError(_("Please choose one."))
        if self.forms and self.people < LEAST_FOR_FORMS:
            raise ValidationError(
                _(
                    "Browsers can draw from %(least)s people on; %(people)s can be asked. Let the topics take turns "
                    "instead.",
                    least=LEAST_FOR_FORMS,
                    people=self.people,
                )
            )


def _estimate(said: str, tapped: int) -> str:
    told: str = _(
        "%(choice)s: %(taps)s taps, about %(seconds)s seconds", choice=said, taps=tapped, seconds=seconds(tapped)
    )
    return told


class QuestionForm(FlaskForm):
    """A question in every language, with its options; made with `question_form`."""

    numbers: tuple[int, ...] = ()
    scale = SelectField(_l("How people answer"), validate_choice=False)
    topic = SelectField(_l("Topic"), validate_choice=False)

    def written(self, parent: str | None) -> Written:
        """What was typed."""
        texts = _given(self, "text")
        options = {number: _given(self, f"option_{number}") for number in self.numbers}
        filled = {number: given for number, given in options.items() if given}
        scale = self.scale.data or ""
        return Written(scale, self.topic.data or None, texts, filled if scale in LISTED else {}, parent)

    def tell(self, faults: Sequence[Fault]) -> None:
        """Show what has to be mended beside its field."""
        for fault in faults:
            at = self._fields.get(fault.at) or self._fields.get(f"option_{self.numbers[0]}_en") or self.scale
            at.errors = [*at.errors, _(fault.sentence, **fault.values)]


def question_form(
    numbers: Sequence[int], topics: Sequence[TopicView], language: str, *, why: bool, filled: Mapping[str, str]
) -> QuestionForm:
    """The form of a question whose options have these numbers; `why`: of one that asks why."""
    fields: dict[str, Any] = {"numbers": tuple(numbers)}
    for code, name in LANGUAGES.items():
        fields[f"text_{code}"] = TextAreaField(name, render_kw={"rows": 2, "lang": code.replace("_", "-")})
        for number in numbers:
            fields[f"option_{number}_{code}"] = StringField(name, render_kw={"lang": code.replace("_", "-")})
    form: QuestionForm = type("Written", (QuestionForm,), fields)(data=filled)
    offered = [key for key in SCALES if not why or key in BRANCHES]
    form.scale.choices = [SelectChoice(key, _(SCALES[key])) for key in offered]
    form.topic.choices = [SelectChoice("", _("None")), *(SelectChoice(one.key, one.name(language)) for one in topics)]
    return form


def shown(question: QuestionView) -> dict[str, str]:
    """A question as its form holds it."""
    found = {"scale": question.scale, "topic": question.topic.key if question.topic else ""}
    found |= {f"text_{code}": text for code, text in question.texts.items()}
    for option in question.options:
        found |= {f"option_{option.number}_{code}": text for code, text in option.texts.items()}
    return found


def fresh_options(numbers: Sequence[int], least: int = FEWEST_OPTIONS) -> list[int]:
    """The numbers with as many new ones behind them as are needed; a number is never used again."""
    found = list(numbers)[:MOST_OPTIONS]
    while len(found) < least:
        found.append(max(found, default=0) + 1)
    return found


class TopicForm(FlaskForm):
    """A topic's name in every language; made with `topic_form`."""

    def names(self) -> dict[str, str]:
        """What was typed."""
        return _given(self, "name")

    def validate(self, extra_validators: Any = None) -> bool:
        """At least one name, each of which can be read."""
        if not super().validate(extra_validators):
            return False
        found = [text_fault(f"name_{code}", text, LONGEST_NAME) for code, text in self.names().items()]
        if not self.names():
            found = [Fault("name_en", N_("Please give the topic a name in one language at least."))]
        for fault in filter(None, found):
            self[fault.at].errors = [_(fault.sentence, **fault.values)]
        return not any(found)


def topic_form(filled: Mapping[str, str] | None = None, **typed: Any) -> TopicForm:
    """The form of a topic, with its names as they are; `formdata=None`: whatever was typed elsewhere on the page."""
    fields = {
        f"name_{code}": StringField(name, render_kw={"lang": code.replace("_", "-")})
        for code, name in LANGUAGES.items()
    }
    data = {f"name_{code}": text for code, text in (filled or {}).items()}
    form: TopicForm = type("Named", (TopicForm,), fields)(data=data, **typed)
    return form


def _given(form: FlaskForm, start: str) -> dict[str, str]:
    typed = {code: " ".join((form[f"{start}_{code}"].data or "").split()) for code in LANGUAGES}
    return {code: text for code, text in typed.items() if text}
