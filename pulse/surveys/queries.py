"""Surveys as plain values, and what one asks in the form that a cycle freezes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.i18n import LANGUAGES, html_language
from pulse.questions.queries import OptionView, QuestionView, TopicView, questions
from pulse.questions.scales import PARENTS, is_open
from pulse.surveys import rotation
from pulse.surveys.exchange import FiledQuestion, FiledSurvey, FiledTopic
from pulse.surveys.models import Survey, SurveyQuestion, SurveyVersion


@dataclass(frozen=True)
class SurveyView:
    """A survey and its questions, in the order in which they are asked."""

    id: str
    name: str
    questions: tuple[QuestionView, ...]
    rotates_over: int | None = None
    forms: int | None = None
    version: int = 1
    archived: bool = False

    @property
    def taps(self) -> int:
        """How many questions the longest cycle or form asks of the content, besides comments."""
        scaled = [question for question in self.questions if not is_open(question.scale) and not question.parent]
        topics = sum(1 for question in scaled if question.topic)
        return rotation.taps(topics, self.rotates_over or self.forms, always=len(scaled) - topics)

    @property
    def seconds(self) -> int:
        """About how long that takes."""
        return rotation.seconds(self.taps)

    def turn(self, number: int, invited: int | None = None) -> list[QuestionView]:
        """What the cycle asks before which a series opened `number` others: topics by turns, the others always.

        A branch comes where its parent does, right after it. With too few `invited` for forms their topics take turns
        as well, so that nobody is asked more than they would have drawn.
        """
        roots = [question for question in self.questions if not question.parent]
        topics = [question for question in roots if question.topic]
        over = self.rotates_over if self.draws(invited) else self.rotates_over or self.forms
        taken = {question.key for question in rotation.turn(topics, over, number)}
        asked = [question for question in roots if question.topic is None or question.key in taken]
        return [each for question in asked for each in (question, *self._branches(question))]

    def draws(self, invited: int | None) -> bool:
        """Whether browsers draw forms where so many are invited."""
        return self.forms is not None and (invited or 0) >= rotation.LEAST_FOR_FORMS

    def drawn(self, invited: int | None) -> list[list[str]]:
        """The keys of each form, every question with its branches; none where everybody is asked the same."""
        topics = [question for question in self.questions if question.topic and not question.parent]
        forms = rotation.deal(topics, self.forms) if self.draws(invited) else []
        return [[each.key for topic in form for each in (topic, *self._branches(topic))] for form in forms]

    def _branches(self, parent: QuestionView) -> Iterable[QuestionView]:
        return (each for each in self.questions if each.parent == parent.key and parent.scale in PARENTS)


@dataclass(frozen=True)
class VersionView:
    """What a survey asked in one of its versions, as the JSON of pulse/surveys/exchange.py."""

    version: int
    saved_at: datetime
    body: dict[str, Any]


@dataclass(frozen=True)
class FrozenOption:
    """An answer of a choice question with its text by HTML language tag."""

    option: int
    texts: dict[str, str]


@dataclass(frozen=True)
class FrozenQuestion:
    """A question with its texts by HTML language tag: `{"zh-Hant": {"topic": ..., "text": ...}}`."""

    key: str
    topic: str | None
    scale: str
    texts: dict[str, dict[str, str | None]]
    options: tuple[FrozenOption, ...] = ()
    parent: str | None = None


def surveys(session: Session, organisation_id: str) -> list[SurveyView]:
    """All surveys of an organisation, by name."""
    bank = {question.key: question for question in questions(session, organisation_id)}
    asked: dict[str, list[QuestionView]] = defaultdict(list)
    places = select(SurveyQuestion).filter_by(organisation_id=organisation_id).order_by(SurveyQuestion.position)
    for place in session.scalars(places):
        asked[place.survey_id].append(bank[place.question_key])
    found = session.scalars(select(Survey).filter_by(organisation_id=organisation_id).order_by(Survey.name))
    return [
        SurveyView(
            survey.id,
            survey.name,
            tuple(asked[survey.id]),
            survey.rotates_over,
            survey.forms,
            survey.version,
            survey.archived,
        )
        for survey in found
    ]


def survey(session: Session, organisation_id: str, survey_id: str) -> SurveyView | None:
    """One survey, or None if the organisation has no such survey."""
    return next((found for found in surveys(session, organisation_id) if found.id == survey_id), None)


def versions(session: Session, organisation_id: str, survey_id: str) -> list[VersionView]:
    """What a survey asked in each of its versions, newest first."""
    found = select(SurveyVersion).filter_by(organisation_id=organisation_id, survey_id=survey_id)
    rows = session.scalars(found.order_by(SurveyVersion.version.desc()))
    return [VersionView(row.version, row.saved_at, row.body) for row in rows]


def asking(session: Session, organisation_id: str, *, question: str = "", topic: str = "") -> list[str]:
    """The ids of the surveys that ask this question, or any of this topic."""
    asked = surveys(session, organisation_id)
    return [
        survey.id
        for survey in asked
        if any(each.key == question or (each.topic and each.topic.key == topic) for each in survey.questions)
    ]


def contents(
    session: Session, organisation_id: str, survey_id: str, turn: int = 0, invited: int | None = None
) -> tuple[list[FrozenQuestion], list[list[str]]]:
    """What a survey asks, in every language, and the keys of the forms that browsers draw, if so many are enough.

    It is the part of a cycle's content that comes from here. `turn`: how many cycles the series opened before it.
    """
    found = survey(session, organisation_id, survey_id)
    if found is None:
        raise LookupError("no such survey")
    return frozen(found, turn, invited)


def frozen(
    survey: SurveyView, turn: int = 0, invited: int | None = None
) -> tuple[list[FrozenQuestion], list[list[str]]]:
    """The same of a survey that need not be kept."""
    return [_frozen(question) for question in survey.turn(turn, invited)], survey.drawn(invited)


def _frozen(question: QuestionView) -> FrozenQuestion:
    topic = question.topic
    texts: dict[str, dict[str, str | None]] = {
        html_language(language): {
            "topic": topic.name(language) if topic else None,
            "text": question.text(language),
        }
        for language in LANGUAGES
    }
    return FrozenQuestion(
        question.key,
        topic.key if topic else None,
        question.scale,
        texts,
        tuple(_frozen_option(option) for option in question.options),
        question.parent,
    )


def _frozen_option(option: OptionView) -> FrozenOption:
    return FrozenOption(option.number, {html_language(language): option.text(language) for language in LANGUAGES})


def unfiled(body: Mapping[str, Any]) -> SurveyView:
    """A survey as one of its versions asked it."""
    topics = {each["key"]: TopicView(each["key"], each["names"]) for each in body["topics"]}
    questions = tuple(
        QuestionView(
            each["key"],
            topics.get(each.get("topic", "")),
            each["scale"],
            each["texts"],
            tuple(OptionView(option["option"], option["texts"]) for option in each.get("options", ())),
            each.get("parent"),
        )
        for each in body["questions"]
    )
    return SurveyView("", body["name"], questions, body.get("rotates_over"), body.get("forms"))


def filed(survey: SurveyView) -> FiledSurvey:
    """A survey as it goes into a file: what it asks, in the languages that its texts have."""
    topics = {question.topic.key: question.topic for question in survey.questions if question.topic}
    return FiledSurvey(
        survey.name,
        tuple(
            FiledQuestion(
                question.key,
                question.topic.key if question.topic else None,
                question.scale,
                question.texts,
                {option.number: option.texts for option in question.options},
                question.parent,
            )
            for question in survey.questions
        ),
        tuple(FiledTopic(topic.key, topic.names) for topic in topics.values()),
        survey.rotates_over,
        survey.forms,
    )
