"""What lies inside an opened ballot: read whole and exactly, or dropped whole.

Whatever a foreign client may have put in, nothing that could stop the close or mark a ballot
comes out of here.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from pulse.questions.scales import Answer, Questions, is_open, may_be_asked

_SALT = re.compile(r"[0-9a-f]{64}")
_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class OpenComment(NamedTuple):
    """A comment as it was written, to which question."""

    question: str
    text: str


@dataclass(frozen=True)
class OpenBallot:
    """The answers of one ballot and the only attribute it carries, its block."""

    block: int
    answers: Mapping[str, Answer]
    comments: tuple[OpenComment, ...]
    language: str


class _WrongBallotError(ValueError):
    """Not of the form that the protocol asks for."""


def valid_ballot(
    inner: Mapping[str, Any], block: int, questions: Questions, languages: Collection[str]
) -> OpenBallot | None:
    """The ballot in a decoded inner layer; None if anything in it is not as the protocol says.

    `questions` are the content's by key, `languages` its languages.
    """
    try:
        language = _language(inner, languages)
        answers = _answers(inner["answers"], questions)
        return OpenBallot(block, answers, _comments(inner["comments"], questions, answers), language)
    except _WrongBallotError:
        return None


def _language(inner: Mapping[str, Any], languages: Collection[str]) -> str:
    """The ballot's language, once its four fields and the salt are as they should be."""
    if set(inner) != {"answers", "comments", "language", "salt"} or not _is_salt(inner["salt"]):
        raise _WrongBallotError
    language = inner["language"]
    if not isinstance(language, str) or language not in languages:
        raise _WrongBallotError
    return language


def _is_salt(value: Any) -> bool:
    return isinstance(value, str) and _SALT.fullmatch(value) is not None


def _answers(given: Any, questions: Questions) -> dict[str, Answer]:
    if not isinstance(given, dict):
        raise _WrongBallotError
    for question, answer in given.items():
        if question not in questions or not questions[question].takes(answer):
            raise _WrongBallotError
        if not may_be_asked(questions, question, given):
            raise _WrongBallotError
    return {question: tuple(answer) if isinstance(answer, list) else answer for question, answer in given.items()}


def _comments(given: Any, questions: Questions, answers: Mapping[str, Answer]) -> tuple[OpenComment, ...]:
    if not isinstance(given, list):
        raise _WrongBallotError
    found = [_comment(item, questions) for item in given]
    if len({comment.question for comment in found}) < len(found):
        raise _WrongBallotError
    if not all(may_be_asked(questions, comment.question, answers) for comment in found):
        raise _WrongBallotError
    return tuple(comment for comment in found if comment.text)


def _comment(given: Any, questions: Questions) -> OpenComment:
    if not isinstance(given, dict) or set(given) != {"question", "text"}:
        raise _WrongBallotError
    question, text = given["question"], given["text"]
    if not isinstance(question, str) or not isinstance(text, str):
        raise _WrongBallotError
    if question not in questions or not is_open(questions[question].scale):
        raise _WrongBallotError
    return OpenComment(question, _plain(text))


def _plain(text: str) -> str:
    """Without control characters (but line feed), halves of characters and turned directions."""
    return "".join(letter for letter in text if letter == "\n" or not _is_control(letter)).strip()


def _is_control(letter: str) -> bool:
    return letter in _BIDIRECTIONAL or unicodedata.category(letter) in {"Cc", "Cs"}
