"""The check-in's program as it is built now; each cycle keeps the one it opened with.

The program names its later part (the seal, and the code for another device) by hash, so one hash stands for both.
"""

from functools import cache
from hashlib import sha256

from pulse.web.assets import DIST

PROGRAM = "checkin-client.js"
LATE = "checkin-late.js"


@cache
def current() -> tuple[str, bytes]:
    """The SHA-256 in hex and the bytes of the built program."""
    return _built(PROGRAM)


@cache
def programs() -> tuple[tuple[str, bytes], ...]:
    """The program and its later part, each with its hash: what a cycle has to keep being served."""
    return current(), _built(LATE)


def _built(name: str) -> tuple[str, bytes]:
    body = (DIST / name).read_bytes()
    return sha256(body).hexdigest(), body
