"""What a mail server's refusal says, pure: that an address is not there, or that mail of ours is not wanted.

Only the first is a reason to leave somebody alone from now on. A mailbox that is full, or a sender that is not
welcome, says nothing of an address.
"""

import re

NO_SUCH_ADDRESS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})  # RFC 3463 and its registry

_REPLY = re.compile(r"(?P<code>\d{3})[ -](?:(?P<enhanced>\d\.\d{1,3}\.\d{1,3})\b)?(?P<words>.*)", re.DOTALL)
_ADDRESS = re.compile(r"<[^<>]*>|\S+@\S+")
_TABLE = re.compile(r"\bin (?:local|relay|virtual)\b[\w ]*\btable\b", re.IGNORECASE)
_WHO = r"(?:user|mailbox|recipient|address|account)"
_UNKNOWN = re.compile(
    rf"\b(?:no such|unknown) {_WHO}\b|\bno mailbox here\b"
    rf"|\b{_WHO}\b[^.;]{{0,40}}?\b(?:unknown|not found|does(?: not|n.t) exist|not exist)\b",
    re.IGNORECASE,
)
_UNWELCOME = re.compile(
    r"\b(?:sender|blocked|(?:black|block|deny)?listed|(?:black|block)list|\w*rbl|dnsbl|spamhaus|rcpthosts"
    r"|relay(?:ing|ed)?|policy)\b",
    re.IGNORECASE,
)


def is_no_such_address(reply: str) -> bool:
    """Whether a reply to a recipient says that there is no such address: by its code, else by its words."""
    read = _REPLY.match(reply)
    if read is None or read["code"] not in {"550", "551", "553", "554"}:
        return False
    if read["enhanced"]:
        return read["enhanced"] in NO_SUCH_ADDRESS
    return read["code"] != "554" and _UNKNOWN.search(_plain(reply)) is not None and not is_unwelcome(reply)


def is_unwelcome(reply: str) -> bool:
    """Whether a refusal is about us who send, and so would meet everybody's mail."""
    return reply.startswith("554 5.7.1 ") or _UNWELCOME.search(_plain(reply)) is not None


def _plain(reply: str) -> str:
    """The words alone: an address may hold any word, and so may the name of a server's table of users."""
    return _TABLE.sub(" ", _ADDRESS.sub(" ", reply))
