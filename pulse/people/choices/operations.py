"""Keeping what people chose for themselves."""

from sqlalchemy.orm import Session

from pulse.database import insert_unless_there
from pulse.people.choices.queries import AS_USUAL, Choice
from pulse.people.models import Preference


def choose(session: Session, organisation_id: str, person_id: str, choice: Choice) -> None:
    """Keep what a person chose for themselves; who has everything as usual leaves no row behind."""
    row = session.get(Preference, (organisation_id, person_id))
    if choice == AS_USUAL:
        if row is not None:
            session.delete(row)
    elif row is not None:
        row.channel, row.hour, row.language, row.stopped = (
            choice.channel,
            choice.hour,
            choice.language,
            choice.stopped,
        )
    else:
        session.execute(
            insert_unless_there(session, Preference),
            {"organisation_id": organisation_id, "person_id": person_id, **vars(choice)},
        )
    session.flush()
