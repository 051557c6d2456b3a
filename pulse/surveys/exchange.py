"""A survey as a file: what it asks, with its questions, options, branches and texts, and whom; pure.

Whom it asks is written as paths of units and locations, which have to be known where it is read. When stays at home.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KIND = "pulse-survey"
VERSION = 1

Texts = Mapping[str, str]  # language -> text


@dataclass(frozen=True)
class FiledTopic:
    """A topic and its names."""

    key: str
    names: Texts


@dataclass(frozen=True)
class FiledQuestion:
    """A question with its texts; a choice with its options by number; a branch with its parent's key."""

    key: str
    topic: str | None
    scale: str
    texts: Texts
    options: Mapping[int, Texts] = field(default_factory=dict)
    parent: str | None = None


@dataclass(frozen=True)
class FiledSurvey:
    """Everything that a file says of a survey; questions in the order in which they are asked."""

    name: str
    questions: tuple[FiledQuestion, ...]
    topics: tuple[FiledTopic, ...] = ()
    rotates_over: int | None = None
    forms: int | None = None
    units: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()


def body(survey: FiledSurvey) -> dict[str, Any]:
    """The survey as JSON has it. What is not used is left out."""
    turns = {"rotates_over": survey.rotates_over} if survey.rotates_over else {}
    drawn = {"forms": survey.forms} if survey.forms else {}
    parts = {"units": list(survey.units), "locations": list(survey.locations)}
    audience = {kind: paths for kind, paths in parts.items() if paths}
    return {
        "kind": KIND,
        "version": VERSION,
        "name": survey.name,
        **turns,
        **drawn,
        **({"audience": audience} if audience else {}),
        "topics": [{"key": topic.key, "names": dict(topic.names)} for topic in survey.topics],
        "questions": [_question(question) for question in survey.questions],
    }


def write(survey: FiledSurvey) -> bytes:
    """The file, laid out so that people can read it, too."""
    return (json.dumps(body(survey), ensure_ascii=False, indent=2) + "\n").encode()


def _question(question: FiledQuestion) -> dict[str, Any]:
    topic = {"topic": question.topic} if question.topic else {}
    parent = {"parent": question.parent} if question.parent else {}
    listed = [{"option": number, "texts": dict(texts)} for number, texts in sorted(question.options.items())]
    return {
        "key": question.key,
        **topic,
        "scale": question.scale,
        "texts": dict(question.texts),
        **({"options": listed} if listed else {}),
        **parent,
    }
