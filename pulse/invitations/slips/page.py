"""Letters as one PDF for printing, made in memory, pure: what it says comes from `wording`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

import segno

from pulse.i18n import locale_of
from pulse.invitations.slips.press import HERE, typeset

BORDER = 4  # modules of white around the square, without which readers do not find it


@dataclass(frozen=True)
class Sheet:
    """One letter: its texts by the names that the page knows, and the link in its square."""

    language: str
    link: str
    texts: Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Pile:
    """The letters of one unit at one place, under a cover sheet."""

    place: str
    count: str
    letters: Sequence[Sheet]


def printed(*, language: str, title: str, words: str, cover: Sequence[str], piles: Sequence[Pile]) -> bytes:
    """The PDF (PDF/UA-1), whose pages carry their languages; `words` are those of the rules' fingerprint."""
    filled = {
        "language": locale_of(language).language,
        "region": locale_of(language).territory,
        "title": title,
        "words": words,
        "cover": list(cover),
        "piles": [{"place": p.place, "count": p.count, "letters": [_filled(s) for s in p.letters]} for p in piles],
    }
    return typeset(json.dumps(filled))


def _filled(sheet: Sheet) -> dict[str, Any]:
    locale = locale_of(sheet.language)
    square_of = list(square(sheet.link))
    return {**sheet.texts, "language": locale.language, "region": locale.territory, "square": square_of}


def square(link: str) -> bytes:
    """The QR code of a link as a small picture: level Q, which forgives a fold or a stain.

    The mask is always the same one: trying all eight for each letter would take five times as long.
    """
    drawn = BytesIO()
    segno.make(link, error="q", boost_error=False, micro=False, mask=0).save(drawn, kind="png", border=BORDER)
    return drawn.getvalue()


@cache
def drawable() -> frozenset[str]:
    """Every character that the typefaces have."""
    return frozenset((HERE / "fonts" / "characters.txt").read_text())


def is_drawable(text: str) -> bool:
    """Whether a text can be printed; in PDF/UA nothing may be missing."""
    return drawable().issuperset(text)
