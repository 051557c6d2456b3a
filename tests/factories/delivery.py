"""Postings, and a real SMTP server on loopback that can be told to misbehave."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller

from pulse.delivery.mail import fill, form
from pulse.delivery.message import Message, Words
from pulse.delivery.operations import Posting


@dataclass
class MailServer:
    """What arrived, and how to answer: `reply(recipient)` gives an error line or None."""

    url: str = ""
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0
    reply: Callable[[str], str | None] = lambda recipient: None
    reply_to_data: Callable[[], str | None] = lambda: None

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        error = self.reply(address)
        if error:
            return error
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        error = self.reply_to_data()
        if error:
            return error
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        self.recipients.extend(envelope.rcpt_tos)
        return "250 OK"


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def mail_server(**options) -> Iterator[MailServer]:
    """A real SMTP server; its URL is `.url`."""
    handler = MailServer()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port, **options)
    controller.start()
    handler.url = f"smtp://127.0.0.1:{port}"
    try:
        yield handler
    finally:
        controller.stop()


def posting(name: str, now: datetime, **changes) -> Posting:
    """A letter to `name` that is due now and makes sense for a week."""
    values = {
        "dedup": f"letter.{name}",
        "kind": "letter",
        "about": "about",
        "recipient": name,
        "due_at": now,
        "expires_at": now + timedelta(days=7),
    }
    return Posting(**(values | changes))


def message(name: str = "ana", **changes) -> Message:
    """A letter as it would be rendered."""
    words = {"subject": "Hello", "text": "Hello.\n", "html": "<p>Hello.</p>\n"}
    words |= {field: changes.pop(field) for field in ("short", "pictures", *words) if field in changes}
    values = {
        "to_name": name.title(),
        "to_address": f"{name}@example.com",
        "letter": Words(**words),
        "dedup": f"letter.{name}",
    }
    return Message(**(values | changes))


def posted(message: Message, *, mail_from: str = "Pulse <pulse@example.com>", now: datetime) -> bytes:
    """The e-mail that a message becomes."""
    return fill(form(message.letter.written(), mail_from), message, message_id="letter@example.com", now=now)
