"""The outer layer of a ballot: 8,192 bytes with fixed offsets, signed by the ballot's own key."""

from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pulse.envelope import layout


class MalformedBallot(ValueError):
    """The bytes are no ballot of this version."""


def point(key: EllipticCurvePublicKey) -> bytes:
    """A P-256 public key as its 65-byte uncompressed point."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def token_message(organisation: bytes, cycle: bytes, manifest: bytes, leaf: bytes, public: bytes) -> bytes:
    """What the issuer signs without seeing it (before the 32-byte random prefix)."""
    return layout.TOKEN_LABEL + organisation + cycle + manifest + leaf + sha256(public).digest()


@dataclass(frozen=True)
class Ballot:
    """The parts of one outer layer, as bytes of the lengths in `layout`."""

    cycle: bytes
    manifest: bytes
    leaf: bytes
    public: bytes
    prefix: bytes
    token_signature: bytes
    sealed: bytes

    def head(self) -> bytes:
        """Everything the ballot's own key signs."""
        return bytes([layout.VERSION]) + b"".join(
            (self.cycle, self.manifest, self.leaf, self.public, self.prefix, self.token_signature, self.sealed)
        )

    def pack(self, private: EllipticCurvePrivateKey) -> bytes:
        """Sign and pad to 8,192 bytes."""
        head = self.head()
        r, s = decode_dss_signature(private.sign(layout.CAST_LABEL + head, ECDSA(SHA256())))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return head + signature + bytes(layout.PADDING)


def unpack(outer: bytes) -> Ballot:
    """Take the outer layer apart and check its shape and its own signature, nothing else."""
    if len(outer) != layout.OUTER or outer[0] != layout.VERSION:
        raise MalformedBallot("not a ballot of version 1")
    head, rest = outer[: layout.SIGNED], outer[layout.SIGNED :]
    signature, padding = rest[: layout.SIGNATURE], rest[layout.SIGNATURE :]
    if any(padding):
        raise MalformedBallot("the padding is not zero")
    parts, at = [], 1
    for size in (
        layout.ID,
        layout.DIGEST,
        layout.DIGEST,
        layout.POINT,
        layout.PREFIX,
        layout.TOKEN_SIGNATURE,
        layout.INNER_SEALED,
    ):
        parts.append(head[at : at + size])
        at += size
    ballot = Ballot(*parts)
    der = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    try:
        key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), ballot.public)
        key.verify(der, layout.CAST_LABEL + head, ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        raise MalformedBallot("the ballot's signature does not verify") from None
    return ballot
