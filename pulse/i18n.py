"""Languages as everybody uses them: which one a person reads, and text outside a request.

Which languages there are says `pulse.languages`. A reader of Simplified Chinese is not sent to Traditional
silently: they get the fallback.
"""

from collections.abc import Iterable
from functools import cache

from babel import Locale
from babel.support import NullTranslations, Translations

from pulse.languages import CATALOGUES, DEFAULT, SPOKEN, language_of

__all__ = ["CATALOGUES", "DEFAULT", "LANGUAGES", "SPOKEN", "language_of"]

LANGUAGES = {code: language.name for code, language in SPOKEN.items()}
NO_BREAK = "\N{NO-BREAK SPACE}"


def best_language(tags: Iterable[str], fallback: str = DEFAULT) -> str:
    """The first of `tags` that Pulse speaks."""
    return next((found for tag in tags if (found := language_of(tag))), fallback)


def html_language(language: str) -> str:
    """As written in HTML's lang attribute."""
    return language.replace("_", "-")


def direction(language: str) -> str:
    """As written in HTML's dir attribute: `rtl` for a language that is written from right to left."""
    code = language_of(language)
    return SPOKEN[code].direction if code else "ltr"


def locale_of(language: str) -> Locale:
    """How days and numbers are written for readers of a language: `3 May 2026` for those of English."""
    return SPOKEN[language_of(language) or DEFAULT].locale


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
