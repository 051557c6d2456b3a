"""How long a log-in lasts."""

from datetime import datetime, timedelta

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(days=7)
NOTICED = timedelta(minutes=1)  # a newer visit than this is not written down again


def is_alive(*, created_at: datetime, seen_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Whether a session may still be used."""
    return ended_at is None and now - seen_at < IDLE and now - created_at < ABSOLUTE
