"""The recovery copy of a cycle's keys, and how the trustee gives it back (docs/protocol.md section 9), pure."""

import json
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from pulse.envelope.canonical import canonical, digest
from pulse.envelope.documents import NotADocument, is_hex, read
from pulse.envelope.outer import point
from pulse.trustee.public_file import is_point

COPY_LABEL, BACK_LABEL = b"pulse-recovery-v1", b"pulse-recovered-v1"
REQUEST, ANSWER = "pulse-recovery-request", "pulse-recovery-answer"
KEY = 32
_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)


class NotRecovery(ValueError):
    """A file or a sealed copy is not what it should be; the message is one sentence."""


@dataclass(frozen=True)
class CycleKeys:
    """What a cycle cannot be counted without: K_c, and bsk as a number of 32 bytes where the server had it."""

    pool: bytes
    box: bytes | None

    def private_box(self) -> EllipticCurvePrivateKey | None:
        """The box key as something that opens."""
        return derive_private_key(int.from_bytes(self.box, "big"), SECP256R1()) if self.box else None

    def belong_to(self, manifest: bytes) -> bool:
        """Whether the box key is the one that a manifest names, or is not there."""
        found = self.private_box()
        return found is None or point(found.public_key()).hex() == json.loads(manifest)["bpk"]


def seal_copy(keys: CycleKeys, box: bytes, manifest: bytes) -> bytes:
    """The copy that only the trustee's key of this cycle opens."""
    return _seal(keys, box, COPY_LABEL + digest(manifest))


def open_copy(sealed: bytes, box: EllipticCurvePrivateKey, manifest: bytes) -> CycleKeys:
    """The keys again, on the trustee's machine."""
    return _open(sealed, box, COPY_LABEL + digest(manifest))


def seal_back(keys: CycleKeys, recipient: bytes, manifest: bytes) -> bytes:
    """The keys for the server that asked, under a key it made for this one answer."""
    return _seal(keys, recipient, BACK_LABEL + digest(manifest))


def open_back(sealed: bytes, recipient: EllipticCurvePrivateKey, manifest: bytes) -> CycleKeys:
    """What the trustee gave back."""
    return _open(sealed, recipient, BACK_LABEL + digest(manifest))


def _seal(keys: CycleKeys, to: bytes, info: bytes) -> bytes:
    public = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), to)
    return _SUITE.encrypt(keys.pool + (keys.box or b""), public, info=info)


def _open(sealed: bytes, private: EllipticCurvePrivateKey, info: bytes) -> CycleKeys:
    try:
        plain = _SUITE.decrypt(sealed, private, info=info)
    except (InvalidTag, ValueError):
        raise NotRecovery("The sealed copy was not made for this key, or was altered.") from None
    if len(plain) not in (KEY, 2 * KEY):
        raise NotRecovery("The sealed copy does not hold the keys of a check-in.")
    return CycleKeys(plain[:KEY], plain[KEY:] or None)


@dataclass(frozen=True)
class Request:
    """What the server asks the trustee with."""

    manifest: str
    recipient: bytes
    sealed: bytes

    def write(self) -> bytes:
        """As a file."""
        return canonical(
            {
                "v": 1,
                "kind": REQUEST,
                "manifest": self.manifest,
                "recipient": self.recipient.hex(),
                "sealed": self.sealed.hex(),
            }
        )


def read_request(content: bytes) -> Request:
    """A request from its file."""
    found = _object(content, REQUEST)
    manifest, recipient = found.get("manifest"), found.get("recipient")
    if not isinstance(manifest, str) or not is_hex(recipient, 65) or not is_point(bytes.fromhex(str(recipient))):
        raise NotRecovery("The request is damaged.")
    return Request(manifest, bytes.fromhex(str(recipient)), _sealed(found))


def write_answer(cycle: str, sealed: bytes) -> bytes:
    """The trustee's answer as a file."""
    return canonical({"v": 1, "kind": ANSWER, "cycle": cycle, "sealed": sealed.hex()})


def read_answer(content: bytes) -> tuple[str, bytes]:
    """The cycle of an answer, and what is sealed in it."""
    found = _object(content, ANSWER)
    if not is_hex(found.get("cycle"), 16):
        raise NotRecovery("The answer is damaged.")
    return str(found["cycle"]), _sealed(found)


def _object(content: bytes, kind: str) -> dict[str, Any]:
    try:
        found = read(content.decode())
    except (NotADocument, UnicodeDecodeError):
        found = None
    if not isinstance(found, dict) or found.get("kind") != kind or found.get("v") != 1:
        what = "request for the recovery copy" if kind == REQUEST else "trustee's answer with the recovery copy"
        raise NotRecovery(f"This file is no {what}.")
    return found


def _sealed(found: dict[str, Any]) -> bytes:
    text = found.get("sealed")
    if not isinstance(text, str) or not is_hex(text, len(text) // 2):
        raise NotRecovery("The sealed copy in the file is damaged.")
    return bytes.fromhex(text)
