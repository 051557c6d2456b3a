"""What a check-in asked besides questions on five steps, in the reader's words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pulse.questions.scales import FIVE_STEPS


@dataclass(frozen=True)
class Listed:
    """One question that is not on five steps, as a cycle asked it; `options` are the words of its own answers.

    With a `parent` it was asked of those alone who were unhappy there.
    """

    key: str
    text: str
    topic: str | None
    scale: str
    parent: str | None = None
    options: Mapping[int, str] = field(default_factory=dict, compare=False)


@lru_cache(maxsize=64)
def listed(content: bytes, language: str) -> Mapping[str, Listed]:
    """The questions of a frozen content that are not on five steps, by key, as a reader of `language` knows them."""
    questions = json.loads(content)["questions"]
    return {q["key"]: _listed(q, language) for q in questions if q["scale"] not in FIVE_STEPS}


def _listed(question: Mapping[str, Any], language: str) -> Listed:
    options = {each["option"]: _worded(each["texts"], language) for each in question.get("options", ())}
    text = _worded(question["texts"], language)["text"] or question["key"]
    return Listed(question["key"], text, question["topic"] or None, question["scale"], question.get("parent"), options)


def _worded(texts: Mapping[str, Any], language: str) -> Any:
    return texts.get(language) or next(iter(texts.values()))
