"""The file of public keys that a trustee hands over, pure (docs/protocol.md section 9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from pulse.envelope.canonical import canonical
from pulse.envelope.documents import NotADocument, is_hex, read
from pulse.organisation.names import NameRefused, clean

KIND = "pulse-trustee-keys"
LABEL = b"pulse-trustee-key-v1"
MOST = 500
LONGEST_NAME = 80


class NotPublicKeys(ValueError):
    """The file holds no public keys of a trustee; the message is one sentence."""


@dataclass(frozen=True)
class PublicKey:
    """What a check-in is opened with: ballots or keys are sealed to `box`, `sign` verifies what was counted."""

    box: bytes
    sign: bytes

    @property
    def id(self) -> str:
        """Its name, which nobody can give to other keys: 32 hex digits."""
        return sha256(LABEL + self.box + self.sign).hexdigest()[:32]


@dataclass(frozen=True)
class PublicFile:
    """A trustee's name and keys, in the order in which they are to be used."""

    name: str
    keys: tuple[PublicKey, ...]


def write(name: str, keys: Sequence[PublicKey]) -> bytes:
    """The file to hand over."""
    listed = [{"key": key.id, "box": key.box.hex(), "sign": key.sign.hex()} for key in keys]
    return canonical({"v": 1, "kind": KIND, "name": name, "keys": listed}) + b"\n"


def trustee_name(name: str) -> str:
    """The name as people will read it; `NotPublicKeys` for one that cannot be shown."""
    try:
        kept = clean(name)
    except NameRefused:
        raise NotPublicKeys("The trustee's name is empty, too long, or has characters that nobody sees.") from None
    if len(kept) > LONGEST_NAME:
        raise NotPublicKeys(f"The trustee's name is longer than {LONGEST_NAME} characters.")
    return kept


def read_file(content: bytes) -> PublicFile:
    """The keys in a file; `NotPublicKeys` unless every one of them is whole."""
    try:
        found = read(content.decode("utf-8-sig"))
    except (NotADocument, UnicodeDecodeError):
        raise NotPublicKeys("This is not the file of public keys that `pulse trustee keys` makes.") from None
    if not isinstance(found, dict) or found.get("kind") != KIND or found.get("v") != 1:
        raise NotPublicKeys("This is not the file of public keys that `pulse trustee keys` makes.")
    name, listed = found.get("name"), found.get("keys")
    if not isinstance(name, str) or not isinstance(listed, list) or not 0 < len(listed) <= MOST:
        raise NotPublicKeys(f"The file names no trustee, or has not between 1 and {MOST} keys.")
    keys = tuple(_key(one, at) for at, one in enumerate(listed, start=1))
    if len({key.box for key in keys}) < len(keys):
        raise NotPublicKeys("The file holds one key twice.")
    return PublicFile(trustee_name(name), keys)


def _key(one: Any, at: int) -> PublicKey:
    damaged = NotPublicKeys(f"Key {at} of the file is damaged: take the file anew from whoever made it.")
    if not isinstance(one, dict) or not is_hex(one.get("box"), 65) or not is_hex(one.get("sign"), 32):
        raise damaged
    key = PublicKey(bytes.fromhex(one["box"]), bytes.fromhex(one["sign"]))
    if key.id != one.get("key") or not is_point(key.box):
        raise damaged
    return key


def is_point(box: bytes) -> bool:
    """Whether something can be sealed to it."""
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), box)
    except ValueError:
        return False
    return box[0] == 4
