"""Reading the outbox: how many messages of one cause went out."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pulse.delivery.models import OutboxMessage


@dataclass(frozen=True)
class Posted:
    """How many messages went out, how many still wait, and how many never will."""

    sent: int
    waiting: int
    failed: int

    @property
    def all(self) -> int:
        """Every message of this cause."""
        return self.sent + self.waiting + self.failed


def posted(session: Session, organisation_id: str, about: str) -> Posted:
    """The messages about one thing."""
    row = session.execute(
        select(func.count(OutboxMessage.sent_at), func.count(OutboxMessage.dead_at), func.count()).where(
            OutboxMessage.organisation_id == organisation_id, OutboxMessage.about == about
        )
    ).one()
    sent, failed, every = row
    return Posted(sent, every - sent - failed, failed)
