"""A closed cycle as a column of a page: when it began, what it asked, in the reader's words."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from pulse.cycles.content import in_forms
from pulse.dashboard.listed import Listed
from pulse.questions.scales import FACES5, FIVE_STEPS
from pulse.results.disclosure import Cell

OVERALL = "overall"
IN_PART, WHOLE_ONLY = "in_part", "whole_only"


@dataclass(frozen=True)
class Asked:
    """One question on five steps as a cycle asked it. `topic` is the topic's key; the overall question has none.

    `is_main`: it stands for its topic, by whose name it goes; of several in one check-in one does. `text` is what
    people read.
    """

    key: str
    name: str
    topic: str | None
    is_main: bool = True
    scale: str = FACES5
    text: str = field(default="", compare=False)

    @property
    def is_topic(self) -> bool:
        """Whether it stands for a topic."""
        return self.topic is not None and self.is_main

    @property
    def is_tabled(self) -> bool:
        """Whether it stands in tables of topics: the topics, and the overall question."""
        return self.is_topic or self.key == OVERALL


@dataclass(frozen=True)
class When:
    """A cycle's day, and what else it takes to tell it from the others of the page."""

    at: datetime
    year: bool = False
    time: bool = False
    number: int = 0


@dataclass(frozen=True)
class Round:
    """A closed cycle.

    `partly`: the cells that a lot asked in part only. `drawn`: the questions that browsers drew, which speak of the
    whole organisation only. `questions` are those on five steps, `listed` all others.
    """

    id: str
    when: When
    questions: Mapping[str, Asked]
    k: int = 5
    invited: int = 0
    origin: str = "cast"
    until: datetime | None = field(default=None, compare=False)
    partly: frozenset[Cell] = frozenset()
    drawn: frozenset[str] = frozenset()
    listed: Mapping[str, Listed] = field(default_factory=dict, compare=False)

    @property
    def day(self) -> date:
        """The day on which it began."""
        return self.when.at.date()

    def silent(self, cell: Cell, key: str | None = None) -> str:
        """Why nothing can be shown of a question in a part, whoever answered; empty where it can."""
        if cell in self.partly:
            return IN_PART
        return WHOLE_ONLY if cell != Cell() and key in self.drawn else ""

    def on(self, topic: str) -> Asked | None:
        """The question that stands for a topic."""
        return next((asked for asked in self.questions.values() if asked.is_topic and asked.topic == topic), None)


def told_apart(starts: Sequence[datetime]) -> list[When]:
    """A heading for each cycle that no other has: with the year, the time of day or a number where it needs one.

    `starts` runs from the newest to the oldest.
    """
    days = Counter((at.month, at.day) for at in starts)
    dates = Counter(at.date() for at in starts)
    instants = Counter(starts)
    left = dict(instants)
    made = []
    for at in starts:
        shared = instants[at] > 1
        made.append(
            When(
                at,
                year=days[at.month, at.day] > dates[at.date()],
                time=dates[at.date()] > instants[at],
                number=left[at] if shared else 0,
            )
        )
        left[at] -= 1
    return made


@lru_cache(maxsize=64)
def drawn(content: bytes) -> frozenset[str]:
    """The questions of which each browser drew some."""
    return in_forms(json.loads(content))


@lru_cache(maxsize=64)
def counted(content: bytes, language: str, overall: str) -> Mapping[str, Asked]:
    """The questions on five steps of a frozen content, by key, as a reader of `language` knows them.

    `overall` is the word for the overall question, which has no topic. Most cycles ask what the one before
    asked, so the last answers are kept.
    """
    questions = [q for q in json.loads(content)["questions"] if q["scale"] in FIVE_STEPS]
    main = {q["topic"]: q["key"] for q in reversed(questions) if q["topic"]}
    main |= {q["topic"]: q["key"] for q in questions if q["topic"] == q["key"]}
    return {q["key"]: _asked(q, language, overall, main.get(q["topic"])) for q in questions}


def _asked(question: Mapping[str, Any], language: str, overall: str, main: str | None) -> Asked:
    texts: dict[str, dict[str, str | None]] = question["texts"]
    wording = texts.get(language) or next(iter(texts.values()))
    key, text = question["key"], wording["text"] or question["key"]
    scale, topic = question["scale"], question["topic"] or None
    if topic and key == main and wording["topic"]:
        return Asked(key, wording["topic"], topic, scale=scale, text=text)
    return Asked(key, overall if key == OVERALL else text, topic, topic is None or key == main, scale, text)


def questions_of(rounds: Sequence[Round]) -> list[Asked]:
    """Every topic of the rounds and the overall question, in the order and wording of the newest that asked it.

    Where two stand for one topic, as check-ins asked it differently, the earlier goes by what people read.
    """
    found: dict[str, Asked] = {}
    for each in rounds:
        for key, asked in each.questions.items():
            if asked.is_tabled and key not in found:
                taken = any(asked.topic and other.topic == asked.topic for other in found.values())
                found[key] = replace(asked, name=asked.text or key) if taken else asked
    return list(found.values())
