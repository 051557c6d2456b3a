"""The Message-ID of our mails, pure: by it we know a mail that comes back, and whose it was.

It holds no id of a person or a cycle: a number, a seal over it, the organisation and the recipient's address,
and the organisation. So whoever has one mail can claim nothing about anybody else's address.
"""

import hmac

_LABEL = b"pulse-postmark-v1"
_DIGITS = 20  # hexadecimal


def local_part(key: bytes, organisation_id: str, dedup: str, address: str) -> str:
    """What stands before the @: the same whenever the same message goes to the same address."""
    number = _digest(key, b"number", organisation_id, dedup)
    return f"{number}.{_seal(key, number, organisation_id, address)}.{organisation_id}"


def sender_of(key: bytes, local: str, address: str) -> str | None:
    """The organisation that sent the mail of this name to this address; None if none did."""
    number, _, rest = local.partition(".")
    seal, _, organisation_id = rest.partition(".")
    ours = _seal(key, number, organisation_id, address)
    return organisation_id if hmac.compare_digest(seal.encode(), ours.encode()) else None


def _seal(key: bytes, number: str, organisation_id: str, address: str) -> str:
    return _digest(key, b"seal", number, organisation_id, address.lower())


def _digest(key: bytes, purpose: bytes, *parts: str) -> str:
    fields = b"\0".join([_LABEL, purpose, *(part.encode("utf-8", "replace") for part in parts)])
    return hmac.digest(key, fields, "sha256").hex()[:_DIGITS]
