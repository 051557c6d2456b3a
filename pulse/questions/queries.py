"""Questions and topics with their wordings, as plain values."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.i18n import DEFAULT
from pulse.questions.bank import ITEMS, TOPIC_BY_KEY
from pulse.questions.models import OptionText, Question, QuestionText, Topic, TopicText
from pulse.questions.written import Written


@dataclass(frozen=True)
class TopicView:
    """A topic and its names by language."""

    key: str
    names: dict[str, str]

    def name(self, language: str) -> str:
        """The name in this language, else in English, else in any, else the key."""
        return self.names.get(language) or self.names.get(DEFAULT) or next(iter(self.names.values()), self.key)


@dataclass(frozen=True)
class OptionView:
    """One answer of a choice question: its number, and its wordings by language."""

    number: int
    texts: dict[str, str]

    def text(self, language: str) -> str:
        """The wording in this language, else in English, else in any, else the number."""
        return self.texts.get(language) or self.texts.get(DEFAULT) or next(iter(self.texts.values()), str(self.number))


@dataclass(frozen=True)
class QuestionView:
    """A question, its wordings by language, the topic it belongs to, and the options that it brings.

    With a `parent` it is a branch: asked of those alone who are unhappy there.
    """

    key: str
    topic: TopicView | None
    scale: str
    texts: dict[str, str]
    options: tuple[OptionView, ...] = ()
    parent: str | None = None
    own: bool = False
    retired: bool = False

    @property
    def written(self) -> Written:
        """The same as somebody would write it."""
        options = {option.number: option.texts for option in self.options}
        return Written(self.scale, self.topic.key if self.topic else None, self.texts, options, self.parent)

    def text(self, language: str) -> str:
        """The wording in this language, else in English, else in any, else the key."""
        return self.texts.get(language) or self.texts.get(DEFAULT) or next(iter(self.texts.values()), self.key)


def topics(session: Session, organisation_id: str) -> list[TopicView]:
    """An organisation's topics, in their order."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for text in session.scalars(select(TopicText).filter_by(organisation_id=organisation_id)):
        names[text.topic_key][text.language] = text.name
    found = session.scalars(select(Topic).filter_by(organisation_id=organisation_id).order_by(Topic.position))
    return [TopicView(topic.key, names[topic.key]) for topic in found]


def questions(session: Session, organisation_id: str) -> list[QuestionView]:
    """An organisation's questions, in their order; those that are offered no more are among them."""
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for text in session.scalars(select(QuestionText).filter_by(organisation_id=organisation_id)):
        texts[text.question_key][text.language] = text.text
    of = {topic.key: topic for topic in topics(session, organisation_id)}
    options = _options(session, organisation_id)
    found = session.scalars(select(Question).filter_by(organisation_id=organisation_id).order_by(Question.position))
    return [
        QuestionView(
            question.key,
            of.get(question.topic_key or ""),
            question.scale,
            texts[question.key],
            options.get(question.key, ()),
            question.parent_key,
            question.own,
            question.retired,
        )
        for question in found
    ]


def offered(session: Session, organisation_id: str) -> list[QuestionView]:
    """All that the organisation can ask: its own questions as it words them, and what else the bank has.

    They come by topic, those without one last; a branch right after its parent. Retired ones are among them.
    """
    kept = {question.key: question for question in questions(session, organisation_id)}
    named = {topic.key: topic for topic in topics(session, organisation_id)}
    all_topics = {key: TopicView(key, topic.names) for key, topic in TOPIC_BY_KEY.items()} | named
    bank = {
        item.key: QuestionView(
            item.key,
            all_topics[item.topic] if item.topic else None,
            item.scale,
            item.texts,
            tuple(OptionView(number, texts) for number, texts in item.options.items()),
            item.parent,
        )
        for item in ITEMS
    }
    found = list({**bank, **kept}.values())
    order = list(all_topics)
    roots = sorted(
        (question for question in found if not question.parent),
        key=lambda question: order.index(question.topic.key) if question.topic else len(order),
    )
    return [each for root in roots for each in (root, *(one for one in found if one.parent == root.key))]


def _options(session: Session, organisation_id: str) -> dict[str, tuple[OptionView, ...]]:
    """The options of each question by rising number."""
    found: dict[str, dict[int, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for text in session.scalars(select(OptionText).filter_by(organisation_id=organisation_id)):
        found[text.question_key][text.option][text.language] = text.text
    return {
        key: tuple(OptionView(number, texts) for number, texts in sorted(numbers.items()))
        for key, numbers in found.items()
    }
