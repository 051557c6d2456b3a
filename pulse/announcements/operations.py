"""Writing announcements: a draft may change, what is published never does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex, token_urlsafe

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from pulse.actions.reach import exists
from pulse.announcements import queries, wording
from pulse.announcements.models import Announcement, AnnouncementPlace, AnnouncementText, ChangesAddress
from pulse.announcements.queries import AnnouncementView
from pulse.announcements.refusals import Changed, NoPlace, NotReleased, NoWords, Rewritten, UnknownTopic
from pulse.announcements.wording import Words
from pulse.audit_log.operations import record
from pulse.database import insert_unless_there
from pulse.delivery.operations import Posting, enqueue
from pulse.organisation.queries import own
from pulse.questions.queries import topics
from pulse.results.disclosure import Cell
from pulse.results.queries import trees

ANNOUNCEMENT = "announcement"  # the kind of message, and its renderer's name
WORTH_TELLING = timedelta(days=14)  # a mail that could not be sent until then is not sent any more


@dataclass(frozen=True)
class AnnouncementDraft:
    """What is to be told: of which topic, of which action (if any), to which parts, in which words by language."""

    topic: str
    action_id: str | None
    places: Sequence[Cell]
    texts: Mapping[str, Words]


def draft(session: Session, organisation_id: str, new: AnnouncementDraft, *, actor: str, now: datetime) -> str:
    """Keep a new draft; give its id. A figure that was not released is refused, naming it."""
    _check(session, organisation_id, new)
    return keep(session, organisation_id, new, actor=actor, now=now)


def keep(session: Session, organisation_id: str, new: AnnouncementDraft, *, actor: str, now: datetime) -> str:
    """Keep a new draft whose figures are looked at when it is next saved or published: words of an action's own."""
    id = token_hex(16)
    if new.topic not in {topic.key for topic in topics(session, organisation_id)}:
        raise UnknownTopic
    session.add(Announcement(organisation_id=organisation_id, id=id, topic=new.topic, action_id=new.action_id))
    session.flush()
    _write(session, organisation_id, id, new)
    _note(session, organisation_id, "announcement.drafted", id, {"topic": new.topic}, actor=actor, now=now)
    return id


def change(
    session: Session,
    organisation_id: str,
    id: str,
    new: AnnouncementDraft,
    *,
    actor: str,
    now: datetime,
    version: str | None = None,
) -> None:
    """Replace the words and the parts of a draft, if they are still what `version` saw; what it tells of stays."""
    row = _held_draft(session, organisation_id, id, version)
    new = AnnouncementDraft(row.topic, row.action_id, new.places, new.texts)
    _check(session, organisation_id, new)
    _clear(session, organisation_id, id)
    _write(session, organisation_id, id, new)
    _note(session, organisation_id, "announcement.changed", id, {"topic": row.topic}, actor=actor, now=now)


def remove(session: Session, organisation_id: str, id: str, *, actor: str, now: datetime) -> None:
    """Delete a draft."""
    row = _held_draft(session, organisation_id, id)
    _clear(session, organisation_id, id)
    session.delete(row)
    _note(session, organisation_id, "announcement.deleted", id, {"topic": row.topic}, actor=actor, now=now)


def publish(
    session: Session,
    organisation_id: str,
    id: str,
    *,
    now: datetime,
    actor: str,
    mail: bool = True,
    version: str | None = None,
) -> None:
    """Show a draft to people, for good, as `version` saw it; `mail` also writes to everybody whom it concerns."""
    _held_draft(session, organisation_id, id, version)
    found = queries.announcement(session, organisation_id, id)
    words = found.texts.get(own(session, organisation_id).language) if found else None
    if found is None or words is None or not (words.title and words.text):
        raise NoWords
    _check(session, organisation_id, AnnouncementDraft(found.topic, found.action_id, found.cells, found.texts))
    taken = session.execute(
        update(Announcement)
        .where(
            Announcement.organisation_id == organisation_id,
            Announcement.id == id,
            Announcement.published_at.is_(None),
        )
        .values(published_at=now)
        .returning(Announcement.id)
    ).all()
    if not taken:  # somebody else was faster, and their mails are on the way
        raise Changed
    told = _post(session, organisation_id, found, now=now) if mail else 0
    details = {"topic": found.topic, "languages": sorted(found.texts), "mails": told // 5 * 5}
    _note(session, organisation_id, "announcement.published", id, details, actor=actor, now=now)


def note_shown(session: Session, organisation_id: str, ids: Iterable[str], cycle_id: str) -> int:
    """Remember at the end of which check-in announcements are shown: each at one only. Gives how many were new."""
    noted = session.scalars(
        update(Announcement)
        .where(
            Announcement.organisation_id == organisation_id,
            Announcement.id.in_(list(ids)),
            Announcement.first_cycle_id.is_(None),
        )
        .values(first_cycle_id=cycle_id)
        .returning(Announcement.id)
    )
    return len(noted.all())


def changes_address(session: Session, organisation_id: str) -> str:
    """The secret part of the organisation's address of `/changes`; it is made when it is first asked for."""
    asked = select(ChangesAddress.secret).where(ChangesAddress.organisation_id == organisation_id)
    found = session.scalar(asked)
    if found is None:
        made = {"organisation_id": organisation_id, "secret": token_urlsafe(16)}
        session.execute(insert_unless_there(session, ChangesAddress), [made])
        found = session.scalars(asked).one()
    return found


def _held_draft(session: Session, organisation_id: str, id: str, version: str | None = None) -> Announcement:
    """The draft, held against others until the end of the transaction; `Changed` once it is published or gone."""
    row = session.get(Announcement, (organisation_id, id), with_for_update=True, populate_existing=True)
    if row is None or row.published_at is not None:
        raise Changed
    found = queries.announcement(session, organisation_id, id) if version else None
    if found and found.version != version:
        raise Rewritten
    return row


def _check(session: Session, organisation_id: str, new: AnnouncementDraft) -> None:
    released = queries.released(session, organisation_id, new.topic, new.places)
    named = queries.unreleased(new.texts, released)
    if named:
        raise NotReleased(named, new.topic, released.newest)


def _write(session: Session, organisation_id: str, id: str, new: AnnouncementDraft) -> None:
    known = trees(session, organisation_id)
    if not new.places or not all(exists(known, cell) for cell in new.places):
        raise NoPlace
    for cell in dict.fromkeys(new.places):
        session.add(
            AnnouncementPlace(
                organisation_id=organisation_id,
                announcement_id=id,
                unit_id=cell.unit,
                location_id=cell.location,
                label=known.label(cell),
            )
        )
    for language, words in new.texts.items():
        session.add(
            AnnouncementText(
                organisation_id=organisation_id,
                announcement_id=id,
                language=language,
                title=wording.title(words.title),
                text=wording.text(words.text),
            )
        )
    session.flush()


def _clear(session: Session, organisation_id: str, id: str) -> None:
    for table in (AnnouncementText, AnnouncementPlace):
        session.execute(delete(table).filter_by(organisation_id=organisation_id, announcement_id=id))


def _post(session: Session, organisation_id: str, told: AnnouncementView, *, now: datetime) -> int:
    """One mail to each person concerned. A message's own name is random: it travels with the mail."""
    people = queries.concerned(session, organisation_id, told.cells)
    enqueue(
        session,
        organisation_id,
        [Posting(token_hex(16), ANNOUNCEMENT, told.id, person, now, now + WORTH_TELLING) for person in people],
    )
    return len(people)


def _note(
    session: Session,
    organisation_id: str,
    action: str,
    subject: str,
    details: Mapping[str, object],
    *,
    actor: str,
    now: datetime,
) -> None:
    record(session, organisation_id, actor=actor, action=action, subject=subject, details=details, now=now)
