"""Where a cycle stands, derived from its dates and from how far its close has come."""

from datetime import datetime, timedelta
from enum import StrEnum

CLOSING_DELAY = timedelta(seconds=60)
LOOK_BACK = 60  # other cycles whose people are compared with those of a cycle (disclosure rule 6)


class State(StrEnum):
    """A cycle's life after its opening."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


def state(answer_until: datetime, *, published: bool, now: datetime) -> State:
    """Open until the last zone's end, closed once published, closing in between."""
    if published:
        return State.CLOSED
    return State.OPEN if now < answer_until else State.CLOSING


def closing_due(answer_until: datetime, *, now: datetime) -> bool:
    """A minute after the last ballot could be cast, so that one under way still arrives."""
    return now >= answer_until + CLOSING_DELAY


def quarter(local_day: datetime) -> str:
    """The quarter for which units, locations and blocks stay as they are: `2026-Q4`."""
    return f"{local_day.year}-Q{(local_day.month - 1) // 3 + 1}"
