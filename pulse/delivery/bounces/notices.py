"""Delivery status notifications (RFC 3464), pure: which mails of ours will never arrive, and at which address.

Anybody may write such a notice. So nothing in it is believed but what our own seal proves: that this very mail
went to this very address (see `postmark`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from pulse.delivery.refusals import NO_SUCH_ADDRESS

LARGEST = 256 * 1024  # a mail of ours has a tenth of it
_MESSAGE_ID = re.compile(r"<([0-9a-z.]{1,120})@[^<>@\s]{1,255}>")
_STATUS = re.compile(r"\s*(\d\.\d{1,3}\.\d{1,3})(?![\d.])")
_XTEXT = re.compile(r"\+([0-9A-F]{2})")


@dataclass(frozen=True)
class Failure:
    """One mail that one address will never get: the mail's name, what the address may be, and the reason."""

    local_part: str
    addresses: tuple[str, ...]
    reason: str


def failures(raw: bytes) -> list[Failure]:
    """The addresses that a notice says are not there; none in any other mail, in a delay, and of a full mailbox."""
    if len(raw) > LARGEST:
        return []
    try:
        notice = message_from_bytes(raw)
        local = _mail_of(notice)
        return (
            [] if local is None else [_failure(local, one) for one in _recipients(notice) if _is_no_such_address(one)]
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):  # the parser's ways of giving up
        return []


def _mail_of(notice: Message) -> str | None:
    """The name of the mail that is sent back, whole or its headers alone."""
    for part in notice.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload()
            headers = inner[0] if isinstance(inner, list) and inner else None
        elif kind == "text/rfc822-headers":
            headers = message_from_bytes(part.get_payload(decode=True) or b"")  # type: ignore[arg-type]
        else:
            continue
        found = _MESSAGE_ID.search(str(headers["Message-ID"])) if isinstance(headers, Message) else None
        if found:
            return found[1]
    return None


def _recipients(notice: Message) -> Iterator[Message]:
    for part in notice.walk():
        if part.get_content_type() == "message/delivery-status":
            groups = part.get_payload()
            yield from (one for one in groups if isinstance(one, Message) and one["Final-Recipient"])


def _is_no_such_address(recipient: Message) -> bool:
    action = str(recipient["Action"] or "").strip().lower()
    status = _STATUS.match(str(recipient["Status"] or ""))
    return action == "failed" and status is not None and status[1] in NO_SUCH_ADDRESS


def _failure(local: str, recipient: Message) -> Failure:
    named = [
        _address(str(recipient[field])) for field in ("Final-Recipient", "Original-Recipient") if recipient[field]
    ]
    said = str(recipient["Diagnostic-Code"] or recipient["Status"]).partition(";")
    reason = " ".join("".join(one if one.isprintable() else " " for one in said[2] or said[0]).split())
    return Failure(local, tuple(dict.fromkeys(named)), reason[:300])


def _address(field: str) -> str:
    """The address in `rfc822; ana@example.com`, where `+2B` may stand for a plus (RFC 3461, 4)."""
    text = field.partition(";")[2].strip().strip("<>")
    return _XTEXT.sub(lambda code: chr(int(code[1], 16)), text).lower()
