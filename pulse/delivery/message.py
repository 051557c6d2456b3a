"""What is sent to somebody, whatever the channel."""

import re
from dataclasses import dataclass

_DEDUP = re.compile(r"[A-Za-z0-9._-]{1,120}")


class UnsafeHeader(ValueError):
    """A value for a mail header holds a line break: somebody tries to add headers of their own."""


@dataclass(frozen=True)
class Message:
    """One message to one person, ready to be sent.

    `dedup` is the same at every attempt. `is_demo` says that the organisation is a made-up one,
    whose mail may be written to a folder when there is no mail server.
    """

    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    dedup: str
    is_demo: bool = False

    def __post_init__(self) -> None:
        for value in (self.to_name, self.to_address, self.subject):
            if any(ord(character) < 32 or ord(character) == 127 for character in value):
                raise UnsafeHeader("a name, an address and a subject have no line breaks")
        if not _DEDUP.fullmatch(self.dedup):
            raise UnsafeHeader("a message's own name has letters, digits, dots and dashes")
