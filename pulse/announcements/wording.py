"""The words an announcement begins with, in every language, and the rules for the words it is kept with."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from pulse.actions.draft import ActionView
from pulse.i18n import LANGUAGES, N_, locale_of, translate
from pulse.organisation.names import HIDDEN

LONGEST_TITLE, LONGEST_TEXT = 120, 4000
_JOINERS = {"\u200c", "\u200d"}  # invisible, but part of how some words and signs are spelt
_TITLES = {
    "planned": N_("%(topic)s: what we will do"),
    "under_way": N_("%(topic)s: what we are doing"),
    "done": N_("%(topic)s: you said, we did"),
    "dropped": N_("%(topic)s: what we decided"),
}
_SAID = N_("In the check-ins you told us about this topic: %(topic)s.")
_DOES = {
    "planned": N_("This is what we will do: %(what)s"),
    "under_way": N_("This is what we are doing: %(what)s"),
    "done": N_("This is what we did: %(what)s"),
    "dropped": N_("This is what we had planned and will not do after all: %(what)s"),
}
_DUE = N_("It is to be done by %(day)s.")
_ASKED_AGAIN = N_("The next check-in asks you whether it has become better.")


class TextRefused(ValueError):
    """Words that cannot be kept; `sentence` is a msgid that `values` fills."""

    def __init__(self, sentence: str, **values: object) -> None:
        self.sentence, self.values = sentence, values
        super().__init__(sentence % values if values else sentence)


@dataclass(frozen=True)
class Words:
    """An announcement in one language."""

    title: str
    text: str

    @property
    def paragraphs(self) -> list[str]:
        """The text, cut where a line is empty."""
        return [part.strip() for part in self.text.split("\n\n") if part.strip()]


def from_action(action: ActionView, names: Mapping[str, str]) -> dict[str, Words]:
    """A draft in every language: our sentences are translated, what the action says is as it was written."""
    return {language: _of(action, language, names[language]) for language in LANGUAGES}


def from_topic(names: Mapping[str, str]) -> dict[str, Words]:
    """How a draft of a topic alone begins in every language; `names` of the topic by language."""
    return {
        language: Words(_title(language, "done", names[language]), translate(language, _SAID, topic=names[language]))
        for language in LANGUAGES
    }


def _of(action: ActionView, language: str, topic: str) -> Words:
    parts = [
        translate(language, _SAID, topic=topic),
        action.why.strip(),
        translate(language, _DOES[action.status], what=action.what),
        translate(language, _DUE, day=_day(action.due, language)) if action.status in {"planned", "under_way"} else "",
        translate(language, _ASKED_AGAIN),
    ]
    return Words(_title(language, action.status, topic), "\n\n".join(part for part in parts if part)[:LONGEST_TEXT])


def _title(language: str, status: str, topic: str) -> str:
    return translate(language, _TITLES[status], topic=topic)[:LONGEST_TITLE]


def _day(day: date, language: str) -> str:
    return format_date(day, "long", locale_of(language))


def untranslated(texts: Mapping[str, Words], action: ActionView | None, own: str) -> set[str]:
    """The languages in which the action's own words still stand as they were written."""
    said = [part for part in (action.what, action.why.strip()) if part] if action else []
    return {
        language for language, words in texts.items() if language != own and any(part in words.text for part in said)
    }


def title(text: str) -> str:
    """A title as it is kept: one line."""
    return _checked(" ".join(text.split()), LONGEST_TITLE)


def text(text: str) -> str:
    """A text as it is kept; lines may be broken."""
    return _checked(text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip(), LONGEST_TEXT)


def _checked(text: str, most: int) -> str:
    text = unicodedata.normalize("NFC", text)
    if any(unicodedata.category(each) in HIDDEN for each in text if each != "\n" and each not in _JOINERS):
        raise TextRefused(N_("This text holds invisible or control characters."))
    if len(text) > most:
        raise TextRefused(N_("This is longer than %(most)s characters."), most=most)
    return text
