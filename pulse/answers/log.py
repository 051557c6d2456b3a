"""The append-only log's entries and signed tree heads, pure (docs/protocol.md section 8)."""

from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pulse.envelope.canonical import canonical
from pulse.merkle.tree import leaf_hash, root

LABEL = b"pulse-log-v1"


def opened_entry(organisation_id: str, cycle_id: str, manifest_hash: str) -> bytes:
    """What the log says of an opening."""
    return _entry("opened", organisation_id, cycle_id, manifest_hash)


def closed_entry(organisation_id: str, cycle_id: str, manifest_hash: str, **facts: int | str) -> bytes:
    """What the log says of a close: origin, invited, collected, accepted, rejected, root."""
    return _entry("closed", organisation_id, cycle_id, manifest_hash, **facts)


def restored_entry(organisation_id: str, cycle_id: str, manifest_hash: str) -> bytes:
    """What the log says when an uncounted cycle came back from a backup: no more ballots are handed out."""
    return _entry("restored", organisation_id, cycle_id, manifest_hash)


def _entry(kind: str, organisation_id: str, cycle_id: str, manifest_hash: str, **facts: Any) -> bytes:
    return canonical(
        {
            "v": 1,
            "kind": kind,
            "organisation": organisation_id,
            "cycle": cycle_id,
            "manifest": manifest_hash,
            **facts,
        }
    )


def log_root(documents: Sequence[bytes]) -> bytes:
    """The root of the tree over all entries."""
    return root([leaf_hash(document) for document in documents])


def _head(organisation_id: str, size: int, tree_root: bytes) -> bytes:
    return LABEL + bytes.fromhex(organisation_id) + size.to_bytes(8, "big") + tree_root


def sign_head(log_key: bytes, organisation_id: str, size: int, tree_root: bytes) -> bytes:
    """The Ed25519 signature of a tree head."""
    return Ed25519PrivateKey.from_private_bytes(log_key).sign(_head(organisation_id, size, tree_root))


def head_holds(log_public: bytes, organisation_id: str, size: int, tree_root: bytes, signature: bytes) -> bool:
    """Whether a tree head was signed by the log's key."""
    try:
        Ed25519PublicKey.from_public_bytes(log_public).verify(signature, _head(organisation_id, size, tree_root))
    except InvalidSignature:
        return False
    return True
