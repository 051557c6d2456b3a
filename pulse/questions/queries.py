"""Questions and topics with their wordings, as plain values."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.i18n import DEFAULT
from pulse.questions.models import Question, QuestionText, Topic, TopicText


@dataclass(frozen=True)
class TopicView:
    """A topic and its names by language."""

    key: str
    names: dict[str, str]

    def name(self, language: str) -> str:
        """The name in this language, else in English, else the key."""
        return self.names.get(language) or self.names.get(DEFAULT) or self.key


@dataclass(frozen=True)
class QuestionView:
    """A question, its wordings by language, and the topic it belongs to."""

    key: str
    topic: TopicView | None
    scale: str
    texts: dict[str, str]

    def text(self, language: str) -> str:
        """The wording in this language, else in English, else the key."""
        return self.texts.get(language) or self.texts.get(DEFAULT) or self.key


def topics(session: Session, organisation_id: str) -> list[TopicView]:
    """An organisation's topics, in their order."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for text in session.scalars(select(TopicText).filter_by(organisation_id=organisation_id)):
        names[text.topic_key][text.language] = text.name
    found = session.scalars(select(Topic).filter_by(organisation_id=organisation_id).order_by(Topic.position))
    return [TopicView(topic.key, names[topic.key]) for topic in found]


def questions(session: Session, organisation_id: str) -> list[QuestionView]:
    """An organisation's questions, in their order."""
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for text in session.scalars(select(QuestionText).filter_by(organisation_id=organisation_id)):
        texts[text.question_key][text.language] = text.text
    of = {topic.key: topic for topic in topics(session, organisation_id)}
    found = session.scalars(select(Question).filter_by(organisation_id=organisation_id).order_by(Question.position))
    return [
        QuestionView(question.key, of.get(question.topic_key or ""), question.scale, texts[question.key])
        for question in found
    ]
