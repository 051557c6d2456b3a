"""Texts of messages from templates, in the language of the person who reads them.

A message is made by the worker, outside any page: so this has its own templates' environment,
with the catalogue of the reader's language.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from pulse.delivery.message import Message
from pulse.i18n import N_, catalogue, html_language, translate

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "email"


@dataclass(frozen=True)
class Letter:
    """A message's words: one line of subject, the plain text, the HTML."""

    subject: str
    text: str
    html: str

    def addressed(self, to_name: str, to_address: str, *, dedup: str, is_demo: bool) -> Message:
        """The message to one person."""
        return Message(to_name, to_address, self.subject, self.text, self.html, dedup, is_demo)


def letter(name: str, language: str, /, **values: object) -> Letter:
    """Fill in `templates/email/<name>.subject.txt`, `.txt` and `.html`."""
    environment = _environment(language)
    values = {**values, "language": html_language(language)}
    subject, text, html = (
        environment.get_template(f"{name}.{ending}").render(values) for ending in ("subject.txt", "txt", "html")
    )
    return Letter(" ".join(subject.split()), text.strip() + "\n", html)


def moment(instant: datetime, zone: str, language: str) -> str:
    """An instant in words, by the clocks of a zone: `Monday, 30 November 2026, 09:00 (Jakarta time)`."""
    locale = Locale.parse("en_GB" if language == "en" else language)
    local = instant.astimezone(ZoneInfo(zone))
    place = get_timezone_location(local, locale, return_city=True).rpartition("/")[2]
    words = N_("%(day)s, %(time)s (UTC)") if place == "UTC" else N_("%(day)s, %(time)s (%(place)s time)")
    day = format_date(local, "full", locale)
    return translate(language, words, day=day, time=format_time(local, "short", locale=locale), place=place)


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    return environment
