"""How long somebody waits after wrong passwords, and when nobody unknown is let in any more.

Each address waits by itself: not at all at first, then longer each time. Somebody who tries one password at
many addresses makes no address wait, so the addresses are counted too: while too many failed within an hour,
only browsers that an account has logged in from before may try. Those count by themselves, so that nobody can
lock somebody else out. No network address is kept for any of this.
"""

from datetime import datetime, timedelta

FREE = 10
LONGEST = timedelta(hours=1)
FORGOTTEN = timedelta(days=1)
MOST_ADDRESSES = 100
WITHIN = timedelta(hours=1)


def wait_until(failures: int, last_at: datetime) -> datetime:
    """When the next try counts: at once for the first ten failures, then 1, 2, 4 ... 60 minutes later."""
    if failures < FREE:
        return last_at
    return last_at + min(timedelta(minutes=2 ** min(failures - FREE, 6)), LONGEST)


def braked_until(hundredth: datetime | None, now: datetime) -> datetime | None:
    """Until when browsers that nobody knows wait; `hundredth`: when the 100th address, from the newest on, failed."""
    if hundredth is None or hundredth + WITHIN <= now:
        return None
    return hundredth + WITHIN
