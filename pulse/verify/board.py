"""The board as a file holds it, with each field of the type that docs/protocol.md section 8 gives it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pulse.envelope.documents import NotADocument, is_count, is_hex, read


class NotABoard(ValueError):
    """The file is no board; the message is one sentence."""


@dataclass(frozen=True)
class Entry:
    """One entry of the log with the signed head after it."""

    document: str
    root: bytes
    signature: bytes


@dataclass(frozen=True)
class Statement:
    """What a trustee signed of their count."""

    document: str
    signature: bytes


@dataclass(frozen=True)
class Board:
    """What a board says, not yet believed."""

    manifest: str
    origin: str
    closed: bool
    invited: int
    collected: int | None
    accepted: int | None
    rejected: int | None
    blocks: tuple[str, ...]
    leaves: tuple[str, ...]
    root: str | None
    log: tuple[Entry, ...]
    log_key: bytes
    counted: Statement | None = None


def _is_statement(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("document"), str) and is_hex(value.get("signature"), 64)


def _is_entry(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("document"), str)
        and is_hex(value.get("root"), 32)
        and is_hex(value.get("signature"), 64)
    )


def _list_of(right: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(right(one) for one in value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _maybe(right: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or right(value)


FORM: dict[str, tuple[Callable[[Any], bool], str]] = {
    "v": (lambda value: is_count(value) and value == 1, "the number 1, the only version that is known here"),
    "manifest": (_is_text, "the text of the manifest"),
    "origin": (lambda value: value in ("cast", "demo"), '"cast" or "demo"'),
    "closed": (lambda value: isinstance(value, bool), "true or false"),
    "invited": (is_count, "a whole number"),
    "collected": (_maybe(is_count), "a whole number or null"),
    "accepted": (_maybe(is_count), "a whole number or null"),
    "rejected": (_maybe(is_count), "a whole number or null"),
    "blocks": (_list_of(_is_text), "a list of the blocks' documents"),
    "leaves": (_list_of(lambda value: is_hex(value, 32)), "a list of hashes, each of 64 hex digits"),
    "root": (_maybe(lambda value: is_hex(value, 32)), "a hash of 64 hex digits or null"),
    "log": (_list_of(_is_entry), "a list of entries, each with document, root and signature"),
    "log_key": (lambda value: is_hex(value, 32), "a key of 64 hex digits"),
}


def parse(content: bytes) -> Board:
    """The board in a file; `NotABoard` where it is none."""
    try:
        found = read(content.decode("utf-8-sig"))
    except NotADocument as why:
        raise NotABoard(f"The file is not a board: {why}.") from None
    except UnicodeDecodeError:
        raise NotABoard("The file is not a board: it is not text in UTF-8.") from None
    if not isinstance(found, dict):
        raise NotABoard("The file is not a board: it is not a JSON object.")
    for name, (right, wanted) in FORM.items():
        if name not in found:
            raise NotABoard(f'The file is not a board: it has no "{name}".')
        if not right(found[name]):
            raise NotABoard(f'The board\'s "{name}" is not {wanted}.')
    if "counted" in found and not _is_statement(found["counted"]):
        raise NotABoard('The board\'s "counted" is not a document with a signature of 128 hex digits.')
    return _board(found)


def _board(found: dict[str, Any]) -> Board:
    entries = [
        Entry(one["document"], bytes.fromhex(one["root"]), bytes.fromhex(one["signature"])) for one in found["log"]
    ]
    return Board(
        manifest=found["manifest"],
        origin=found["origin"],
        closed=found["closed"],
        invited=found["invited"],
        collected=found["collected"],
        accepted=found["accepted"],
        rejected=found["rejected"],
        blocks=tuple(found["blocks"]),
        leaves=tuple(found["leaves"]),
        root=found["root"],
        log=tuple(entries),
        log_key=bytes.fromhex(found["log_key"]),
        counted=_statement(found.get("counted")),
    )


def _statement(found: dict[str, Any] | None) -> Statement | None:
    return Statement(found["document"], bytes.fromhex(found["signature"])) if found else None
