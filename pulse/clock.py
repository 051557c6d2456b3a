"""What time it is: the only caller of now().

Edges (views, jobs, commands) hold a `Clock`; operations and pure rules get `now` as an argument,
so that a test moves time by saying so.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Protocol

TOLERANCE = timedelta(minutes=5)  # what a time server mends in passing
PATIENCE = 3600.0  # seconds that a new time must have stood before it counts
log = logging.getLogger("pulse.clock")


class Clock(Protocol):
    """Something that knows the present instant, in UTC."""

    def now(self) -> datetime:
        """The present instant."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)


def running() -> float:
    """Seconds of a clock that nobody sets; where the system has one, also while the machine slept."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class SteadyClock:
    """A clock that does not jump with the machine's: a check-in that closed by mistake cannot be opened again.

    When the machine's time moves by more than minutes at once, this clock goes on as before and says so. The
    new time counts once it has stood for an hour; if it is set right meanwhile, nobody notices anything.
    """

    def __init__(self, wall: Clock | None = None, running: Callable[[], float] = running) -> None:
        self._wall, self._running = wall or SystemClock(), running
        self._lock = Lock()
        self._trusted, self._since = self._wall.now(), running()
        self._doubt: tuple[float, timedelta] | None = None  # since when, and how far it jumped

    def now(self) -> datetime:
        """The present instant, in UTC."""
        with self._lock:
            wall, ran = self._wall.now(), self._running()
            expected = self._trusted + timedelta(seconds=ran - self._since)
            if abs(wall - expected) > TOLERANCE and not self._has_stood(wall - expected, ran):
                return expected
            self._trusted, self._since, self._doubt = wall, ran, None
            return wall

    def _has_stood(self, jump: timedelta, ran: float) -> bool:
        if self._doubt is None or abs(jump - self._doubt[1]) > TOLERANCE:
            self._doubt = (ran, jump)
            log.critical(
                "The machine's clock jumped %s by %s. Pulse goes on with the time it had and takes the new one "
                "in an hour. If the new time is wrong, set it right before.",
                "forward" if jump > timedelta(0) else "back",
                abs(timedelta(seconds=round(jump.total_seconds()))),
            )
        return ran - self._doubt[0] >= PATIENCE


@dataclass
class FixedClock:
    """A clock that stands still until it is told to move: for tests and for `tick --now`."""

    instant: datetime

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.instant

    def advance(self, **by: float) -> datetime:
        """Move forward by a `timedelta`'s keywords (`days=14`) and give the new instant."""
        self.instant += timedelta(**by)
        return self.instant
