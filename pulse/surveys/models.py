"""Surveys and what they ask."""

from sqlalchemy import ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import ID_LENGTH, Base


class Survey(Base):
    """A named list of questions. With `rotates_over`, its topics take turns: each is asked once in so many cycles."""

    __tablename__ = "survey"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        UniqueConstraint("organisation_id", "name"),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    rotates_over: Mapped[int | None]


class SurveyQuestion(Base):
    """One question of a survey, at its place."""

    __tablename__ = "survey_question"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "survey_id"], ["survey.organisation_id", "survey.id"]),
        ForeignKeyConstraint(["organisation_id", "question_key"], ["question.organisation_id", "question.key"]),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    survey_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    question_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]
