"""The inner layer: the answers, sealed to the cycle's box key so that only the close can open them."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from pulse.envelope import layout
from pulse.merkle.tree import leaf_hash

_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)


class UnreadableBallot(ValueError):
    """The inner layer cannot be opened or is not what the protocol asks for."""


@dataclass(frozen=True)
class Context:
    """What a sealed inner layer is bound to: one manifest, one block, one ballot key."""

    manifest: bytes
    leaf: bytes
    public: bytes

    def info(self) -> bytes:
        """The HPKE info; the suite's library takes no associated data, so all is bound here."""
        return layout.BALLOT_LABEL + self.manifest + self.leaf + sha256(self.public).digest()


def pad(document: bytes) -> bytes:
    """Length, document, zeros: always 7,168 bytes, so that a long comment looks like none."""
    if len(document) > layout.INNER_JSON:
        raise UnreadableBallot(f"the answers take {len(document)} bytes; {layout.INNER_JSON} fit")
    return (len(document).to_bytes(4, "big") + document).ljust(layout.INNER_PLAIN, b"\0")


def unpad(plain: bytes) -> bytes:
    """The document inside a padded plaintext."""
    length = int.from_bytes(plain[:4], "big")
    if len(plain) != layout.INNER_PLAIN or length > layout.INNER_JSON or any(plain[4 + length :]):
        raise UnreadableBallot("the padding is wrong")
    return plain[4 : 4 + length]


def seal(document: bytes, box_public: bytes, context: Context) -> bytes:
    """Pad and HPKE-seal (RFC 9180: P-256, HKDF-SHA256, AES-128-GCM): enc || ciphertext."""
    key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), box_public)
    return _SUITE.encrypt(pad(document), key, info=context.info())


def open_sealed(sealed: bytes, box_private: EllipticCurvePrivateKey, context: Context) -> dict[str, Any]:
    """The JSON object inside; `UnreadableBallot` for anything else."""
    try:
        value = json.loads(unpad(_SUITE.decrypt(sealed, box_private, info=context.info())))
    except (InvalidTag, ValueError, RecursionError):
        raise UnreadableBallot("the inner layer cannot be opened") from None
    if not isinstance(value, dict):
        raise UnreadableBallot("the inner layer is no JSON object")
    return value


def receipt(salt: bytes, sealed: bytes) -> bytes:
    """The board's leaf for one ballot: SHA-256(0x00 || SHA-256(salt || sealed inner layer)).

    The salt lies inside the seal, so nobody but the holder can know the receipt before the close.
    """
    return leaf_hash(sha256(salt + sealed).digest())
