"""Letters from templates, in the language of the people who read them.

A letter is written by the worker, outside any page: so this has its own templates' environment,
with the catalogue of the readers' language.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_location
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, select_autoescape

from pulse.delivery.message import EMAIL, Message, Picture, Words, mark, pieces
from pulse.i18n import N_, catalogue, direction, html_language, locale_of, translate

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates" / "email"
PICTURES = ROOT / "static" / "dist" / "mail"
_SHOWN = re.compile(r'src="cid:([a-z0-9-]{1,20})"')


@dataclass(frozen=True)
class FromTemplate:
    """A letter that is not written yet: a template, a language, and values that all its readers share.

    `own` names what each reader has for themselves. A template puts such a value between words or into an address
    and does nothing else with it: while it is written, a mark stands there.
    """

    template: str
    language: str
    own: tuple[str, ...]
    shared: tuple[tuple[str, object], ...]

    def written(self) -> Words:
        """Fill in `templates/email/<template>.subject.txt`, `.txt`, `.html` and, where there is one, `.short.txt`."""
        environment = _environment(self.language)
        marks = {name: mark(name) for name in self.own}
        values = {**dict(self.shared), **marks, **_written(self.language)}
        subject, text, html, short = (
            _rendered(environment, f"{self.template}.{ending}", values)
            for ending in ("subject.txt", "txt", "html", "short.txt")
        )
        if len(pieces(subject)) > 1:
            raise ValueError("a subject is the same for everybody")
        return Words(" ".join(subject.split()), text.strip() + "\n", html, " ".join(short.split()), pictures_in(html))

    def addressed(
        self,
        to_name: str,
        to_address: str,
        *,
        dedup: str,
        own: Mapping[str, str],
        is_demo: bool,
        channel: str = EMAIL,
        unsubscribe: str | None = None,
    ) -> Message:
        """The message to one person; `own` has a value for each name that the letter was made with."""
        if set(own) != set(self.own):
            raise ValueError(f"this letter needs {', '.join(self.own)}")
        return Message(to_name, to_address, self, dedup, own, is_demo, channel, unsubscribe)


def letter(template: str, language: str, /, *, own: tuple[str, ...] = ("name",), **shared: object) -> FromTemplate:
    """A letter of which everything but `own` is the same for all its readers; `shared` values can be hashed."""
    return FromTemplate(template, language, own, tuple(sorted(shared.items())))


@lru_cache(maxsize=256)
def moment(instant: datetime, zone: str, language: str) -> str:
    """An instant in words, by the clocks of a zone: `Monday, 30 November 2026, 09:00 (Jakarta time)`."""
    locale = locale_of(language)
    local = instant.astimezone(ZoneInfo(zone))
    place = get_timezone_location(local, locale, return_city=True).rpartition("/")[2]
    words = N_("%(day)s, %(time)s (UTC)") if place == "UTC" else N_("%(day)s, %(time)s (%(place)s time)")
    day = format_date(local, "full", locale)
    return translate(language, words, day=day, time=format_time(local, "short", locale=locale), place=place)


def pictures_in(html: str) -> tuple[Picture, ...]:
    """What the HTML shows, each picture once."""
    return tuple(_picture(name) for name in sorted(set(_SHOWN.findall(html))))


@cache
def _picture(name: str) -> Picture:
    return Picture(name, (PICTURES / f"{name}.png").read_bytes())


def _written(language: str) -> dict[str, str]:
    return {"language": html_language(language), "direction": direction(language)}


def _rendered(environment: Environment, name: str, values: Mapping[str, object]) -> str:
    try:
        return environment.get_template(name).render(values)
    except TemplateNotFound:
        if name.endswith(".short.txt"):
            return ""
        raise


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
