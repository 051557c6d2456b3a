"""The cells of a file of people: each reader gives the value to keep, or says what is wrong."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

from pulse.i18n import N_, SPOKEN, language_of
from pulse.organisation import names, zones
from pulse.people import addresses

LONGEST_NUMBER = 100
LONGEST_NAME = 200
ACTIVE = ("", "active", "aktif", "在職", "đang làm việc")
LEFT = (
    "leaving",
    "inactive",
    "left",
    "terminated",
    "nonaktif",
    "tidak aktif",
    "keluar",
    "離職",
    "已離職",
    "đã nghỉ việc",
)
STATUSES = {**dict.fromkeys(ACTIVE, True), **dict.fromkeys(LEFT, False)}
_AGAIN = 4096  # cells that say the same in thousands of rows are read once
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OURS = re.compile(r"[0-9a-fA-F]{32}")  # a number that is also an id of ours would name two things
_JOINERS = {0x200C: None, 0x200D: None}  # invisible, but part of how some names are spelt


class CellRefused(ValueError):
    """A cell that cannot be kept; `sentence` is a msgid that `values` fills."""

    def __init__(self, sentence: str, **values: object) -> None:
        self.sentence, self.values = sentence, values
        super().__init__(sentence)


def plain(text: str) -> str:
    """The trimmed text; refused when it holds characters that cannot be seen or turn the line round."""
    text = unicodedata.normalize("NFC", text).strip()
    if text.isprintable():
        return text
    if not names.is_plain(text.translate(_JOINERS)):
        raise CellRefused(N_("This cell holds invisible or control characters."))
    return text


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise CellRefused(N_("This is longer than %(most)s characters."), most=most)
    return text


def number(text: str) -> str:
    """The person's own number: needed."""
    if not text:
        raise CellRefused(N_("Every person needs a person_id."))
    if _OURS.fullmatch(text):
        raise CellRefused(N_("This looks like an identifier of Pulse. Please use your own number for this person."))
    return _short(text, LONGEST_NUMBER)


def name(text: str) -> str:
    """The person's name: needed."""
    if not text:
        raise CellRefused(N_("Every person needs a name."))
    return _short(text, LONGEST_NAME)


def email(text: str) -> str | None:
    """An e-mail address, or none."""
    if not text:
        return None
    address = addresses.email(text)
    if address is None:
        raise CellRefused(N_("“%(given)s” is not an e-mail address."), given=text[:80])
    return address


@lru_cache(_AGAIN)
def path(text: str) -> tuple[str, ...]:
    """A path of units or locations; an empty one is the whole organisation."""
    try:
        return tuple(names.steps(text))
    except names.NameRefused as refused:
        raise CellRefused(refused.sentence, **refused.values) from None


@lru_cache(_AGAIN)
def language(text: str) -> str | None:
    """A language that Pulse speaks, or none for the organisation's own."""
    found = language_of(text)
    if text and found is None:
        raise CellRefused(
            N_("Pulse does not speak “%(given)s”. Write one of these: %(tags)s."), given=text[:40], tags=_tags()
        )
    return found


def _tags() -> str:
    return ", ".join(each.tag for each in SPOKEN.values())


@lru_cache(_AGAIN)
def time_zone(text: str) -> str | None:
    """An IANA time zone, or none for the organisation's own."""
    if text and text not in zones.known():
        raise CellRefused(N_("“%(given)s” is not a time zone. Write it like Asia/Jakarta."), given=text[:60])
    return text or None


def manager(text: str) -> str | None:
    """The person_id of somebody's manager, or none."""
    return _short(text, LONGEST_NUMBER) or None


@lru_cache(_AGAIN)
def day(text: str) -> date | None:
    """A date, or none."""
    if not text:
        return None
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None or found.year < 1900:
        raise CellRefused(N_("“%(given)s” is not a date. Write it like 2024-03-31."), given=text[:40])
    return found


def phone(text: str) -> str | None:
    """A telephone number, or none."""
    found = addresses.phone(text)
    if text and found is None:
        raise CellRefused(
            N_("“%(given)s” is not a telephone number. Write it like +62 812 3456 789."), given=text[:40]
        )
    return found


def status(text: str) -> bool:
    """Whether the person is to be asked: active ones are, those leaving or inactive are not."""
    if text.lower() not in STATUSES:
        raise CellRefused(N_("“%(given)s” is not a status. Write active, leaving or inactive."), given=text[:40])
    return STATUSES[text.lower()]
