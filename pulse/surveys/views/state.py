"""What the pages of one survey are made from: all that can be asked, and what stands on the page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from flask import current_app, request
from sqlalchemy.orm import Session

from pulse.i18n import DEFAULT, LANGUAGES
from pulse.questions.queries import QuestionView, TopicView, offered, topics
from pulse.questions.scales import PARENTS
from pulse.surveys.draft import Asking, arranged, tapped
from pulse.surveys.queries import SurveyView
from pulse.surveys.rotation import MOST_TAPS, seconds
from pulse.surveys.surroundings import Use, Uses, WasAsked
from pulse.web.access import viewer
from pulse.web.language import choose


@dataclass(frozen=True)
class Row:
    """A question on the page with what can be done with it."""

    question: QuestionView
    number: int
    last: bool
    branches: tuple[tuple[QuestionView, bool], ...]
    may_ask_why: bool


@dataclass(frozen=True)
class Group:
    """A topic of the bank with what can be asked about it, and which of it is chosen."""

    name: str
    questions: tuple[tuple[QuestionView, bool], ...]
    found: bool


@dataclass(frozen=True)
class Meter:
    """How much of what is asked there is in a language."""

    language: str
    missing: int
    of: int
    instead: str


@dataclass(frozen=True)
class Bank:
    """All that the organisation can ask, and its topics."""

    questions: dict[str, QuestionView]
    topics: tuple[TopicView, ...]

    @property
    def known(self) -> dict[str, Asking]:
        """The same as the order of questions needs it."""
        return {key: _asking(question) for key, question in self.questions.items()}

    def rows(self, keys: Sequence[str]) -> Iterator[Row]:
        """What is asked, each with its branches, whether they are asked or not."""
        roots = [self.questions[key] for key in keys if not self.questions[key].parent]
        for number, question in enumerate(roots, 1):
            branches = tuple(self._branches(question.key, keys))
            why = question.scale in PARENTS and not branches
            yield Row(question, number, number == len(roots), branches, why)

    def _branches(self, parent: str, keys: Sequence[str]) -> Iterator[tuple[QuestionView, bool]]:
        for question in self.questions.values():
            if question.parent == parent and (question.key in keys or not question.retired):
                yield question, question.key in keys

    def groups(self, keys: Sequence[str], wanted: str) -> list[Group]:
        """By topic what can be chosen, what was looked for first among it; a search leaves out the rest."""
        named: dict[str, list[QuestionView]] = {}
        for question in self.questions.values():
            if not question.parent and not question.retired and _says(question, wanted):
                named.setdefault(question.topic.name(choose()) if question.topic else "", []).append(question)
        return [
            Group(name, tuple((question, question.key in keys) for question in found), bool(wanted))
            for name, found in named.items()
        ]

    def meters(self, keys: Sequence[str]) -> list[Meter]:
        """For each language how many questions are not wholly in it."""
        asked = [self.questions[key] for key in keys]
        return [
            Meter(name, sum(not _speaks(question, code) for question in asked), len(asked), _instead(asked, code))
            for code, name in LANGUAGES.items()
        ]


def _asking(question: QuestionView) -> Asking:
    return Asking(question.key, question.scale, question.topic.key if question.topic else None, question.parent)


def _says(question: QuestionView, wanted: str) -> bool:
    names = question.topic.names.values() if question.topic else ()
    return all(
        any(word in text.casefold() for text in (*question.texts.values(), *names))
        for word in wanted.casefold().split()
    )


def _speaks(question: QuestionView, code: str) -> bool:
    named = question.topic is None or bool(question.topic.names.get(code))
    return bool(question.texts.get(code)) and named and all(option.texts.get(code) for option in question.options)


def _instead(asked: Sequence[QuestionView], code: str) -> str:
    """The language that is read where this one is missing: English, or else whatever there is."""
    gaps = [question for question in asked if not _speaks(question, code)]
    if code == DEFAULT or any(not question.texts.get(DEFAULT) for question in gaps):
        return ""
    return LANGUAGES[DEFAULT]


def bank(session: Session) -> Bank:
    """Everything that the viewer's organisation can ask."""
    questions = {question.key: question for question in offered(session, viewer().organisation_id)}
    own = {topic.key: topic for topic in topics(session, viewer().organisation_id)}
    found = {question.topic.key: question.topic for question in questions.values() if question.topic}
    return Bank(questions, tuple((found | own).values()))


@dataclass(frozen=True)
class Length:
    """How long it takes, and whether that is too long."""

    taps: int
    seconds: int
    too_many: bool
    most: int = MOST_TAPS


def length(keys: Sequence[str], known: dict[str, Asking], over: int | None) -> Length:
    """Of what stands on the page."""
    found = tapped(keys, known, over)
    return Length(found, seconds(found), found > MOST_TAPS)


def posted(known: dict[str, Asking]) -> list[str]:
    """The questions that the page sent, in its order; those that do not exist any more are gone."""
    return arranged(request.form.getlist("ask"), known)


def asked(survey: SurveyView) -> list[str]:
    """The questions of a survey that is kept."""
    return [question.key for question in survey.questions]


def uses() -> dict[str, Use]:
    """What became of the organisation's surveys: series and check-ins belong to stages after this one."""
    ask = cast("Uses | None", current_app.extensions.get("pulse_uses"))
    return ask(viewer().organisation_id) if ask else {}


def was_asked(key: str) -> bool:
    """Whether a check-in asked this question."""
    ask = cast("WasAsked | None", current_app.extensions.get("pulse_was_asked"))
    return ask(viewer().organisation_id, key) if ask else True
