"""Files that outlast a power cut, whole under their name or not there at all; and files that are gone for good."""

import os
from pathlib import Path
from secrets import token_bytes, token_hex


def link_new(path: Path, content: bytes) -> None:
    """Write beside, sync, link into place, for its owner alone; `FileExistsError` where something is already.

    The name itself lasts once `sync_folder` was called for its folder.
    """
    draft = path.with_name(f".{path.name}.{token_hex(8)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def overwrite(path: Path) -> None:
    """Put random bytes in the place of a file's own, down to the disk. On flash an overwritten block may survive."""
    with path.open("r+b") as file:
        file.write(token_bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
