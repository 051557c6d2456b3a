"""Numbers and lists as the reader's language writes them; filters of every template."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import reduce
from typing import Any

from babel.dates import format_date, get_timezone_location
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from pulse import i18n
from pulse.languages import order


def grouped(number: int) -> str:
    """`1,200`, or what the language puts between the thousands."""
    return str(format_decimal(number, locale=get_locale()))


def percent(number: object) -> str:
    """`73%`, or what the language puts around the sign; of a band `60–80%`."""
    return i18n.percent(str(get_locale() or i18n.DEFAULT), number)


def listed(items: Iterable[str]) -> str:
    """`Jakarta, London`."""
    return _joined(items, _("%(first)s, %(more)s"))


def clauses(items: Iterable[str]) -> str:
    """One sentence of several parts: `up since Monday; lowest in London.`"""
    sentence = Markup(_("%(clauses)s."))  # noqa: S704 the catalogue's own words
    return sentence % {"clauses": _joined(items, _("%(first)s; %(more)s"))}


def on_day(day: date) -> str:
    """`1 January 2027`, as the language writes it."""
    return str(format_date(day, "long", locale=get_locale()))


def by_name(name: str) -> Any:
    """The key that puts names in the order which the reader's language has for them."""
    return order(str(get_locale() or i18n.DEFAULT), name)


def clocks(zone: str) -> str:
    """What people call a time zone: `Jakarta`."""
    return str(get_timezone_location(zone, locale=get_locale(), return_city=True)) if "/" in zone else zone


def _joined(items: Iterable[str], pattern: str) -> Markup:
    """Put together one after the other; what is markup stays so, all else is escaped."""
    safe = Markup(pattern)  # noqa: S704 the catalogue's own words
    first, *others = [escape(item) for item in items] or [Markup()]
    return reduce(lambda before, more: safe % {"first": before, "more": more}, others, first)


def _in_sentences(translated: Callable[..., Any]) -> Callable[..., Any]:
    """Numbers that a template puts into a sentence are grouped, without a filter at each of them."""

    @pass_context
    def say(context: Context, *texts: Any, **values: Any) -> Any:
        written = {name: _with_groups(value) for name, value in values.items()}
        if len(texts) > 1:  # of ngettext: one, several, and how many
            written.setdefault("num", _with_groups(texts[2]))
        return translated(context, *texts, **written)

    return say


def _with_groups(value: object) -> object:
    return grouped(value) if isinstance(value, int) and not isinstance(value, bool) else value


def add_writing(app: Flask) -> None:
    """Let templates write so."""
    said: dict[str, Any] = app.jinja_env.globals
    said.update({name: _in_sentences(said[name]) for name in ("gettext", "ngettext")})
    app.jinja_env.filters.update(
        grouped=grouped, percent=percent, day=on_day, listed=listed, clauses=clauses, clocks=clocks
    )
