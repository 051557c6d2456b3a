"""The address of a pilot, pure: whoever has it can look at one version of a survey for two weeks, and nothing is kept.

It names organisation, survey, version and its last hour, and carries an HMAC over them, so that no table needs to
know of it.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LABEL = b"pulse-pilot-v1"
LASTS = timedelta(days=14)
ID_BYTES, VERSION_BYTES, HOUR_BYTES, MAC_BYTES = 16, 3, 4, 21
LENGTH = 80  # characters of base64 for all of them
HOUR = 3600


@dataclass(frozen=True)
class Pilot:
    """What an address leads to, until when."""

    organisation_id: str
    survey_id: str
    version: int
    until: datetime


def pilot(organisation_id: str, survey_id: str, version: int, *, now: datetime) -> Pilot:
    """One that lasts two weeks, to the full hour."""
    hours = int((now + LASTS).timestamp()) // HOUR
    return Pilot(organisation_id, survey_id, version, datetime.fromtimestamp(hours * HOUR, UTC))


def token(secret: str, found: Pilot) -> str:
    """What stands in the address."""
    raw = (
        bytes.fromhex(found.organisation_id)
        + bytes.fromhex(found.survey_id)
        + found.version.to_bytes(VERSION_BYTES, "big")
        + (int(found.until.timestamp()) // HOUR).to_bytes(HOUR_BYTES, "big")
    )
    return urlsafe_b64encode(raw + _code(secret, raw)).decode()


def read(secret: str, given: str, *, now: datetime) -> Pilot | None:
    """What an address leads to; None for whatever was not made here, or is over."""
    if len(given) != LENGTH or not given.isascii():
        return None
    try:
        raw = urlsafe_b64decode(given)
    except (Error, ValueError):
        return None
    named, code = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
    if not hmac.compare_digest(code, _code(secret, named)) or urlsafe_b64encode(raw).decode() != given:
        return None
    survey, rest = named[ID_BYTES : 2 * ID_BYTES], named[2 * ID_BYTES :]
    hours = int.from_bytes(rest[VERSION_BYTES:], "big")
    until = datetime.fromtimestamp(hours * HOUR, UTC)
    version = int.from_bytes(rest[:VERSION_BYTES], "big")
    return Pilot(named[:ID_BYTES].hex(), survey.hex(), version, until) if now < until else None


def _code(secret: str, raw: bytes) -> bytes:
    key = hmac.digest(secret.encode(), LABEL, "sha256")
    return hmac.digest(key, raw, "sha256")[:MAC_BYTES]
