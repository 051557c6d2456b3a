"""The Message-ID of our mails, pure: by it we know a mail that comes back, and whose it was.

It holds no id of a person or a cycle. Its second half is a seal over the first, the organisation and the
recipient's address: so whoever has one mail can claim nothing about anybody else's address.
"""

import hmac

_LABEL = b"pulse-postmark-v1"
_HALF = 20  # hexadecimal digits


def local_part(key: bytes, organisation_id: str, dedup: str, address: str) -> str:
    """What stands before the @: the same whenever the same message goes to the same address."""
    number = _digest(key, b"number", organisation_id, dedup)
    return f"{number}.{_seal(key, number, organisation_id, address)}"


def is_ours(key: bytes, local: str, organisation_id: str, address: str) -> bool:
    """Whether a mail with this name was made for this address in this organisation."""
    number, _, seal = local.partition(".")
    return hmac.compare_digest(seal.encode(), _seal(key, number, organisation_id, address).encode())


def _seal(key: bytes, number: str, organisation_id: str, address: str) -> str:
    return _digest(key, b"seal", number, organisation_id, address.lower())


def _digest(key: bytes, purpose: bytes, *parts: str) -> str:
    fields = b"\0".join([_LABEL, purpose, *(part.encode() for part in parts)])
    return hmac.digest(key, fields, "sha256").hex()[:_HALF]
