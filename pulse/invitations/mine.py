"""The secret in the address of somebody's own settings, pure: who has a message has it, and nobody can make one.

It names organisation and person and carries an HMAC over both, so that no table needs a column for it. It opens the
settings of messages alone, for it stands in mails that are forwarded: what is kept about somebody is behind a fresh
one that lives for an hour. Neither an invitation nor an answer can be reached from either.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from datetime import datetime, timedelta

LABEL = b"pulse-mine-v1"
ID_BYTES, MAC_BYTES = 16, 16
FRESH_LABEL, FRESH, UNTIL_BYTES, FRESH_LENGTH = b"pulse-own-data-v1", timedelta(hours=1), 6, 72
LENGTH = 64  # characters: two ids and the code, as base64


def token(secret: str, organisation_id: str, person_id: str) -> str:
    """The token of one person; the same for as long as the installation keeps its secret."""
    ids = bytes.fromhex(organisation_id) + bytes.fromhex(person_id)
    return urlsafe_b64encode(ids + _code(secret, ids)).decode()


def read(secret: str, given: str) -> tuple[str, str] | None:
    """Organisation and person of a token; None for whatever was not made here."""
    if len(given) != LENGTH or not given.isascii():
        return None
    try:
        raw = urlsafe_b64decode(given)
    except (Error, ValueError):
        return None
    ids, code = raw[: 2 * ID_BYTES], raw[2 * ID_BYTES :]
    if not hmac.compare_digest(code, _code(secret, ids)) or urlsafe_b64encode(raw).decode() != given:
        return None
    return ids[:ID_BYTES].hex(), ids[ID_BYTES:].hex()


def fresh(secret: str, organisation_id: str, person_id: str, now: datetime) -> str:
    """The token that opens what is kept about one person, for an hour; it says itself until when."""
    until = int((now + FRESH).timestamp()).to_bytes(UNTIL_BYTES)
    said = bytes.fromhex(organisation_id) + bytes.fromhex(person_id) + until
    return urlsafe_b64encode(said + _code(secret, said, FRESH_LABEL)).decode()


def read_fresh(secret: str, given: str, now: datetime) -> tuple[str, str] | None:
    """Organisation and person of such a token, while it holds."""
    if len(given) != FRESH_LENGTH or not given.isascii():
        return None
    try:
        raw = urlsafe_b64decode(given)
    except (Error, ValueError):
        return None
    said, code = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
    if not hmac.compare_digest(code, _code(secret, said, FRESH_LABEL)) or urlsafe_b64encode(raw).decode() != given:
        return None
    if int.from_bytes(said[2 * ID_BYTES :]) <= now.timestamp():
        return None
    return said[:ID_BYTES].hex(), said[ID_BYTES : 2 * ID_BYTES].hex()


def _code(secret: str, ids: bytes, label: bytes = LABEL) -> bytes:
    key = hmac.digest(secret.encode(), label, "sha256")
    return hmac.digest(key, ids, "sha256")[:MAC_BYTES]
