"""The history of an action, said in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date, format_time
from flask_babel import get_locale
from flask_babel import gettext as _

from pulse.actions import words
from pulse.audit_log.actions import TITLES
from pulse.audit_log.queries import Written
from pulse.i18n import DEFAULT
from pulse.questions.queries import TopicView
from pulse.schedule.recurrence import wall_time
from pulse.web.language import choose


@dataclass(frozen=True)
class Changed:
    """A field, as it was and as it is."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One thing that happened to an action."""

    at: str
    when: str
    who: str
    title: str
    changes: Sequence[Changed]


def day_in_full(day: date) -> str:
    """`18 Dec 2026`, as the reader's language writes it."""
    return format_date(day, "medium", locale=get_locale())


def line(entry: Written, names: Mapping[str, str], known: Sequence[TopicView], zone: str) -> Line:
    """One entry of the audit log."""
    return Line(
        at=entry.at.isoformat(),
        when=_minute(wall_time(entry.at, zone)),
        who=names.get(entry.actor) or _("Somebody"),
        title=_(TITLES[entry.action]) if entry.action in TITLES else entry.action,
        changes=changes(entry, known),
    )


def _minute(when: datetime) -> str:
    locale = get_locale()
    pattern = str(locale.datetime_formats["medium"])  # how this language puts a time beside a day
    return pattern.replace("{0}", format_time(when, "short", locale=locale)).replace("{1}", day_in_full(when.date()))


def changes(entry: Written, known: Sequence[TopicView]) -> list[Changed]:
    """What an entry says that was changed."""
    found = []
    for name, title in words.FIELDS.items():
        value = entry.details.get(name)
        if isinstance(value, dict):
            found.append(Changed(_(title), _said(name, value["before"], known), _said(name, value["after"], known)))
    return found


def _said(name: str, value: object, known: Sequence[TopicView]) -> str:
    """A value of the audit log as the reader says it."""
    if value in (None, ""):
        return "–"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    given = str(value)
    if name == "topic":
        return next((topic.name(choose()) for topic in known if topic.name(DEFAULT) == given), given)
    if name == "status" and given in words.STATUSES:
        return str(_(words.STATUSES[given]))
    if name in ("impact", "effort") and given in words.SIZES:
        return str(_(words.SIZES[given]))
    return day_in_full(datetime.fromisoformat(given).date()) if name in ("starts", "due") else given
