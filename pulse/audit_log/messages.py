"""An entry of the log in words: names for ids, labels for what was written down beside it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import format_date, format_datetime
from flask_babel import gettext as _

from pulse.audit_log.actions import LABELS, TITLES
from pulse.audit_log.queries import Entry

_ID = re.compile(r"[0-9a-f]{32}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.+-]+")


@dataclass(frozen=True)
class Detail:
    """One thing beside an entry; with `before`, how it was until then."""

    label: str
    value: str
    before: str | None = None


@dataclass(frozen=True)
class Line:
    """An entry as the page shows it."""

    at: datetime
    when: str
    who: str
    what: str
    whom: str
    details: tuple[Detail, ...]


def tokens(entry: Entry) -> set[str]:
    """Everything in an entry that may have a name somewhere else."""
    found = {entry.actor, entry.subject}
    for _name, value in entry.details:
        found |= set(_texts(value))
    return found


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = [each for part in value.values() for each in _texts(part)]
    if isinstance(value, list):
        yield from (str(each) for each in value)
    else:
        yield str(value)


def line(entry: Entry, names: Mapping[str, str]) -> Line:
    """An entry with the names that ids and keys stand for."""
    whom = _whom(entry.subject, names)
    details = (_detail(name, value, names) for name, value in entry.details)
    return Line(
        at=entry.at,
        when=str(format_datetime(entry.at, "medium")),
        who=_whom(entry.actor, names),
        what=str(_(TITLES[entry.action])) if entry.action in TITLES else entry.action,
        whom=whom,
        details=tuple(detail for detail in details if detail.value != whom or detail.before is not None),
    )


def _whom(token: str, names: Mapping[str, str]) -> str:
    if token in names:
        return names[token]
    if token in LABELS:
        return str(_(LABELS[token]))
    return str(_("no longer there")) if _ID.fullmatch(token) else token


def _detail(name: str, value: object, names: Mapping[str, str]) -> Detail:
    label = str(_(LABELS[name])) if name in LABELS else name.replace("_", " ")
    if isinstance(value, Mapping) and set(value) == {"before", "after"}:
        return Detail(label, _in_words(value["after"], names), _in_words(value["before"], names))
    return Detail(label, _in_words(value, names))


def _in_words(value: object, names: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(_in_words(each, names) for each in value)
    text = str("" if value is None else value)
    try:
        if _DAY.fullmatch(text):
            return str(format_date(date.fromisoformat(text), "medium"))
        if _INSTANT.fullmatch(text):
            return str(format_datetime(datetime.fromisoformat(text), "medium"))
    except (ValueError, OverflowError):
        pass  # it looks like a day and is none, or none by this reader's clocks: shown as it stands
    return names.get(text) or (str(_("no longer there")) if _ID.fullmatch(text) else text)
