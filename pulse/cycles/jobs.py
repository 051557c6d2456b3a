"""Telling an organisation's own programs what became of a cycle, where it has set that up."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pulse.cycles.events import EVENT, document
from pulse.cycles.queries import cycle
from pulse.delivery.message import Message, Words
from pulse.delivery.operations import Claimed, Posting, enqueue
from pulse.delivery.queries import takes_events
from pulse.delivery.settings import WEBHOOK

KEPT = timedelta(days=3)  # how long an event is tried


def post_event(session: Session, organisation_id: str, cycle_id: str, event: str, *, at: datetime) -> None:
    """Post an event in the transaction that makes it true; once, however often this is asked."""
    if takes_events(session, organisation_id):
        row = Posting(f"event.{event}.{cycle_id}", EVENT, cycle_id, event, due_at=at, expires_at=at + KEPT)
        enqueue(session, organisation_id, [row])


def render_event(session: Session, claimed: Claimed) -> Message | None:
    """The event (`recipient`) of a cycle (`about`); None when the cycle is gone."""
    found = cycle(session, claimed.about)
    if found is None:
        return None
    text = document(
        claimed.recipient,
        claimed.expires_at - KEPT,  # when it happened: `due_at` moves with every try
        organisation=found.organisation_id,
        cycle=found.id,
        series=found.series_id,
        occurrence=found.occurrence,
        opens=found.opens_at,
        closes=found.answer_until,
    )
    return Message("", "", Words(claimed.recipient, text, ""), claimed.dedup, channel=WEBHOOK)
