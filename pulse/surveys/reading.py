"""Reads a survey from a file, strictly and pure: what is not understood is refused, naming the place.

Places are written as in `questions 3 › options 2 › texts › vi`, counted from 1.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pulse.envelope.documents import NotADocument, read
from pulse.i18n import LANGUAGES, N_
from pulse.organisation.names import LONGEST, NameRefused, clean, is_plain
from pulse.questions.scales import BRANCHES, LISTED, PARENTS, SCALES
from pulse.surveys.exchange import KIND, VERSION, FiledQuestion, FiledSurvey, FiledTopic, Texts
from pulse.surveys.rotation import EVERY, FORMS

MOST_KILOBYTES = 1000
MOST_QUESTIONS, MOST_TOPICS, MOST_OPTIONS, MOST_PARTS = 100, 50, 20, 1000
LONGEST_TOPIC, LONGEST_QUESTION, LONGEST_OPTION = 100, 300, 120
LONGEST_PATH = 3000
HIGHEST_OPTION = 999
ALSO = ("topics", "rotates_over", "forms", "audience")  # what a file may leave out
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")

Item = TypeVar("Item", FiledTopic, FiledQuestion)


class NotASurvey(ValueError):
    """A file that cannot be taken; `sentence` is a msgid that says why and where, `values` fills it."""

    def __init__(self, sentence: str, **values: object) -> None:
        self.sentence, self.values = sentence, values
        super().__init__(sentence % values if values else sentence)


@dataclass(frozen=True)
class _At:
    """A value in the file and the way to it."""

    value: Any
    place: str = ""

    def fields(self, needed: Collection[str], also: Collection[str] = ()) -> "dict[str, _At]":
        """Its fields: all that are needed, and none that nobody knows."""
        if not isinstance(self.value, dict):
            raise NotASurvey(N_("In “%(place)s” there should be fields in braces."), place=self.named)
        for name in self.value:
            if name not in needed and name not in also:
                raise NotASurvey(
                    N_("In “%(place)s” there is a field that Pulse does not know: %(field)s."),
                    place=self.named,
                    field=_short(name),
                )
        for name in needed:
            if name not in self.value:
                raise NotASurvey(N_("In “%(place)s” the field “%(field)s” is missing."), place=self.named, field=name)
        return {name: self.inside(name) for name in self.value}

    def inside(self, name: str) -> "_At":
        """What stands in one of its fields."""
        return _At(self.value[name], f"{self.place} › {name}" if self.place else name)

    def each(self, least: int, most: int) -> "list[_At]":
        """What stands in its list."""
        if not isinstance(self.value, list) or not least <= len(self.value) <= most:
            raise NotASurvey(
                N_("In “%(place)s” there should be a list of %(least)s to %(most)s."),
                place=self.named,
                least=least,
                most=most,
            )
        return [_At(value, f"{self.place} {number}") for number, value in enumerate(self.value, 1)]

    def text(self, most: int) -> str:
        """Its text, composed and without white space around it."""
        if not isinstance(self.value, str):
            raise NotASurvey(N_("In “%(place)s” there should be text in quotation marks."), place=self.named)
        kept = unicodedata.normalize("NFC", self.value.strip())
        if not is_plain(kept):
            raise NotASurvey(
                N_("The text in “%(place)s” has invisible or control characters in it."), place=self.named
            )
        if not 0 < len(kept) <= most:
            raise NotASurvey(
                N_("The text in “%(place)s” should have 1 to %(most)s characters."), place=self.named, most=most
            )
        return kept

    def key(self) -> str:
        """A word by which something is known for good."""
        if not isinstance(self.value, str) or not _KEY.fullmatch(self.value):
            raise NotASurvey(
                N_("In “%(place)s” there should be a word of at most 40 small letters, digits or underscores."),
                place=self.named,
            )
        return self.value

    def number(self, least: int, most: int) -> int:
        """A whole number."""
        if type(self.value) is not int or not least <= self.value <= most:
            raise NotASurvey(
                N_("In “%(place)s” there should be a whole number from %(least)s to %(most)s."),
                place=self.named,
                least=least,
                most=most,
            )
        return self.value

    def texts(self, most: int) -> Texts:
        """A text in one or more of the languages."""
        found = self.fields((), LANGUAGES)
        if not found:
            raise NotASurvey(N_("In “%(place)s” there should be a text in one language at least."), place=self.named)
        return {language: text.text(most) for language, text in found.items()}

    @property
    def named(self) -> str:
        """The place in words that stand in a sentence; the file itself has no other name."""
        return self.place or KIND


def read_survey(content: bytes) -> FiledSurvey:
    """The survey in a file; `NotASurvey` unless all of it is understood."""
    found = _document(content)
    given = _At(found).fields(("kind", "version", "name", "questions"), ALSO)
    if "rotates_over" in given and "forms" in given:
        raise NotASurvey(N_("Topics take turns (“rotates_over”) or browsers draw them (“forms”), not both."))
    topics = tuple(_topic(at) for at in given["topics"].each(0, MOST_TOPICS)) if "topics" in given else ()
    questions = tuple(_question(at) for at in given["questions"].each(1, MOST_QUESTIONS))
    _once(topics, "topics")
    _once(questions, "questions")
    _joined(questions, {topic.key for topic in topics})
    return FiledSurvey(
        _name(given["name"]),
        questions,
        topics,
        given["rotates_over"].number(2, max(filter(None, EVERY))) if "rotates_over" in given else None,
        given["forms"].number(2, max(filter(None, FORMS))) if "forms" in given else None,
        **_audience(given["audience"]) if "audience" in given else {},
    )


def _audience(at: _At) -> dict[str, tuple[str, ...]]:
    """The paths of those who are asked, by kind."""
    given = at.fields((), ("units", "locations"))
    if not given:
        raise NotASurvey(
            N_("In “%(place)s” there should be units or locations; leave it out to ask everybody."), place=at.named
        )
    return {
        kind: tuple(path.text(LONGEST_PATH) for path in paths.each(1, MOST_PARTS)) for kind, paths in given.items()
    }


def _document(content: bytes) -> dict[str, Any]:
    """The JSON of a file that says it is a survey, of a version that is known here."""
    if len(content) > MOST_KILOBYTES * 1000:
        raise NotASurvey(N_("The file is larger than %(most)s KB."), most=MOST_KILOBYTES)
    try:
        found = read(content.decode("utf-8-sig"))
    except (NotADocument, UnicodeDecodeError):
        raise NotASurvey(N_("The file cannot be read: it is cut off, or a sign of JSON is missing.")) from None
    if not isinstance(found, dict) or found.get("kind") != KIND:
        raise NotASurvey(N_("This is not a survey that was exported from Pulse."))
    version = found.get("version")
    if type(version) is int and version > VERSION:
        raise NotASurvey(N_("This survey was exported from a newer Pulse. Please update this one first."))
    if type(version) is not int or version != VERSION:
        raise NotASurvey(N_("This is not a survey that was exported from Pulse."))
    return found


def _name(at: _At) -> str:
    try:
        return clean(at.text(LONGEST))
    except NameRefused as refused:
        raise NotASurvey(refused.sentence, **refused.values) from None


def _topic(at: _At) -> FiledTopic:
    given = at.fields(("key", "names"))
    return FiledTopic(given["key"].key(), given["names"].texts(LONGEST_TOPIC))


def _question(at: _At) -> FiledQuestion:
    given = at.fields(("key", "scale", "texts"), ("topic", "options", "parent"))
    scale = given["scale"]
    if not isinstance(scale.value, str) or scale.value not in SCALES:
        raise NotASurvey(
            N_("In “%(place)s” there should be one of these: %(choices)s."),
            place=scale.named,
            choices=", ".join(sorted(SCALES)),
        )
    if ("options" in given) != (scale.value in LISTED):
        raise NotASurvey(
            N_("“%(place)s”: the scales “single” and “multiple” have options, and no other scale has."), place=at.named
        )
    return FiledQuestion(
        given["key"].key(),
        given["topic"].key() if "topic" in given else None,
        scale.value,
        given["texts"].texts(LONGEST_QUESTION),
        _options(given["options"]) if "options" in given else {},
        given["parent"].key() if "parent" in given else None,
    )


def _options(at: _At) -> Mapping[int, Texts]:
    found: dict[int, Texts] = {}
    for one in at.each(2, MOST_OPTIONS):
        given = one.fields(("option", "texts"))
        number = given["option"].number(max(found, default=0) + 1, HIGHEST_OPTION)
        found[number] = given["texts"].texts(LONGEST_OPTION)
    return found


def _once(items: Sequence[Item], kind: str) -> None:
    keys: set[str] = set()
    for number, item in enumerate(items, 1):
        if item.key in keys:
            raise NotASurvey(
                N_("“%(place)s” has a key that another one has already: %(key)s."),
                place=f"{kind} {number}",
                key=item.key,
            )
        keys.add(item.key)


def _joined(questions: Sequence[FiledQuestion], topics: Collection[str]) -> None:
    """Topics and parents are there, and a branch follows a question that can make unhappy."""
    before: dict[str, FiledQuestion] = {}
    for number, question in enumerate(questions, 1):
        place = f"questions {number}"
        if question.topic and question.topic not in topics:
            raise NotASurvey(
                N_("“%(place)s” belongs to a topic that the file does not have: %(key)s."),
                place=f"{place} › topic",
                key=question.topic,
            )
        if question.parent:
            _branches(question, before.get(question.parent), place)
        before[question.key] = question


def _branches(question: FiledQuestion, parent: FiledQuestion | None, place: str) -> None:
    if parent is None:
        raise NotASurvey(
            N_("“%(place)s” follows a question that does not stand before it: %(key)s."),
            place=f"{place} › parent",
            key=question.parent,
        )
    if parent.parent or parent.scale not in PARENTS or question.scale not in BRANCHES:
        raise NotASurvey(
            N_("“%(place)s”: why is asked as a choice or in words, after faces, agreement, points or yes and no."),
            place=place,
        )


def _short(name: str) -> str:
    """A field's name as a sentence can hold it."""
    return "".join(character if is_plain(character) else "�" for character in name[:40])
