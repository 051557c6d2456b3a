"""Surveys, what they ask, and whom."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKeyConstraint, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import ID_LENGTH, Base


class Survey(Base):
    """A named list of questions. With `rotates_over`, its topics take turns: each is asked once in so many cycles.

    With `forms`, each browser draws one of so many shorter lists. `version` grows with every change of what is asked.
    """

    __tablename__ = "survey"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        UniqueConstraint("organisation_id", "name"),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    rotates_over: Mapped[int | None]
    forms: Mapped[int | None]
    version: Mapped[int] = mapped_column(server_default="1")
    archived: Mapped[bool] = mapped_column(server_default=false())


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


class SurveyVersion(Base):
    """What a survey asked in one of its versions, as the JSON that can be exported; never changed."""

    __tablename__ = "survey_version"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "survey_id"], ["survey.organisation_id", "survey.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    survey_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    saved_at: Mapped[datetime]
    body: Mapped[dict[str, object]] = mapped_column(JSON)


class AudiencePart(Base):
    """One part of whom a survey asks; without any, everybody. `kind`: "unit" or "location".

    `value` is the id of a node, with all below it. Parts of one kind add up, kinds narrow each other.
    """

    __tablename__ = "audience_part"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "survey_id"], ["survey.organisation_id", "survey.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    survey_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
