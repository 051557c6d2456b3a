"""Actions for tests."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from pulse.actions.draft import ActionDraft
from pulse.actions.operations import create
from pulse.questions.operations import add_bank

MADE = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def a_draft(**changes: Any) -> ActionDraft:
    """A second till for the canteen, due before Christmas, for everybody."""
    settings: dict[str, Any] = {
        "topic": "canteen",
        "what": "Open a second till at noon",
        "why": "People wait a quarter of an hour.",
        "owner": "Dewi Lestari",
        "impact": "L",
        "effort": "S",
        "starts": date(2026, 11, 9),
        "due": date(2026, 12, 18),
    }
    return ActionDraft(**{**settings, **changes})


def an_action(
    session: Session, organisation_id: str, *, actor: str = "tests", now: datetime = MADE, **changes: Any
) -> str:
    """An action of an organisation, which gets the question bank if it has none; gives the id."""
    add_bank(session, organisation_id)
    return create(session, organisation_id, a_draft(**changes), actor=actor, now=now)
