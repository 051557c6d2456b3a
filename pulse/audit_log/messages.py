"""An entry of the log in words: names for ids, labels for what was written down beside it."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import format_date, format_datetime
from flask_babel import gettext as _

from pulse.audit_log.actions import GROUPS, LABELS, TITLES
from pulse.audit_log.chain import Kept
from pulse.audit_log.queries import Entry, shown

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
    erased: bool = False


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
        what=_title(entry.action),
        whom=whom,
        details=tuple(detail for detail in details if detail.value != whom or detail.before is not None),
        erased=entry.erased,
    )


def _title(action: str) -> str:
    return str(_(TITLES[action])) if action in TITLES else action


def actions_called(text: str) -> tuple[str, ...]:
    """The actions in whose titles, as this reader sees them, a text stands."""
    return tuple(action for action in TITLES if text in _title(action).lower())


def columns() -> list[str]:
    """The first row of the sheet of an export."""
    return [_("Number"), _("When (UTC)"), _("Who"), _("What"), _("About"), _("Details"), _("Hash")]


def cells(one: Kept, names: Mapping[str, str]) -> list[str]:
    """An entry as a row of the sheet of an export."""
    entry = shown(one)
    said = [_detail(name, value, names) for name, value in entry.details]
    told = "; ".join(
        f"{each.label}: {each.value}" if each.before is None else f"{each.label}: {each.before} → {each.value}"
        for each in said
    )
    whom = _whom(entry.subject, names)
    if entry.erased:
        whom = "; ".join(filter(None, [whom, _("emptied by an erasure")]))
    when = entry.at.strftime("%Y-%m-%d %H:%M:%S")
    return [str(one.position), when, _whom(entry.actor, names), _title(entry.action), whom, told, str(one.hash)]


def named_actors(actors: Collection[str], names: Mapping[str, str]) -> dict[str, str]:
    """Those who did something, as the page calls them."""
    return {actor: _whom(actor, names) for actor in actors}


def group_title(group: str) -> str:
    """What a group of actions is called."""
    return str(_(GROUPS[group][0])) if group in GROUPS else ""


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
