"""Reading announcements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.announcements.models import Announcement, AnnouncementPlace, AnnouncementText
from pulse.results.disclosure import Cell


@dataclass(frozen=True)
class Words:
    """An announcement in one language."""

    title: str
    text: str


@dataclass(frozen=True)
class AnnouncedPlace:
    """A part that an announcement concerns, and what it was called."""

    cell: Cell
    label: str


@dataclass(frozen=True)
class AnnouncementView:
    """One announcement with its texts by language (`zh_Hant`) and the parts it concerns."""

    id: str
    topic: str
    action_id: str | None
    published_at: datetime | None
    first_cycle_id: str | None
    texts: Mapping[str, Words]
    places: tuple[AnnouncedPlace, ...]

    @property
    def is_draft(self) -> bool:
        """Whether it may still be edited."""
        return self.published_at is None


def announcements(session: Session, organisation_id: str) -> list[AnnouncementView]:
    """Drafts first, then the published, newest first."""
    mine = Announcement.organisation_id == organisation_id
    drafts = session.scalars(
        select(Announcement).where(mine, Announcement.published_at.is_(None)).order_by(Announcement.id)
    )
    return _views(session, organisation_id, [*drafts]) + published(session, organisation_id)


def published(session: Session, organisation_id: str) -> list[AnnouncementView]:
    """What people were told, newest first."""
    rows = session.scalars(
        select(Announcement)
        .where(Announcement.organisation_id == organisation_id, Announcement.published_at.is_not(None))
        .order_by(Announcement.published_at.desc(), Announcement.id)
    )
    return _views(session, organisation_id, [*rows])


def unshown(session: Session, organisation_id: str, *, now: datetime) -> list[AnnouncementView]:
    """Published, and not shown at the end of a check-in yet; newest first."""
    return [
        each
        for each in published(session, organisation_id)
        if each.first_cycle_id is None and each.published_at is not None and each.published_at <= now
    ]


def announcement(session: Session, organisation_id: str, announcement_id: str) -> AnnouncementView | None:
    """One announcement."""
    row = session.get(Announcement, (organisation_id, announcement_id))
    return _views(session, organisation_id, [row])[0] if row else None


def _views(session: Session, organisation_id: str, rows: Iterable[Announcement]) -> list[AnnouncementView]:
    found = list(rows)
    ids = [row.id for row in found]
    texts: dict[str, dict[str, Words]] = defaultdict(dict)
    for text in session.scalars(
        select(AnnouncementText).where(
            AnnouncementText.organisation_id == organisation_id, AnnouncementText.announcement_id.in_(ids)
        )
    ):
        texts[text.announcement_id][text.language] = Words(text.title, text.text)
    places: dict[str, list[AnnouncedPlace]] = defaultdict(list)
    for place in session.scalars(
        select(AnnouncementPlace)
        .where(AnnouncementPlace.organisation_id == organisation_id, AnnouncementPlace.announcement_id.in_(ids))
        .order_by(AnnouncementPlace.label)
    ):
        places[place.announcement_id].append(AnnouncedPlace(Cell(place.unit_id, place.location_id), place.label))
    return [
        AnnouncementView(
            row.id,
            row.topic,
            row.action_id,
            row.published_at,
            row.first_cycle_id,
            texts[row.id],
            tuple(places[row.id]),
        )
        for row in found
    ]
