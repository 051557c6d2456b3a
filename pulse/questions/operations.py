"""Giving an organisation its question bank."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.questions.bank import QUESTIONS, TOPICS
from pulse.questions.models import Question, QuestionText, Topic, TopicText


def add_bank(session: Session, organisation_id: str) -> None:
    """Add what is missing of the bank; a wording that is there already stays as it is."""
    for position, topic in enumerate(TOPICS):
        _put(session, Topic(organisation_id=organisation_id, key=topic.key, position=position))
    session.flush()
    for position, question in enumerate(QUESTIONS):
        _put(
            session,
            Question(
                organisation_id=organisation_id,
                key=question.key,
                topic_key=question.topic,
                scale=question.scale,
                position=position,
            ),
        )
    session.flush()
    _add_texts(session, organisation_id)


def _add_texts(session: Session, organisation_id: str) -> None:
    for topic in TOPICS:
        for language, name in topic.names.items():
            _put(
                session,
                TopicText(organisation_id=organisation_id, topic_key=topic.key, language=language, name=name),
            )
    for question in QUESTIONS:
        for language, text in question.texts.items():
            _put(
                session,
                QuestionText(organisation_id=organisation_id, question_key=question.key, language=language, text=text),
            )
    session.flush()


def _put(session: Session, row: Any) -> None:
    mapper = type(row).__mapper__
    key = {column.key: getattr(row, column.key) for column in mapper.primary_key}
    if session.scalar(select(mapper.primary_key[0]).filter_by(**key)) is None:
        session.add(row)
