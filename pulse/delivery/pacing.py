"""How fast a relay is used, and how long it rests when it does not work; pure.

A relay has one instant, `free_at`: before it, nothing may go; each message moves it by the time that one
takes at the allowed rate. What was not used in the last seconds may go at once.
"""

from datetime import datetime, timedelta
from secrets import SystemRandom

BURST = timedelta(seconds=15)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
_LONGEST_ASKED = timedelta(days=1)


def free(free_at: datetime, now: datetime, rate: int, most: int) -> tuple[int, datetime]:
    """How many messages of `most` may go now at `rate` a minute, and the relay's new instant."""
    each = timedelta(minutes=1) / rate
    since = max(free_at, now - BURST)
    if since > now + each:  # the clock was set back
        since = now
    granted = min(most, (now - since) // each + 1) if since <= now else 0
    return granted, since + granted * each


def unused(free_at: datetime, rate: int, count: int) -> datetime:
    """The relay's instant when some of what was granted was not sent."""
    return free_at - count * timedelta(minutes=1) / rate


def resting(paused_until: datetime, now: datetime) -> bool:
    """Whether a relay rests; a pause longer than any that was ever asked for comes from a clock that was set back."""
    return now < paused_until <= now + _LONGEST_ASKED


def pause(failures: int, asked: timedelta | None = None) -> timedelta:
    """Twice as long after each failure, up to an hour, at random; or as long as the other side asked for."""
    if asked is not None:
        return max(min(asked, _LONGEST_ASKED), timedelta(seconds=1))
    longest = min(FIRST_PAUSE * (1 << min(failures, 10)), LONGEST_PAUSE)
    share: float = SystemRandom().uniform(0.5, 1.0)
    return longest * share
