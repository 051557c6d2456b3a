"""The secret in the address of somebody's own settings, pure: who has a message has it, and nobody can make one.

It names organisation and person and carries an HMAC over both, so that no table needs a column for it. It opens the
settings of messages alone: neither an invitation nor an answer can be reached from it.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

LABEL = b"pulse-mine-v1"
ID_BYTES, MAC_BYTES = 16, 16
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


def _code(secret: str, ids: bytes) -> bytes:
    key = hmac.digest(secret.encode(), LABEL, "sha256")
    return hmac.digest(key, ids, "sha256")[:MAC_BYTES]
