"""Topics and questions with their texts in every language."""

from sqlalchemy import ForeignKeyConstraint, String, false
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import ID_LENGTH, Base


class Topic(Base):
    """What people have an opinion about: the canteen, parking."""

    __tablename__ = "topic"
    __table_args__ = (ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]


class TopicText(Base):
    """A topic's name in one language."""

    __tablename__ = "topic_text"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "topic_key"], ["topic.organisation_id", "topic.key"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    topic_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    language: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))


class Question(Base):
    """One question: of a topic, or of none (overall, open comment). Its scale names the answers.

    With `parent_key` it is asked only of those who are unhappy there ("what bothers you?"). `own`: written by this
    organisation, not one of the bank's. `retired`: offered no more, and kept for the check-ins that asked it.
    """

    __tablename__ = "question"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        ForeignKeyConstraint(["organisation_id", "topic_key"], ["topic.organisation_id", "topic.key"]),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    topic_key: Mapped[str | None] = mapped_column(String(40))
    scale: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    parent_key: Mapped[str | None] = mapped_column(String(40))
    own: Mapped[bool] = mapped_column(server_default=false())
    retired: Mapped[bool] = mapped_column(server_default=false())


class QuestionText(Base):
    """A question's wording in one language."""

    __tablename__ = "question_text"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "question_key"], ["question.organisation_id", "question.key"]),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    question_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    language: Mapped[str] = mapped_column(String(20), primary_key=True)
    text: Mapped[str] = mapped_column(String(300))


class OptionText(Base):
    """One answer of a choice question in one language. `option` is its number from 1 on, never used for another."""

    __tablename__ = "option_text"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "question_key"], ["question.organisation_id", "question.key"]),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    question_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    option: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(20), primary_key=True)
    text: Mapped[str] = mapped_column(String(120))
