"""Making and changing surveys."""

from collections.abc import Sequence
from secrets import token_hex

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pulse.organisation.names import clean
from pulse.questions.models import Question
from pulse.questions.scales import is_open
from pulse.surveys.models import Survey, SurveyQuestion
from pulse.surveys.rotation import EVERY, FORMS, MOST_TAPS, taps


class SurveyError(ValueError):
    """A survey cannot be kept as it was asked for."""


class NameTaken(SurveyError):
    """Another survey of the organisation has this name."""

    def __init__(self) -> None:
        super().__init__("there is a survey with this name already")


class NoQuestions(SurveyError):
    """A survey asks at least one question, and only questions that exist."""

    def __init__(self) -> None:
        super().__init__("a survey asks at least one question of the bank")


class TooManyTaps(SurveyError):
    """One check-in would ask more than people answer with care."""

    def __init__(self, found: int) -> None:
        self.found = found
        super().__init__(f"a survey asks at most {MOST_TAPS} questions at once, besides the comment")


class TwoWays(SurveyError):
    """Topics take turns, or each browser draws some of them: not both."""

    def __init__(self) -> None:
        super().__init__("topics take turns or are drawn in the browser, not both")


def create_survey(
    session: Session,
    organisation_id: str,
    *,
    name: str,
    question_keys: Sequence[str],
    rotates_over: int | None = None,
    forms: int | None = None,
) -> str:
    """Make a survey that asks these questions, in the bank's order; give its id.

    `forms`: each browser draws one of so many shorter lists, where at least 300 are invited.
    """
    survey = Survey(organisation_id=organisation_id, id=token_hex(16), name="")
    _name(session, survey, name)
    session.add(survey)
    session.flush()
    _ask(session, survey, question_keys, rotates_over, forms)
    return survey.id


def change_survey(
    session: Session,
    organisation_id: str,
    survey_id: str,
    *,
    name: str,
    question_keys: Sequence[str],
    rotates_over: int | None = None,
    forms: int | None = None,
) -> None:
    """Change name and questions from the next opening on: each cycle keeps what it opened with."""
    survey = session.get_one(Survey, (organisation_id, survey_id))
    _name(session, survey, name)
    session.execute(delete(SurveyQuestion).filter_by(organisation_id=organisation_id, survey_id=survey_id))
    _ask(session, survey, question_keys, rotates_over, forms)


def _name(session: Session, survey: Survey, name: str) -> None:
    cleaned = clean(name)
    same = select(Survey.id).filter_by(organisation_id=survey.organisation_id, name=cleaned)
    if session.scalar(same.where(Survey.id != survey.id)) is not None:
        raise NameTaken
    survey.name = cleaned


def _ask(
    session: Session, survey: Survey, question_keys: Sequence[str], rotates_over: int | None, forms: int | None
) -> None:
    organisation_id = survey.organisation_id
    chosen = select(Question).filter_by(organisation_id=organisation_id).where(Question.key.in_(question_keys))
    known = session.scalars(chosen.order_by(Question.position)).all()
    if not known or {question.key for question in known} != set(question_keys):
        raise NoQuestions
    if rotates_over not in EVERY:
        raise SurveyError("topics take turns over two, three or four check-ins, or not at all")
    if forms not in FORMS:
        raise SurveyError("each browser draws one of two or three forms, or everybody is asked everything")
    if forms and rotates_over:
        raise TwoWays
    scaled = [question for question in known if not is_open(question.scale) and question.parent_key is None]
    topics = sum(1 for question in scaled if question.topic_key)
    tapped = taps(topics, rotates_over or forms, always=len(scaled) - topics)
    if tapped > MOST_TAPS:
        raise TooManyTaps(tapped)
    survey.rotates_over, survey.forms = rotates_over, forms
    for position, question in enumerate(known):
        session.add(
            SurveyQuestion(
                organisation_id=organisation_id, survey_id=survey.id, question_key=question.key, position=position
            )
        )
    session.flush()
