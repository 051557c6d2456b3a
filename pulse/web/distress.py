"""What an operator must hear when ballots cannot be stored: one line a minute, and nothing of any request in it."""

import logging
from time import monotonic

from sqlalchemy.exc import DBAPIError

SECONDS = 60.0
log = logging.getLogger("pulse.distress")
_told: dict[str, float] = {}


def tell(what: str, error: Exception) -> None:
    """Say that something could not be done, unless that was said a moment ago.

    Not once a request: a line for each would note when people come.
    """
    now = monotonic()
    if now - _told.get(what, -SECONDS) < SECONDS:
        return
    _told[what] = now
    log.error("%s (%s). Nothing was acknowledged: browsers keep what they have and try again.", what, reason(error))


def reason(error: Exception) -> str:
    """The kind of an error, without its text, which may hold what was being stored."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return getattr(error.orig, "sqlite_errorname", None) or type(error.orig).__name__
    return type(error).__name__
