"""The form a survey is made with."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, RadioField, SelectMultipleField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from pulse.organisation.names import NameRefused, clean
from pulse.questions.queries import QuestionView
from pulse.surveys.queries import SurveyView
from pulse.surveys.rotation import EVERY, FORMS, LEAST_FOR_FORMS, seconds, taps

OVERALL = "overall"
COMMENT = "comment"
DRAWN = "drawn"  # before a number: into how many forms the topics are dealt


def _plain_name(_form: FlaskForm, field: Field) -> None:
    try:
        clean(field.data)
    except NameRefused as refused:
        raise ValidationError(_(refused.sentence, **refused.values)) from refused


class SurveyForm(FlaskForm):
    """Name, topics, the overall question, the open comment."""

    name = StringField(_l("Title"), validators=[DataRequired(_l("Please give the survey a name.")), _plain_name])
    topics = SelectMultipleField(
        _l("Topics"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validate_choice=False
    )
    overall = BooleanField(_l("Ask how people feel overall"), default=True)
    comment = BooleanField(_l("Let people write a comment"), default=True)
    people = 0
    rotates_over = RadioField(_l("How much at once"), default="", validate_choice=False)

    def offer(self, questions: Sequence[QuestionView], language: str, people: int = 0) -> None:
        """Show the bank's questions, worded in the reader's language; forms where enough `people` can be asked."""
        self.people = people
        self.topics.choices = [
            SelectChoice(
                question.key,
                _("%(topic)s: %(question)s", topic=question.topic.name(language), question=question.text(language)),
            )
            for question in questions
            if question.topic
        ]
        if not self.is_submitted():
            self.topics.data = [choice.value for choice in self.topics.choices]
        self._offer_turns()

    def _offer_turns(self) -> None:
        """Everything each time, or the topics by turns, each with what it takes of what is ticked now."""
        words = {None: _("Everything each time"), 2: _("A half each time"), 3: _("A third each time")}
        if self.rotates_over.data == "4":
            words[4] = _("A quarter each time")
        asked, always = len(self.topics.data or ()), int(bool(self.overall.data))
        drawn = {2: _("A half each, drawn by the browser"), 3: _("A third each, drawn by the browser")}
        self.rotates_over.choices = [
            SelectChoice(value, _estimate(said, taps(asked, number, always=always)))
            for value, number, said in (
                *((str(over or ""), over, said) for over, said in words.items()),
                *((f"{DRAWN}{forms}", forms, said) for forms, said in drawn.items() if self.draws),
            )
        ]

    def show(self, survey: SurveyView) -> None:
        """Fill in a survey as it is."""
        keys = [question.key for question in survey.questions]
        self.name.data = survey.name
        self.topics.data = keys
        self.overall.data = OVERALL in keys
        self.comment.data = COMMENT in keys
        self.rotates_over.data = f"{DRAWN}{survey.forms}" if survey.forms else str(survey.rotates_over or "")
        self._offer_turns()

    @property
    def over(self) -> int | None:
        """Over how many cycles the topics take turns."""
        chosen = self.rotates_over.data or ""
        return int(chosen) if chosen.isdecimal() else None

    @property
    def forms(self) -> int | None:
        """Of how many forms each browser draws one."""
        chosen = self.rotates_over.data or ""
        return int(chosen.removeprefix(DRAWN)) if chosen.startswith(DRAWN) else None

    @property
    def draws(self) -> bool:
        """Whether forms are offered: to enough people, or because they were chosen before."""
        return self.people >= LEAST_FOR_FORMS or (self.rotates_over.data or "").startswith(DRAWN)

    @property
    def question_keys(self) -> list[str]:
        """The questions that were ticked."""
        return [
            *(self.topics.data or ()),
            *([OVERALL] if self.overall.data else []),
            *([COMMENT] if self.comment.data else []),
        ]

    def validate_topics(self, _field: Any) -> None:
        """Whatever else is ticked, a survey asks something."""
        if not self.question_keys:
            raise ValidationError(_("Please tick at least one question."))

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
