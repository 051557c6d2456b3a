"""A closed cycle as a column of a page: when it began, what it asked, in the reader's words."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from pulse.cycles.content import in_forms
from pulse.questions.scales import FIVE_STEPS
from pulse.results.disclosure import Cell

OVERALL = "overall"
IN_PART, WHOLE_ONLY = "in_part", "whole_only"


@dataclass(frozen=True)
class Asked:
    """One question as a cycle asked it. `topic` is the topic's key; the overall question has none."""

    key: str
    name: str
    topic: str | None

    @property
    def is_topic(self) -> bool:
        """Whether it asks about a topic."""
        return self.topic is not None


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
    whole organisation only.
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
        """The question that it asked about a topic."""
        return next((asked for asked in self.questions.values() if asked.topic == topic), None)


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
    """The questions of a frozen content that are counted, by key, as a reader of `language` knows them.

    `overall` is the word for the overall question, which has no topic. Most cycles ask what the one before
    asked, so the last answers are kept.
    """
    questions = json.loads(content)["questions"]
    return {q["key"]: _asked(q, language, overall) for q in questions if q["scale"] in FIVE_STEPS}


def _asked(question: Mapping[str, Any], language: str, overall: str) -> Asked:
    texts: dict[str, dict[str, str | None]] = question["texts"]
    wording = texts.get(language) or next(iter(texts.values()))
    key = question["key"]
    if question["topic"] and wording["topic"]:
        return Asked(key, wording["topic"], question["topic"])
    return Asked(key, overall if key == OVERALL else wording["text"] or key, None)


def questions_of(rounds: Sequence[Round]) -> list[Asked]:
    """Every question of the rounds, in the order and wording of the newest that asked it."""
    found: dict[str, Asked] = {}
    for each in rounds:
        for key, asked in each.questions.items():
            found.setdefault(key, asked)
    return list(found.values())
