"""Keys as small files: `lasting/` for the installation, `cycles/<id>/` until the close, `reserve/`.

None of this is ever in the database or in a backup. A file is durable before anything names it,
and a reserved key moves into a cycle by a rename, so that no key serves two blocks.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes, token_hex

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from pulse.blind_signature.issuer import SigningKey
from pulse.durable import link_new, overwrite, sync_folder

POOL, BOX, INVITE, OWNER = "pool", "box", "invite", "owner"
BACK, _END = "back to ", re.compile(r"[0-9]+:[0-9a-f]{64}")
RECOVERY = "recovery"  # made to ask the trustee for the copy, gone with the answer


class KeyMissing(LookupError):
    """A key that a cycle needs is not in the key folder."""


class KeyFolderAway(LookupError):
    """The key folder that is there is not the one that belongs to the database."""


class KeyStore:
    """The folder `PULSE_KEYS`."""

    def __init__(self, folder: Path, make_key: Callable[[], SigningKey] = SigningKey.generate) -> None:
        self.folder = folder
        self._make_key = make_key

    def lasting(self, name: str, make: Callable[[], bytes]) -> bytes:
        """A key of the installation, made at first use; two makers agree on whichever came first."""
        path = self.folder / "lasting" / name
        if not path.exists():
            self._link_new(path, make())
        return path.read_bytes()

    def secret_key(self) -> str:
        """The secret that signs the staff host's cookies."""
        return self.lasting("secret_key", lambda: token_hex(32).encode()).decode()

    def settings_key(self) -> bytes:
        """What seals the settings of channels in the database, 32 bytes."""
        return self.lasting("settings_key", lambda: token_bytes(32))

    def claim(self, installation: str) -> None:
        """Mark this folder as a database's, and make what lasts as long as it does."""
        self.lasting("log_key", lambda: _raw(Ed25519PrivateKey.generate()))
        self.settings_key()
        self.lasting(f"installation-{installation}", bytes)

    def knows(self, installation: str) -> bool:
        """Whether this folder was marked as that database's."""
        return (self.folder / "lasting" / f"installation-{installation}").exists()

    def log_key(self) -> bytes:
        """The Ed25519 key that signs the public log, 32 bytes; never made in passing."""
        try:
            return (self.folder / "lasting" / "log_key").read_bytes()
        except FileNotFoundError:
            raise KeyMissing("the log key is not in the key folder") from None

    def log_public(self) -> bytes:
        """What the log's signatures are verified with, 32 bytes."""
        public = Ed25519PrivateKey.from_private_bytes(self.log_key()).public_key()
        return public.public_bytes(Encoding.Raw, PublicFormat.Raw)

    def note_end(self, organisation: str, end: str, *, came_back: bool = False) -> None:
        """Keep the end of an organisation's audit log where whoever has the database alone does not reach.

        `came_back`: the database was brought back from a backup, and what was noted of later ends holds no more.
        """
        path = self._ends(organisation)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not came_back and self.ends(organisation)[-1:] == [end]:
            return
        with path.open("a", encoding="ascii") as file:
            file.write(f"{BACK if came_back else ''}{end}\n")
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)

    def ends(self, organisation: str) -> list[str]:
        """The ends that were noted, oldest first, without those that a restored database knows nothing of."""
        found: list[str] = []
        path = self._ends(organisation)
        for line in path.read_text(encoding="ascii").splitlines() if path.exists() else []:
            if line.startswith(BACK) and _END.fullmatch(line.removeprefix(BACK)):
                there = int(line.removeprefix(BACK).partition(":")[0])
                found = [end for end in found if int(end.partition(":")[0]) <= there]
            elif _END.fullmatch(line):  # not half of one, from a power cut
                found.append(line)
        return found

    def forget_ends(self, organisation: str) -> None:
        """Of an organisation that is gone nothing was noted."""
        self._ends(organisation).unlink(missing_ok=True)

    def _ends(self, organisation: str) -> Path:
        return self.folder / "lasting" / f"audit-log-{organisation}"

    def put(self, cycle: str, name: str, value: bytes) -> bytes:
        """Keep a key of a cycle, durable when this returns; one already there is never replaced."""
        path = self._cycle(cycle) / name
        if not path.exists():
            self._link_new(path, value)
        return path.read_bytes()

    def get(self, cycle: str, name: str) -> bytes:
        """A key of a cycle; `KeyMissing` when it is not (or no longer) there."""
        try:
            return Path(f"{self.folder}/cycles/{cycle}/{name}").read_bytes()  # joined step by step it takes longer
        except FileNotFoundError:
            raise KeyMissing(f"the {name} key of cycle {cycle} is not in the key folder") from None

    def has(self, cycle: str, name: str) -> bool:
        """Whether a key of a cycle is there."""
        return (self._cycle(cycle) / name).exists()

    def signing_key(self, cycle: str, block: int) -> SigningKey:
        """The key that signs the tokens of one block."""
        return SigningKey.from_der(self.get(cycle, f"block-{block}"))

    def assign_signing_key(self, cycle: str, block: int) -> SigningKey:
        """Give a block a key from the reserve (or a fresh one); asked again, the same key."""
        [key] = self._assigned(cycle, [block])
        return key

    def assign_signing_keys(self, cycle: str, blocks: int) -> list[tuple[int, int]]:
        """Give each of so many blocks its key; gives the public halves, modulus and exponent.

        All of them last once this returns: the folders are told so once, not for every key.
        """
        return [(key.n, key.e) for key in self._assigned(cycle, range(blocks))]

    def _assigned(self, cycle: str, blocks: Iterable[int]) -> Iterator[SigningKey]:
        folder = self._cycle(cycle)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        waiting = self._reserved()
        for block in blocks:
            target = folder / f"block-{block}"
            if not target.exists() and not self._take_from(waiting, target):
                self._link_new(target, self._make_key().to_der())
            yield SigningKey.from_der(target.read_bytes())
        sync_folder(folder)
        if (self.folder / "reserve").exists():
            sync_folder(self.folder / "reserve")

    def destroy(self, cycle: str, *, names: Callable[[str], bool] = lambda _name: True) -> None:
        """Overwrite and delete keys of a cycle; repeatable. On flash an overwritten block may survive."""
        for path in self._files(cycle):
            if names(path.name):
                with suppress(FileNotFoundError):  # somebody else destroys them at the same moment
                    overwrite(path)
                    path.unlink()
        folder = self._cycle(cycle)
        with suppress(FileNotFoundError):
            sync_folder(folder)
            if not any(folder.iterdir()):
                shutil.rmtree(folder)
                sync_folder(folder.parent)

    def destroy_collecting_keys(self, cycle: str) -> None:
        """Delete the block keys and the invite key: from here on no token can be signed."""
        self.destroy(cycle, names=lambda name: name == INVITE or name.startswith("block-"))

    def cycles(self, installation: str | None = None) -> set[str]:
        """The cycles that have keys here: all, or those of one database."""
        folder = self.folder / "cycles"
        every = {path.name for path in folder.iterdir()} if folder.exists() else set()
        return {id for id in every if installation is None or self._owner(id) == installation}

    def _owner(self, cycle: str) -> str | None:
        path = self._cycle(cycle) / OWNER
        return path.read_text() if path.exists() else None

    def made_at(self, cycle: str) -> datetime:
        """When the folder of a cycle's keys was last changed, by the file system's clock."""
        return datetime.fromtimestamp(self._cycle(cycle).stat().st_mtime, UTC)

    def reserve_size(self) -> int:
        """How many unassigned signing keys wait."""
        return sum(1 for _ in self._reserved())

    def fill_reserve(self, wanted: int, most: int = 50) -> int:
        """Make up to `most` of the missing keys; the worker calls this between other work."""
        missing = min(most, max(0, wanted - self.reserve_size()))
        for _ in range(missing):
            self._link_new(self.folder / "reserve" / token_hex(16), self._make_key().to_der())
        return missing

    def _cycle(self, cycle: str) -> Path:
        return self.folder / "cycles" / cycle

    def _files(self, cycle: str) -> list[Path]:
        folder = self._cycle(cycle)
        try:
            return sorted(folder.iterdir())
        except FileNotFoundError:
            return []

    def _reserved(self) -> Iterator[Path]:
        folder = self.folder / "reserve"
        return (p for p in folder.iterdir() if not p.name.startswith(".")) if folder.exists() else iter(())

    def _take_from(self, waiting: Iterator[Path], target: Path) -> bool:
        """Claim by a rename (one winner a key), then link into place (one key a block)."""
        for path in waiting:
            claimed = target.with_name(f".{path.name}")
            try:
                path.rename(claimed)
            except FileNotFoundError:  # another worker took this one
                continue
            with suppress(FileExistsError):
                os.link(claimed, target)
            claimed.unlink()
            return True
        return False

    def _link_new(self, path: Path, value: bytes) -> None:
        """Never half a key, never one over another."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileExistsError):
            link_new(path, value)
        sync_folder(path.parent)


def _raw(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
