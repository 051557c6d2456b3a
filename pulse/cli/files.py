"""Reading and writing the files that a command is given."""

import os
import sys
from pathlib import Path

from pulse.cli.trouble import Trouble

STANDARD_INPUT = "-"


def content_of(name: str) -> bytes:
    """The bytes of a file, or of what is piped in for `-`."""
    try:
        return sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise Trouble(f"{name} cannot be read: {reason}") from None


def write_new(name: str, content: bytes) -> None:
    """Write a file for its owner alone; one that is there is not replaced."""
    try:
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise Trouble(f"{name} is there already and is not replaced; name another file") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise Trouble(f"{name} cannot be written: {reason}") from None
