"""A message as the bytes of an e-mail: text and HTML, nothing that tells us whether it was read."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from pulse.delivery.message import Message

# Looked at before the e-mail package does: odd addresses make it stumble in ways of its own.
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def sender_address(mail_from: str) -> str:
    """The bare address of a From line such as `Pulse <pulse@example.com>`; `ValueError` if it has none."""
    return _mailbox("", parseaddr(mail_from)[1]).addr_spec


def recipient_address(message: Message) -> str:
    """The bare address a message goes to, its domain as ASCII."""
    return _mailbox("", message.to_address).addr_spec


def build(message: Message, *, mail_from: str, now: datetime) -> bytes:
    """The whole e-mail. Two attempts at the same message carry the same Message-ID.

    Raises `ValueError` for an address that no mail can go to.
    """
    name, address = parseaddr(mail_from)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _mailbox(name, address)
    mail["To"] = _mailbox(message.to_name, message.to_address)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message.dedup}@{address.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text, cte=_encoding(message.text))
    mail.add_alternative(message.html, subtype="html", cte=_encoding(message.html))
    return mail.as_bytes()


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise ValueError("this is not an address that mail can go to")
    return Address(display_name=name, username=local, domain=domain)


def _encoding(text: str) -> str:
    """Seven bits for every relay: readable where most letters are Latin, shorter where they are not."""
    latin = sum(character.isascii() for character in text)
    return "quoted-printable" if latin * 4 >= len(text) * 3 else "base64"
