"""Writing mails of the demo organisation to a folder, where anybody on this machine can open them."""

import os
from pathlib import Path

from pulse.delivery.channels.failures import Down


class FolderChannel:
    """`DATA/outbox/*.eml`: for trying Pulse out without a mail server. Not anonymous."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, dedup: str, mail: bytes) -> Path:
        """Put one mail there, whole or not at all; a second attempt replaces the first."""
        path = self._folder / f"{dedup}.eml"
        unfinished = path.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(mail)
            unfinished.replace(path)
        except OSError as error:
            raise Down(f"{type(error).__name__}: {error.strerror}") from error
        return path
