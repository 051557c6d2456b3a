"""Reading JSON that a stranger wrote: whole, without doubled names, and in its one canonical form."""

import json
from typing import Any

from pulse.envelope.canonical import canonical

_HEX = frozenset("0123456789abcdef")


class NotADocument(ValueError):
    """The text cannot be read as what it should be; the message says why, in one sentence."""


def read(text: str) -> Any:
    """The value of a JSON text; `NotADocument` where a name stands twice or the text is broken."""
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
        text.encode()
        json.dumps(value, ensure_ascii=False).encode()  # half a character (a lone surrogate) has no bytes
    except NotADocument:
        raise
    except RecursionError:
        raise NotADocument("it is nested too deeply") from None
    except ValueError:
        raise NotADocument("it is not well-formed JSON") from None
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NotADocument("it holds the same name twice")
    return found


def _no_number(name: str) -> float:
    raise NotADocument(f"it holds {name}, which is no number of JSON")


def canonical_object(text: str) -> dict[str, Any]:
    """The object that a hashed text stands for; `NotADocument` unless it is in canonical form (RFC 8785)."""
    value = read(text)
    if not isinstance(value, dict):
        raise NotADocument("it is not a JSON object")
    try:
        same = canonical(value) == text.encode()
    except ValueError:  # a number too large for everybody to write alike
        same = False
    if not same:
        raise NotADocument("it is not in canonical form")
    return value


def is_hex(value: Any, size: int) -> bool:
    """Whether it is so many bytes in lowercase hex."""
    return isinstance(value, str) and len(value) == 2 * size and _HEX.issuperset(value)


def is_count(value: Any) -> bool:
    """Whether it is a whole number of things, none included."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
