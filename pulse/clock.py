"""What time it is: the only caller of now().

Edges (views, jobs, commands) hold a `Clock`; operations and pure rules get `now` as an argument,
so that a test moves time by saying so.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


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
