"""What is sent to somebody, whatever the channel: words that many share, and what is each reader's own.

A letter is written once for a kind, a thing and a language; in it stand marks where each reader has
something of their own: the name, the personal link. So thousands of messages cost one letter.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Protocol

EMAIL = "email"
_DEDUP = re.compile(r"[A-Za-z0-9._-]{1,120}")
_OWN = re.compile(r"[a-z]{1,20}")
_WEB = re.compile(r"https?://[!-;=?-~]{1,900}")  # ASCII without spaces and angle brackets
_FENCE = token_hex(8)  # nobody can guess it, so nobody's name can stand for somebody else's link
_MARK = re.compile(f"x{_FENCE}([a-z]{{1,20}})X")


class UnsafeHeader(ValueError):
    """A value for a mail header holds a line break: somebody tries to add headers of their own."""


def mark(name: str) -> str:
    """What stands in a letter where each reader's own `name` will: letters and digits alone."""
    return f"x{_FENCE}{name}X"


def pieces(text: str) -> list[str]:
    """A text cut at its marks: words, a name of something own, words, a name, ..., words."""
    return _MARK.split(text)


@dataclass(frozen=True)
class Picture:
    """A small PNG that comes inside the mail; the HTML shows it as `cid:<name>`. Nothing is loaded."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Words:
    """A letter that is written, with marks: a line of subject without any, plain text, HTML, a line or two for chats.

    `short` is what fits into a text message; empty where a letter has none.
    """

    subject: str
    text: str
    html: str
    short: str = ""
    pictures: tuple[Picture, ...] = ()

    def written(self) -> "Words":
        """Itself: a `Letter` that is written already."""
        return self


class Letter(Protocol):
    """What is said in one language. Equal letters are equal in words, so that one may be kept for all its readers."""

    def __hash__(self) -> int: ...

    def written(self) -> Words:
        """The words, with marks. Costs milliseconds: the drain asks once for all readers."""
        ...


@dataclass(frozen=True)
class Message:
    """One message to one person.

    `own`: what stands at the letter's marks, such as the name and the personal link; plain text, escaped where
    HTML needs it. `dedup` is the same at every attempt. `is_demo` says that the organisation is a made-up one,
    whose mail may be written to a folder when there is no mail server. `channel` names the way out and
    `to_address` is what that way needs: an e-mail address, or a telephone number. `unsubscribe` is the person's own
    https address for RFC 8058: the mail program posts to it, a GET there only shows a page. `organisation_id` is
    filled in by the drain.
    """

    to_name: str
    to_address: str
    letter: Letter
    dedup: str
    own: Mapping[str, str] = field(default_factory=dict)
    is_demo: bool = False
    channel: str = EMAIL
    unsubscribe: str | None = None
    organisation_id: str = ""

    def __post_init__(self) -> None:
        if not all(is_line(value) for value in (self.to_name, self.to_address, *self.own.values())):
            raise UnsafeHeader("a name, an address and a link have no line breaks")
        if not _DEDUP.fullmatch(self.dedup) or not all(_OWN.fullmatch(name) for name in self.own):
            raise UnsafeHeader("a message's own name has letters, digits, dots and dashes")
        if self.unsubscribe is not None and not _WEB.fullmatch(self.unsubscribe):
            raise UnsafeHeader("the address for unsubscribing is not one")

    @property
    def subject(self) -> str:
        """The line of subject; the same for every reader."""
        return self.letter.written().subject

    @property
    def text(self) -> str:
        """The plain text as this person reads it."""
        return filled(self.letter.written().text, self.own)

    @property
    def html(self) -> str:
        """The HTML as this person reads it."""
        return filled(self.letter.written().html, {name: escaped(value) for name, value in self.own.items()})

    @property
    def short(self) -> str:
        """The line or two for a chat or a text message; the plain text where the letter has none."""
        words = self.letter.written()
        return filled(words.short or words.text, self.own)

    @property
    def link(self) -> str | None:
        """The personal link, where the letter has one."""
        return self.own.get("link")


def filled(text: str, own: Mapping[str, str]) -> str:
    """A text with each reader's own at its marks."""
    found = pieces(text)
    found[1::2] = [own[name] for name in found[1::2]]
    return "".join(found)


def escaped(value: str) -> str:
    """A value as it may stand in HTML, between tags or in quotes."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&#34;"), ("'", "&#39;")):
        value = value.replace(character, entity)
    return value


def is_line(value: str) -> bool:
    """Whether a value is one line without control characters, so that it can bring no header of its own."""
    return value.isprintable() or not any(
        ord(character) < 32 or 127 <= ord(character) < 160 or character in "\u2028\u2029" for character in value
    )
