"""Numbers and lists as the reader's language writes them; filters of every template."""

from collections.abc import Iterable
from datetime import date
from functools import reduce

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

NO_BREAK = "\N{NO-BREAK SPACE}"


def grouped(number: int) -> str:
    """`1,200`, or what the language puts between the thousands."""
    return str(format_decimal(number, locale=get_locale()))


def percent(number: object) -> str:
    """`73 %`, never torn apart at the end of a line."""
    return f"{number}{NO_BREAK}%"


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


def _joined(items: Iterable[str], pattern: str) -> Markup:
    """Put together one after the other; what is markup stays so, all else is escaped."""
    safe = Markup(pattern)  # noqa: S704 the catalogue's own words
    first, *others = [escape(item) for item in items] or [Markup()]
    return reduce(lambda before, more: safe % {"first": before, "more": more}, others, first)


def add_writing(app: Flask) -> None:
    """Let templates write so."""
    app.jinja_env.filters.update(grouped=grouped, percent=percent, day=on_day, listed=listed, clauses=clauses)
