"""Announcements for tests."""

from datetime import datetime

from sqlalchemy.orm import Session

from pulse.announcements.operations import AnnouncementDraft, draft, publish
from pulse.announcements.wording import Words
from pulse.questions.operations import add_bank
from pulse.results.disclosure import Cell
from tests.conftest import START

EVERYBODY = (Cell(),)
WORDS = {"en": Words("More warm meals", "You said the canteen is cold. There are now warm meals until 14:00.")}


def an_announcement(
    session: Session,
    organisation_id: str,
    *,
    published: datetime | None = None,
    mail: bool = False,
    places=EVERYBODY,
    texts=WORDS,
    topic: str = "canteen",
    action_id: str | None = None,
    now: datetime = START,
) -> str:
    """A draft for everybody, or one that was published at `published`; gives its id."""
    add_bank(session, organisation_id)
    new = AnnouncementDraft(topic, action_id, tuple(places), texts)
    id = draft(session, organisation_id, new, actor="tests", now=now)
    if published is not None:
        publish(session, organisation_id, id, now=published, actor="tests", mail=mail)
    return id
