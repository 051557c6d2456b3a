"""How long somebody waits after wrong passwords: not at all at first, then longer each time."""

from datetime import datetime, timedelta

FREE = 10
LONGEST = timedelta(hours=1)
FORGOTTEN = timedelta(days=1)


def wait_until(failures: int, last_at: datetime) -> datetime:
    """When the next try counts: at once for the first ten failures, then 1, 2, 4 ... 60 minutes later."""
    if failures < FREE:
        return last_at
    return last_at + min(timedelta(minutes=2 ** min(failures - FREE, 6)), LONGEST)
