"""Canonical JSON (RFC 8785) and the digests made of it."""

from hashlib import sha256
from typing import Any

import rfc8785

from pulse.merkle.tree import leaf_hash


def canonical(value: Any) -> bytes:
    """The one encoding of a JSON value, so that everybody hashes the same bytes."""
    return rfc8785.dumps(value)


def digest(document: bytes) -> bytes:
    """SHA-256 of a document, as it is written into a manifest or a link."""
    return sha256(document).digest()


def block_leaf(document: bytes) -> bytes:
    """The RFC 9162 leaf hash of a block's canonical JSON; everywhere called `leaf`."""
    return leaf_hash(document)
