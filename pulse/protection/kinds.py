"""What kinds of data are kept for how many months, pure. Published figures name nobody and stay."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Kind:
    """How long one kind is kept, in months: usually, at least, at most."""

    usual: int
    least: int
    most: int


LEFT, PICK_UPS, INVITATIONS, MESSAGES = "left", "pick_ups", "invitations", "messages"
OWN_DATA = "own_data"  # the kind of message with a link to what is kept about its reader
REMARKS, LOG, LOG_INS = "remarks", "log", "log_ins"
# Asked people are compared from one check-in to the next, so invitations stay longer than who picked up a ballot.
KINDS = {
    LEFT: Kind(3, 0, 24),
    PICK_UPS: Kind(3, 1, 12),
    INVITATIONS: Kind(24, 12, 120),
    MESSAGES: Kind(6, 1, 24),
    REMARKS: Kind(24, 1, 120),
    LOG: Kind(36, 12, 120),
    LOG_INS: Kind(3, 1, 24),
}


class OutOfBounds(ValueError):
    """So few or so many months are not offered for this kind."""


def check(kind: str, months: int) -> None:
    """Refuse a number of months that is not offered."""
    if not KINDS[kind].least <= months <= KINDS[kind].most:
        raise OutOfBounds(kind)


def before(today: date, months: int) -> date:
    """The same day so many months ago, or the last one that month has: what is from before it has had its time."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
