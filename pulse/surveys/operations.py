"""Making and changing surveys."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from secrets import token_hex

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pulse.organisation.names import clean
from pulse.organisation.queries import locations, units
from pulse.questions.bank import ITEM_BY_KEY, TOPIC_BY_KEY
from pulse.questions.models import Question
from pulse.questions.operations import adopt, write_question, write_topic
from pulse.questions.queries import offered, topics
from pulse.questions.written import Written, is_same
from pulse.surveys import exchange, queries
from pulse.surveys.audiences.filed import found as audience_of
from pulse.surveys.audiences.operations import change_audience
from pulse.surveys.audiences.queries import audience
from pulse.surveys.draft import Asking, arranged, changes, tapped
from pulse.surveys.exchange import FiledSurvey
from pulse.surveys.models import Survey, SurveyQuestion, SurveyVersion
from pulse.surveys.rotation import EVERY, FORMS, MOST_TAPS


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
    """Make a survey that asks these questions of the organisation or the bank, in this order; give its id.

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
    known = _known(session, survey.organisation_id, question_keys)
    keys = arranged(question_keys, known)
    if not keys or not set(question_keys) <= set(known):
        raise NoQuestions
    if rotates_over not in EVERY:
        raise SurveyError("topics take turns over two, three or four check-ins, or not at all")
    if forms not in FORMS:
        raise SurveyError("each browser draws one of two or three forms, or everybody is asked everything")
    if forms and rotates_over:
        raise TwoWays
    if (found := tapped(keys, known, rotates_over or forms)) > MOST_TAPS:
        raise TooManyTaps(found)
    survey.rotates_over, survey.forms = rotates_over, forms
    id, survey_id = survey.organisation_id, survey.id
    for position, key in enumerate(keys):
        session.add(SurveyQuestion(organisation_id=id, survey_id=survey_id, question_key=key, position=position))
    session.flush()


def _known(session: Session, organisation_id: str, keys: Iterable[str]) -> dict[str, Asking]:
    """The chosen questions; those of the bank that the organisation does not have yet are copied."""
    chosen = select(Question).filter_by(organisation_id=organisation_id).where(Question.key.in_(keys))
    there = {each.key for each in session.scalars(chosen)}
    adopt(session, organisation_id, [key for key in keys if key not in there and key in ITEM_BY_KEY])
    found = session.scalars(chosen)
    return {each.key: Asking(each.key, each.scale, each.topic_key, each.parent_key) for each in found}


def keep_version(session: Session, organisation_id: str, survey_id: str, *, now: datetime) -> int:
    """Note what a survey asks now as its next version, if it is not what the newest version asked; give its number."""
    row = session.get_one(Survey, (organisation_id, survey_id))
    body = exchange.body(queries.filed(_found(session, organisation_id, survey_id)))
    newest = queries.versions(session, organisation_id, survey_id)[:1]
    if newest and not changes(newest[0].body, body).any:
        return row.version
    if newest:
        row.version = newest[0].version + 1
    session.add(
        SurveyVersion(
            organisation_id=organisation_id, survey_id=survey_id, version=row.version, saved_at=now, body=body
        )
    )
    session.flush()
    return row.version


def _found(session: Session, organisation_id: str, survey_id: str) -> queries.SurveyView:
    found = queries.survey(session, organisation_id, survey_id)
    if found is None:
        raise LookupError("no such survey")
    return found


def keep_versions(session: Session, organisation_id: str, survey_ids: Iterable[str], *, now: datetime) -> None:
    """The same of several: before and after a question that they ask is worded differently."""
    for survey_id in survey_ids:
        keep_version(session, organisation_id, survey_id, now=now)


def copy_survey(session: Session, organisation_id: str, survey_id: str, *, name: str, now: datetime) -> str:
    """Another survey that asks the same people the same; give its id."""
    found = _found(session, organisation_id, survey_id)
    keys = [question.key for question in found.questions]
    made = create_survey(
        session,
        organisation_id,
        name=free_name(session, organisation_id, name),
        question_keys=keys,
        rotates_over=found.rotates_over,
        forms=found.forms,
    )
    change_audience(session, organisation_id, made, audience(session, organisation_id, survey_id))
    keep_version(session, organisation_id, made, now=now)
    return made


def import_survey(session: Session, organisation_id: str, filed: FiledSurvey, *, now: datetime) -> tuple[str, int]:
    """Make the survey of a file; give its id, and how many of its questions were there already.

    What the organisation or the bank has, and means the same, is asked as it is worded here. A key that stands here
    for another question gets a new one, as a trend belongs to a key. `NotASurvey`: it asks a part that is unknown.
    """
    whom = audience_of(filed, units(session, organisation_id), locations(session, organisation_id))
    there = {question.key: question.written for question in offered(session, organisation_id)}
    topics_here = {topic.key for topic in topics(session, organisation_id)} | set(TOPIC_BY_KEY)
    for topic in filed.topics:
        if topic.key not in topics_here:
            write_topic(session, organisation_id, topic.names, topic.key)
    keys: dict[str, str] = {}
    kept = 0
    for question in filed.questions:
        parent = keys[question.parent] if question.parent else None
        written = Written(question.scale, question.topic, question.texts, question.options, parent)
        if question.key in there and is_same(there[question.key], written):
            keys[question.key], kept = question.key, kept + 1
        else:
            key = "" if question.key in there else question.key
            keys[question.key] = write_question(session, organisation_id, written, key)
    made = create_survey(
        session,
        organisation_id,
        name=free_name(session, organisation_id, filed.name),
        question_keys=list(keys.values()),
        rotates_over=filed.rotates_over,
        forms=filed.forms,
    )
    change_audience(session, organisation_id, made, whom)
    keep_version(session, organisation_id, made, now=now)
    return made, kept


def free_name(session: Session, organisation_id: str, name: str) -> str:
    """The name, with a number behind it where another survey has it."""
    taken = set(session.scalars(select(Survey.name).filter_by(organisation_id=organisation_id)))
    name, number = clean(name)[:190], 2
    wanted = name
    while wanted in taken:
        wanted, number = f"{name} ({number})", number + 1
    return wanted


def archive(session: Session, organisation_id: str, survey_id: str, *, away: bool) -> None:
    """Put a survey away, or bring it back; what was asked stays."""
    session.get_one(Survey, (organisation_id, survey_id)).archived = away
