"""Languages: which there are, which one a person reads, and text outside a request.

Pulse speaks English, Indonesian, Traditional Chinese and Vietnamese. A reader of Simplified
Chinese is not sent to Traditional silently: they get the fallback.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.support import NullTranslations, Translations

LANGUAGES = {"en": "English", "id": "Bahasa Indonesia", "zh_Hant": "繁體中文", "vi": "Tiếng Việt"}
DEFAULT = "en"
CATALOGUES = Path(__file__).parent / "translations"
_TRADITIONAL = {"TW", "HK", "MO"}


def language_of(tag: str | None) -> str | None:
    """The language of Pulse that a tag (`zh-TW`, `id_ID`, `vi`) asks for; None if there is none."""
    if not tag:
        return None
    try:
        locale = Locale.parse(tag.strip().replace("-", "_").replace("in_", "id_"))
    except (UnknownLocaleError, ValueError, TypeError):
        return None
    if locale.language == "zh":
        traditional = locale.script == "Hant" or (not locale.script and locale.territory in _TRADITIONAL)
        return "zh_Hant" if traditional else None
    return locale.language if locale.language in LANGUAGES else None


def best_language(tags: Iterable[str], fallback: str = DEFAULT) -> str:
    """The first of `tags` that Pulse speaks."""
    return next((found for tag in tags if (found := language_of(tag))), fallback)


def html_language(language: str) -> str:
    """As written in HTML's lang attribute."""
    return language.replace("_", "-")


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
