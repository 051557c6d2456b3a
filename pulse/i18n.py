"""Languages: which there are, which one a person reads, and text outside a request.

Pulse speaks English, Indonesian, Traditional Chinese and Vietnamese. A reader of Simplified
Chinese is not sent to Traditional silently: they get the fallback.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from babel import Locale
from babel.support import NullTranslations, Translations

LANGUAGES = {"en": "English", "id": "Bahasa Indonesia", "zh_Hant": "繁體中文", "vi": "Tiếng Việt"}
DEFAULT = "en"
NO_BREAK = "\N{NO-BREAK SPACE}"
CATALOGUES = Path(__file__).parent / "translations"
_CHINESE = frozenset({"zh", "cmn"})
_TRADITIONAL = frozenset({"tw", "hk", "mo"})
_RENAMED = {"in": "id"}
_EXTENSION = re.compile(r"[.@]|[-_].(?=[-_]|$)")


def asked_for(tag: str) -> str:
    """Which language a tag means, as HTML would write it; of Chinese also in which script.

    `in` is what old systems call Indonesian. What follows a single letter (`-u-ca-roc`) is about other things. The
    check-in's `languageOf` follows the same rule in the browser.
    """
    whole = _EXTENSION.split(tag.strip().lower())[0]
    language, *more = whole.replace("_", "-").split("-")
    if language not in _CHINESE:
        return _RENAMED.get(language, language)
    if "hans" in more or ("hant" not in more and not _TRADITIONAL.intersection(more)):
        return "zh-Hans"
    return "zh-Hant"


def language_of(tag: str | None) -> str | None:
    """The language of Pulse that a tag (`zh-TW`, `id_ID`, `vi`) asks for; None if there is none."""
    wanted = asked_for(tag) if tag else ""
    return next((code for code in LANGUAGES if html_language(code) == wanted), None)


def best_language(tags: Iterable[str], fallback: str = DEFAULT) -> str:
    """The first of `tags` that Pulse speaks."""
    return next((found for tag in tags if (found := language_of(tag))), fallback)


def html_language(language: str) -> str:
    """As written in HTML's lang attribute."""
    return language.replace("_", "-")


def percent(language: str, number: object) -> str:
    """`73%`, or what the language puts around the sign, never torn apart at the end of a line."""
    sign = Locale.parse(language).percent_formats[None].pattern.lstrip("#,0.")
    return f"{number}{sign.replace(' ', NO_BREAK)}"


@cache
def catalogue(language: str) -> NullTranslations:
    """The gettext catalogue of a language, for text that is made without a request."""
    return Translations.load(str(CATALOGUES), [language])


def translate(language: str, message: str, **values: object) -> str:
    """`message` in `language`, with `%(name)s` filled in."""
    text = catalogue(language).gettext(message)
    return text % values if values else text


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "collect, translate later"
    """Mark a string for the catalogues where it is translated later."""
    return message
