"""Surveys as plain values, and what one asks in the form that a cycle freezes."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.i18n import LANGUAGES, html_language
from pulse.questions.queries import QuestionView, questions
from pulse.surveys.models import Survey, SurveyQuestion


@dataclass(frozen=True)
class SurveyView:
    """A survey and its questions, in the order in which they are asked."""

    id: str
    name: str
    questions: tuple[QuestionView, ...]


@dataclass(frozen=True)
class FrozenQuestion:
    """A question with its texts by HTML language tag: `{"zh-Hant": {"topic": ..., "text": ...}}`."""

    key: str
    topic: str | None
    scale: str
    texts: dict[str, dict[str, str | None]]


def surveys(session: Session, organisation_id: str) -> list[SurveyView]:
    """All surveys of an organisation, by name."""
    bank = {question.key: question for question in questions(session, organisation_id)}
    asked: dict[str, list[QuestionView]] = defaultdict(list)
    places = select(SurveyQuestion).filter_by(organisation_id=organisation_id).order_by(SurveyQuestion.position)
    for place in session.scalars(places):
        asked[place.survey_id].append(bank[place.question_key])
    found = session.scalars(select(Survey).filter_by(organisation_id=organisation_id).order_by(Survey.name))
    return [SurveyView(survey.id, survey.name, tuple(asked[survey.id])) for survey in found]


def survey(session: Session, organisation_id: str, survey_id: str) -> SurveyView | None:
    """One survey, or None if the organisation has no such survey."""
    return next((found for found in surveys(session, organisation_id) if found.id == survey_id), None)


def contents(session: Session, organisation_id: str, survey_id: str) -> list[FrozenQuestion]:
    """What a survey asks, in every language: the part of a cycle's content that comes from here."""
    found = survey(session, organisation_id, survey_id)
    if found is None:
        raise LookupError("no such survey")
    return [_frozen(question) for question in found.questions]


def _frozen(question: QuestionView) -> FrozenQuestion:
    topic = question.topic
    texts: dict[str, dict[str, str | None]] = {
        html_language(language): {
            "topic": topic.name(language) if topic else None,
            "text": question.text(language),
        }
        for language in LANGUAGES
    }
    return FrozenQuestion(question.key, topic.key if topic else None, question.scale, texts)
