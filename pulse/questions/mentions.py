"""Which topic a comment mentions: by words, in the languages of the bank, whatever the comment's own is.

People mix languages, and a browser's language says little about what was typed. So the words of all
languages are looked for at once, and none is listed that means something else in another of them
("air" is water in Indonesian). It finds what is named; what is only meant it does not find.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache

from pulse.languages import DEFAULT, SPOKEN, in_each
from pulse.questions.bank import TOPIC_BY_KEY

WORDS: dict[str, dict[str, str]] = {topic: in_each("mentions", topic) for topic in TOPIC_BY_KEY}


def words(topic: str, names: Mapping[str, str], language: str) -> list[str]:
    """The words that are looked for, in a language; of a topic that is not of the bank its own name."""
    if topic in WORDS:
        return _listed(WORDS[topic].get(language) or WORDS[topic][DEFAULT])
    name = names.get(language) or names.get(DEFAULT) or next(iter(names.values()), topic)
    return [name]


def mentions(topic: str, names: Mapping[str, str]) -> Callable[[str], bool]:
    """Whether a text mentions a topic; of one that is not of the bank, by its names (language to name)."""
    if topic in WORDS:
        pattern = _of_bank(topic)
    else:
        pattern = _pattern({language: [name] for language, name in names.items() if name.strip()})
    return lambda text: bool(pattern and pattern.search(_plain(text)))


@cache
def _of_bank(topic: str) -> re.Pattern[str] | None:
    return _pattern({language: _listed(given) for language, given in WORDS[topic].items()})


def _listed(given: str) -> list[str]:
    return [word.strip() for word in given.split(",")]


def _plain(text: str) -> str:
    """Composed and without capitals, so that what looks alike is alike."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _pattern(by_language: Mapping[str, list[str]]) -> re.Pattern[str] | None:
    """Whole words, any white space between them; in a language without spaces, such as Chinese, anywhere."""
    found = []
    for language, listed in by_language.items():
        one_of = "|".join(_spaced(word) for word in listed)
        spoken = SPOKEN.get(language)
        endings = spoken.endings if spoken else ""
        found.append(one_of if spoken and not spoken.spaces else rf"(?<!\w)(?:{one_of}){endings}(?!\w)")
    return re.compile("|".join(found)) if found else None


def _spaced(word: str) -> str:
    return r"\s+".join(re.escape(part) for part in _plain(word).split())
