"""Writing announcements."""

from collections.abc import Iterable

from sqlalchemy import update
from sqlalchemy.orm import Session

from pulse.announcements.models import Announcement


def note_shown(session: Session, organisation_id: str, ids: Iterable[str], cycle_id: str) -> None:
    """Remember at the end of which check-in announcements are shown: each at one only."""
    session.execute(
        update(Announcement)
        .where(
            Announcement.organisation_id == organisation_id,
            Announcement.id.in_(list(ids)),
            Announcement.first_cycle_id.is_(None),
        )
        .values(first_cycle_id=cycle_id)
    )
