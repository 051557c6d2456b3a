"""The trustee's folder: private keys, one file each, and what each has counted.

`keys/<id>.json` holds a key until it is deleted; `counted/<id>.json` says for good which package it
counted, and keeps that result, so that no second, slightly different package is ever counted: from
the difference of two counts a single ballot could be read. A copy of the folder that was made before
that count does not know of it.
"""

import errno
import json
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from pulse.durable import link_new, overwrite, sync_folder
from pulse.envelope.outer import point
from pulse.trustee.public_file import NotPublicKeys, PublicKey, trustee_name, write

MOST = 100
UNABLE = {errno.EACCES, errno.EINVAL, errno.ENOTSUP}  # folders on Windows, and on some memory sticks


class KeyringTrouble(Exception):
    """The folder cannot do what was asked; the message is one sentence."""


@dataclass(frozen=True)
class KeyPair:
    """One key of the trustee, for one check-in."""

    box: EllipticCurvePrivateKey
    sign: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        """What is handed over of it."""
        raw = self.sign.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return PublicKey(point(self.box.public_key()), raw)


@dataclass(frozen=True)
class Count:
    """What a key has counted: the package's digest and the file that came out."""

    package: str
    result: bytes


class Keyring:
    """The folder in which a trustee keeps their keys."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, name: str, count: int) -> Path:
        """Make keys; gives the file of their public halves, which is what is handed over."""
        try:
            name = trustee_name(name)
        except NotPublicKeys as why:
            raise KeyringTrouble(str(why)) from None
        if not 1 <= count <= MOST:
            raise KeyringTrouble(f"Between 1 and {MOST} keys can be made at a time.")
        pairs = [KeyPair(generate_private_key(SECP256R1()), Ed25519PrivateKey.generate()) for _ in range(count)]
        for pair in pairs:
            self._save(self._key(pair.public.id), _private(pair))
        path = self.folder / f"public-keys-{pairs[0].public.id[:8]}.json"
        self._save(path, write(name, [pair.public for pair in pairs]))
        return path

    def ids(self) -> list[str]:
        """The keys that are there, by their names."""
        return sorted(path.stem for path in (self.folder / "keys").glob("*.json"))

    def pair(self, id: str) -> KeyPair:
        """One key; `KeyringTrouble` when it is not in the folder."""
        try:
            found = json.loads(self._key(id).read_text())
            box = derive_private_key(int(found["box"], 16), SECP256R1())
            return KeyPair(box, Ed25519PrivateKey.from_private_bytes(bytes.fromhex(found["sign"])))
        except FileNotFoundError:
            raise KeyringTrouble(f"Key {id} is not in the folder {self.folder}.") from None
        except (OSError, ValueError, KeyError, TypeError):
            raise KeyringTrouble(f"The file of key {id} cannot be read.") from None

    def counted(self, id: str) -> Count | None:
        """What a key has counted, if anything."""
        try:
            found = json.loads((self.folder / "counted" / f"{id}.json").read_text())
            return Count(found["package"], found["result"].encode())
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise KeyringTrouble(f"What key {id} has counted cannot be read.") from None

    def listed(self) -> list[tuple[str, bool | None]]:
        """Each key, and whether it has counted; None where what it has counted cannot be read."""
        return [(id, self._has_counted(id)) for id in self.ids()]

    def _has_counted(self, id: str) -> bool | None:
        try:
            return self.counted(id) is not None
        except KeyringTrouble:
            return None

    def note_count(self, id: str, count: Count) -> None:
        """Remember, before the result leaves, which package this key has counted; never another one."""
        text = json.dumps({"package": count.package, "result": count.result.decode()})
        self._save(self.folder / "counted" / f"{id}.json", text.encode())

    def delete(self, id: str) -> None:
        """Overwrite and remove a key. On flash storage an overwritten block may survive."""
        path = self._key(id)
        if not path.exists():
            raise KeyringTrouble(f"Key {id} is not in the folder {self.folder}.")
        try:
            overwrite(path)
            path.unlink()
            _sync_names(path.parent)
        except OSError as error:
            raise KeyringTrouble(f"Key {id} could not be deleted: {error.strerror}.") from None

    def _key(self, id: str) -> Path:
        return self.folder / "keys" / f"{id}.json"

    def _save(self, path: Path, content: bytes) -> None:
        """Never half a file, never one over another, and there after a power cut; `KeyringTrouble` otherwise."""
        try:
            _make_folder(path.parent)
            link_new(path, content)
            _sync_names(path.parent)
        except FileExistsError:
            raise KeyringTrouble(f"{path} is there already and is not replaced.") from None
        except OSError as error:
            raise KeyringTrouble(
                f"{path} could not be written: {error.strerror}. If the disk has room, it may be of a kind that "
                "cannot keep this folder (exFAT or FAT, as on many memory sticks)."
            ) from None


def _make_folder(folder: Path) -> None:
    new = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for each in new:
        _sync_names(each.parent)


def _sync_names(folder: Path) -> None:
    """Let the names in a folder last, where the system can do that."""
    try:
        sync_folder(folder)
    except OSError as error:
        if error.errno not in UNABLE:
            raise


def _private(pair: KeyPair) -> bytes:
    seed = pair.sign.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    number = pair.box.private_numbers().private_value
    return json.dumps({"key": pair.public.id, "box": f"{number:064x}", "sign": seed.hex()}).encode() + b"\n"
