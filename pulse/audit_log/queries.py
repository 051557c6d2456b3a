"""Reading the audit log."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, or_, select
from sqlalchemy.orm import Session

from pulse.audit_log.chain import ERASED, SHORTENED, SUBJECTS, Head, Kept, Marks, Verdict, check, marks
from pulse.audit_log.models import AuditEntry, ChainHead

PAGE, CHUNK = 50, 1000
_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)
_COLUMNS = tuple(getattr(AuditEntry, name) for name in Kept.__dataclass_fields__)


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did; `position` is its number in the log."""

    at: datetime
    actor: str
    action: str
    subject: str
    details: tuple[tuple[str, object], ...]
    position: int | None = None
    erased: bool = False


@dataclass(frozen=True)
class Word:
    """A word that is looked for, and what it means: actors and subjects by that name, actions so called."""

    text: str
    tokens: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sought:
    """What somebody looks for in the log; every condition must hold. Days are those of UTC, as the page shows them."""

    words: tuple[Word, ...] = ()
    prefixes: tuple[str, ...] = ()
    actor: str = ""
    first: date | None = None
    last: date | None = None


EVERYTHING = Sought()


@dataclass(frozen=True)
class LogPage:
    """One page of the log, newest first."""

    entries: tuple[Entry, ...]
    page: int
    last: int
    found: int


def log_page(session: Session, organisation_id: str, sought: Sought = EVERYTHING, *, page: int = 1) -> LogPage:
    """A page of what is looked for in an organisation's log."""
    wanted = _where(organisation_id, sought)
    found = session.scalar(select(func.count()).select_from(AuditEntry).where(*wanted)) or 0
    last = max(1, -(-found // PAGE))
    page = min(max(page, 1), last)
    order = (AuditEntry.position.desc(), AuditEntry.at.desc(), AuditEntry.id)
    rows = session.execute(select(*_COLUMNS).where(*wanted).order_by(*order).limit(PAGE).offset((page - 1) * PAGE))
    return LogPage(tuple(shown(kept(row)) for row in rows), page, last, found)


def every(session: Session, organisation_id: str, sought: Sought = EVERYTHING) -> Iterator[Kept]:
    """All entries that are looked for, in the order of the log, a few at a time."""
    row = AuditEntry
    wanted = select(*_COLUMNS).where(*_where(organisation_id, sought)).order_by(row.position)
    after = 0
    while found := session.execute(wanted.where(row.position > after).limit(CHUNK)).all():
        yield from (Kept(*each) for each in found)
        after = found[-1].position


def _where(organisation_id: str, sought: Sought) -> list[ColumnElement[bool]]:
    row = AuditEntry
    wanted: list[ColumnElement[bool]] = [row.organisation_id == organisation_id]
    wanted += [_matches(word) for word in sought.words]
    if sought.prefixes:
        wanted.append(or_(*(row.action.startswith(f"{each}.", autoescape=True) for each in sought.prefixes)))
    if sought.actor:
        wanted.append(row.actor == sought.actor)
    if sought.first:
        wanted.append(row.at >= _midnight(sought.first))
    if sought.last:
        wanted.append(row.at < _midnight(sought.last) + timedelta(days=1))
    return wanted


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _matches(word: Word) -> ColumnElement[bool]:
    """Wherever it stands, small or capital: SQLite, and the JSON of details, know those letters of ASCII alone."""
    row, low = AuditEntry, (func.lower(AuditEntry.subject), func.lower(cast(AuditEntry.details, Text)))
    spellings = {word.text, word.text.lower(), word.text.upper(), word.text.capitalize()}
    there = [
        place.contains(text.translate(_SMALL), autoescape=True)
        for spelt in sorted(spellings)
        for place, text in zip(low, (spelt, json.dumps(spelt)[1:-1]), strict=True)
    ]
    named = row.actor.in_(word.tokens), row.subject.in_(word.tokens), row.action.in_(word.actions)
    return or_(*there, *named)


def actors(session: Session, organisation_id: str) -> list[str]:
    """Everybody who is in the log as the one who did something."""
    return sorted(
        session.scalars(select(AuditEntry.actor).where(AuditEntry.organisation_id == organisation_id).distinct())
    )


def subjects(session: Session, organisation_id: str) -> set[str]:
    """The ids of everything that the log speaks of."""
    wanted = (AuditEntry.organisation_id == organisation_id, func.length(AuditEntry.subject) == 32)
    return set(session.scalars(select(AuditEntry.subject).where(*wanted).distinct()))


def naming(
    session: Session, organisation_id: str, texts: Collection[str], *, alone: Collection[str] = ()
) -> list[Kept]:
    """Entries in whose subject or details one of these texts stands; `alone`: only where nothing else does."""
    row, details = AuditEntry, func.lower(cast(AuditEntry.details, Text))
    there: list[ColumnElement[bool]] = []
    for text in texts:
        there += [
            func.lower(row.subject).contains(text.translate(_SMALL), autoescape=True),
            func.lower(row.subject).contains(text.lower(), autoescape=True),
            details.contains(json.dumps(text)[1:-1].translate(_SMALL), autoescape=True),
        ]
    for text in alone:
        written = json.dumps(text).translate(_SMALL)
        there += [row.subject == text, details.contains(written, autoescape=True)]
    if not there:
        return []
    mine = (row.organisation_id == organisation_id, row.position.is_not(None), or_(*there))
    return [Kept(*each) for each in session.execute(select(*_COLUMNS).where(*mine).order_by(row.position))]


def head(session: Session, organisation_id: str) -> Head:
    """Where the chain ends."""
    row = session.execute(
        select(ChainHead.position, ChainHead.hash).where(ChainHead.organisation_id == organisation_id)
    ).one_or_none()
    return Head(row.position, row.hash) if row else Head()


def looked_through(session: Session, organisation_id: str, *, noted: Collection[Head] = ()) -> Verdict:
    """Whether the log is as it was written; `noted` are ends of it that were kept elsewhere. Ask a snapshot."""
    known = _marks(session, organisation_id)
    return check(_all(session, organisation_id), head(session, organisation_id), known, noted=noted)


def _all(session: Session, organisation_id: str) -> Iterator[Kept]:
    row = AuditEntry
    beside = select(*_COLUMNS).where(row.organisation_id == organisation_id, row.position.is_(None)).order_by(row.id)
    yield from (Kept(*each) for each in session.execute(beside))
    yield from every(session, organisation_id)


def _marks(session: Session, organisation_id: str) -> Marks:
    row = AuditEntry
    told = select(*_COLUMNS).where(row.organisation_id == organisation_id, row.action.in_([ERASED, SHORTENED]))
    return marks(Kept(*each) for each in session.execute(told.order_by(row.position)))


def count_before(session: Session, organisation_id: str, instant: datetime) -> int:
    """How many entries are from before an instant."""
    wanted = (AuditEntry.organisation_id == organisation_id, AuditEntry.at < instant)
    return session.scalar(select(func.count()).select_from(AuditEntry).where(*wanted)) or 0


def last_time(session: Session, organisation_id: str, action: str) -> datetime | None:
    """When something was done at last, as far as the log goes back."""
    wanted = (AuditEntry.organisation_id == organisation_id, AuditEntry.action == action)
    return session.scalar(select(func.max(AuditEntry.at)).where(*wanted))


def times_since(session: Session, organisation_id: str, action: str, since: datetime) -> int:
    """How often something was done after an instant."""
    wanted = (AuditEntry.organisation_id == organisation_id, AuditEntry.action == action, AuditEntry.at > since)
    return session.scalar(select(func.count()).select_from(AuditEntry).where(*wanted)) or 0


@dataclass(frozen=True)
class Written:
    """One entry about a single thing, with its details as they were written."""

    at: datetime
    actor: str
    action: str
    details: Mapping[str, object]


def history(session: Session, organisation_id: str, subject: str) -> list[Written]:
    """Everything that was done to one thing, newest first."""
    rows = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.organisation_id == organisation_id, AuditEntry.subject == subject)
        .order_by(AuditEntry.at.desc(), AuditEntry.id)
    )
    return [Written(row.at, row.actor, row.action, row.details) for row in rows]


def changes(
    session: Session, organisation_id: str, subject: str, *, everywhere: Collection[str]
) -> tuple[int, datetime | None]:
    """How often something was done to one thing, or what concerns all (`everywhere`: actions), and when at last."""
    concerns = or_(AuditEntry.subject == subject, AuditEntry.action.in_(list(everywhere)))
    found = select(func.count(), func.max(AuditEntry.at)).where(
        AuditEntry.organisation_id == organisation_id, concerns
    )
    count, last = session.execute(found).one()
    return count, last


def kept(row: Any) -> Kept:
    """An entry with all that the chain is made of."""
    return Kept(**{name: getattr(row, name) for name in Kept.__dataclass_fields__})


def shown(one: Kept) -> Entry:
    """An entry as pages show it."""
    given = tuple((name, value) for name, value in one.details.items() if value not in ("", None) and name != SUBJECTS)
    return Entry(one.at, one.actor, one.action, one.subject, given, one.position, one.salt is None)
