"""Giving an organisation questions of the bank, and keeping those that it writes itself."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from secrets import token_hex

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from pulse.database import Base
from pulse.questions.bank import ITEM_BY_KEY, ITEMS, QUESTIONS, TOPIC_BY_KEY, TOPICS, BankQuestion, branches
from pulse.questions.models import OptionText, Question, QuestionText, Topic, TopicText
from pulse.questions.written import Written

_PLACES = {key: place for place, key in enumerate(dict.fromkeys(item.key for item in (*QUESTIONS, *ITEMS)))}
_TOPIC_PLACES = {key: place for place, key in enumerate(TOPIC_BY_KEY)}


def add_bank(session: Session, organisation_id: str) -> None:
    """Add what is missing of what every organisation begins with; a wording that is there already stays as it is."""
    _add_topics(session, organisation_id, [topic.key for topic in TOPICS])
    _add_questions(session, organisation_id, QUESTIONS)


def adopt(session: Session, organisation_id: str, keys: Iterable[str]) -> None:
    """Copy the chosen items of the bank, each with its topic, its parent and the branches that ask why.

    What the organisation has already stays as it is worded, and is offered again. An item that the bank does not
    have is a LookupError.
    """
    chosen = set(keys)
    if unknown := chosen - set(ITEM_BY_KEY):
        raise LookupError(f"the bank has no {', '.join(sorted(unknown))}")
    whole = chosen | {parent for key in chosen if (parent := ITEM_BY_KEY[key].parent)}
    whole |= {branch.key for key in whole for branch in branches(key)}
    items = [item for item in ITEMS if item.key in whole]
    _add_topics(session, organisation_id, [item.topic for item in items if item.topic])
    _add_questions(session, organisation_id, items)
    retired = select(Question).filter_by(organisation_id=organisation_id, retired=True)
    for question in session.scalars(retired.where(Question.key.in_(chosen))):
        question.retired = False
    session.flush()


def write_question(session: Session, organisation_id: str, written: Written, key: str = "") -> str:
    """Keep a question that the organisation wrote, under a new key unless one is given; give the key."""
    key = key or f"own_{token_hex(6)}"
    if written.topic:
        _add_topics(session, organisation_id, [written.topic] if written.topic in TOPIC_BY_KEY else [])
    last = session.scalar(select(func.max(Question.position)).filter_by(organisation_id=organisation_id))
    session.add(
        Question(
            organisation_id=organisation_id,
            key=key,
            topic_key=written.topic,
            scale=written.scale,
            position=max(last or 0, len(_PLACES)) + 1,
            parent_key=written.parent,
            own=True,
        )
    )
    session.flush()
    _word(session, organisation_id, key, written)
    return key


def reword_question(session: Session, organisation_id: str, key: str, written: Written) -> None:
    """Give a question of the organisation's own other texts, options, scale and topic; it keeps key and parent."""
    question = session.get_one(Question, (organisation_id, key))
    if written.topic in TOPIC_BY_KEY:
        _add_topics(session, organisation_id, [written.topic])
    question.scale, question.topic_key = written.scale, written.topic
    for table in (QuestionText, OptionText):
        session.execute(delete(table).filter_by(organisation_id=organisation_id, question_key=key))
    _word(session, organisation_id, key, written)


def retire(session: Session, organisation_id: str, key: str) -> None:
    """Offer a question no more; what asked it keeps it."""
    session.get_one(Question, (organisation_id, key)).retired = True


def _word(session: Session, organisation_id: str, key: str, written: Written) -> None:
    for language, text in written.texts.items():
        session.add(QuestionText(organisation_id=organisation_id, question_key=key, language=language, text=text))
    for number, texts in written.options.items():
        session.add_all(_option(organisation_id, key, number, language, text) for language, text in texts.items())
    session.flush()


def write_topic(session: Session, organisation_id: str, names: Mapping[str, str], key: str = "") -> str:
    """Keep a topic of the organisation's own, under a new key unless one is given; give the key."""
    key = key or f"topic_{token_hex(6)}"
    last = session.scalar(select(func.max(Topic.position)).filter_by(organisation_id=organisation_id))
    place = max(last or 0, len(_TOPIC_PLACES)) + 1
    session.add(Topic(organisation_id=organisation_id, key=key, position=place))
    session.flush()
    rename_topic(session, organisation_id, key, names)
    return key


def rename_topic(session: Session, organisation_id: str, key: str, names: Mapping[str, str]) -> None:
    """Call a topic otherwise in this organisation; its key stays, and with it its trend."""
    if key in TOPIC_BY_KEY:
        _add_topics(session, organisation_id, [key])
    session.get_one(Topic, (organisation_id, key))
    session.execute(delete(TopicText).filter_by(organisation_id=organisation_id, topic_key=key))
    for language, name in names.items():
        session.add(TopicText(organisation_id=organisation_id, topic_key=key, language=language, name=name))
    session.flush()


def _add_topics(session: Session, organisation_id: str, keys: Iterable[str]) -> None:
    topics = [TOPIC_BY_KEY[key] for key in dict.fromkeys(keys)]
    _add(
        session,
        organisation_id,
        [Topic(organisation_id=organisation_id, key=topic.key, position=_TOPIC_PLACES[topic.key]) for topic in topics],
    )
    _add(
        session,
        organisation_id,
        [
            TopicText(organisation_id=organisation_id, topic_key=topic.key, language=language, name=name)
            for topic in topics
            for language, name in topic.names.items()
        ],
    )


def _add_questions(session: Session, organisation_id: str, items: Sequence[BankQuestion]) -> None:
    there = _answers(session, organisation_id, items)
    _add(
        session,
        organisation_id,
        [
            Question(
                organisation_id=organisation_id,
                key=item.key,
                topic_key=item.topic,
                scale=item.scale,
                position=_PLACES[item.key],
                parent_key=item.parent,
            )
            for item in items
        ],
    )
    _add(
        session,
        organisation_id,
        [
            QuestionText(organisation_id=organisation_id, question_key=item.key, language=language, text=text)
            for item in items
            for language, text in item.texts.items()
        ],
    )
    _add(
        session,
        organisation_id,
        [_option(organisation_id, item.key, *each) for item in items for each in _wordings(item, there[item.key])],
    )


def _wordings(item: BankQuestion, numbers: Collection[int]) -> list[tuple[int, str, str]]:
    return [(number, language, text) for number in numbers for language, text in item.options[number].items()]


def _option(organisation_id: str, key: str, number: int, language: str, text: str) -> OptionText:
    return OptionText(organisation_id=organisation_id, question_key=key, option=number, language=language, text=text)


def _answers(session: Session, organisation_id: str, items: Iterable[BankQuestion]) -> dict[str, Collection[int]]:
    """The options that an organisation gets: of a question it has already only those that it kept."""
    asked = set(session.scalars(select(Question.key).filter_by(organisation_id=organisation_id)))
    rows = session.execute(
        select(OptionText.question_key, OptionText.option).filter_by(organisation_id=organisation_id)
    ).all()
    kept = {(row.question_key, row.option) for row in rows}
    return {
        item.key: [option for option in item.options if item.key not in asked or (item.key, option) in kept]
        for item in items
    }


def _add(session: Session, organisation_id: str, rows: Sequence[Base]) -> None:
    """Add those of the rows, all of one table, whose key the organisation does not have."""
    if not rows:
        return
    mapper = type(rows[0]).__mapper__
    kept = session.execute(select(*mapper.primary_key).filter_by(organisation_id=organisation_id))
    there = {tuple(row) for row in kept}
    session.add_all(row for row in rows if tuple(mapper.primary_key_from_instance(row)) not in there)
    session.flush()
