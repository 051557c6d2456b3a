"""The drain: what is due in the outbox is made, sent and ticked off, one message at a time.

A worker that dies between the mail server's "yes" and our commit leaves that one message to be
sent again, with the same Message-ID. None is ever lost. Nothing is sent inside a transaction.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from time import monotonic
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from config import LOCAL_HOSTS, Config
from pulse.delivery import mail, operations
from pulse.delivery.channels.email import EmailChannel
from pulse.delivery.channels.failures import Down, Later, Never
from pulse.delivery.channels.folder import FolderChannel
from pulse.delivery.message import Message, UnsafeHeader
from pulse.delivery.operations import EXPIRED, LEASE, Claimed
from pulse.web.services import Services

Renderer = Callable[[Session, Claimed], Message | None]

log = logging.getLogger("pulse.delivery")

BATCH = 50
PATIENCE = LEASE / 2  # after which the rest of a batch goes back: the lease must outlive every sending


def drain(services: Services, renderers: Mapping[str, Renderer], *, now: datetime, most: int = BATCH) -> int:
    """Send up to `most` due messages; give how many of them are settled.

    0 means that nothing is due or that nothing works, so a worker may go on until it sees one.
    """
    with services.database.writing() as session:
        claimed = operations.claim(session, now=now, most=most)
    with Sending(services, renderers, now) as sending:
        return sum(sending.settle(one) for one in claimed)


class Sending:
    """One batch on its way, with its connection to the mail server."""

    def __init__(self, services: Services, renderers: Mapping[str, Renderer], now: datetime) -> None:
        self._database = services.database
        self._config = services.config
        self._renderers = renderers
        self._now = now
        self._began = monotonic()
        self._channels = ExitStack()
        self._email: EmailChannel | None = None
        self._down: str | None = None

    def __enter__(self) -> "Sending":
        return self

    def __exit__(self, *_: object) -> None:
        self._channels.close()

    def settle(self, claimed: Claimed) -> bool:
        """Bring one message to its end, or put it off; True if it needs no further try."""
        if self._down is not None:
            return self._put_off(claimed, self._down)
        if timedelta(seconds=monotonic() - self._began) > PATIENCE:
            return self._give_back(claimed)
        try:
            return self._make_and_send(claimed)
        except Later as failure:
            return self._put_off(claimed, str(failure))
        except Down as failure:
            self._down = str(failure)
            log.warning("mail cannot be sent at present: %s", failure)
            return self._put_off(claimed, str(failure))
        except Never as failure:
            return self._bury(claimed, str(failure))

    def _make_and_send(self, claimed: Claimed) -> bool:
        if claimed.expires_at <= self._now:
            return self._bury(claimed, EXPIRED)
        message = self._made(claimed)
        if message is None:
            return True
        self._send(message)
        with self._database.writing() as session:
            if not operations.mark_sent(session, claimed, now=self._now):
                log.warning("a message was sent after its lease had ended")
        return True

    def _made(self, claimed: Claimed) -> Message | None:
        renderer = self._renderers.get(claimed.kind)
        if renderer is None:
            raise Never(f"nobody knows how to make a message of the kind {claimed.kind}")
        try:
            with self._database.writing() as session:
                message = renderer(session, claimed)
                if message is None:
                    operations.drop(session, claimed)
        except UnsafeHeader as error:
            raise Never(str(error)) from error
        except Exception as error:  # one message that cannot be made must not hold up the others
            log.exception("a message of the kind %s could not be made", claimed.kind)
            raise Later(f"the message could not be made ({type(error).__name__})") from error
        return message

    def _send(self, message: Message) -> None:
        config = self._config
        sender = _sender(config)
        made = self._built(message)
        if config.smtp_url:
            if self._email is None:
                self._email = self._channels.enter_context(EmailChannel(config.smtp_url))
            self._email.send(sender, mail.recipient_address(message), made)
        elif message.is_demo and _is_local(config):
            FolderChannel(config.data / "outbox").write(message.dedup, made)
        else:
            raise Down("PULSE_SMTP_URL is not set")

    def _built(self, message: Message) -> bytes:
        try:
            return mail.build(message, mail_from=self._config.mail_from, now=self._now)
        except ValueError as error:
            raise Never(str(error)) from error

    def _put_off(self, claimed: Claimed, error: str) -> bool:
        with self._database.writing() as session:
            operations.put_off(session, claimed, error, now=self._now)
        return False

    def _give_back(self, claimed: Claimed) -> bool:
        with self._database.writing() as session:
            operations.give_back(session, claimed)
        return False

    def _bury(self, claimed: Claimed, error: str) -> bool:
        with self._database.writing() as session:
            operations.mark_dead(session, claimed, error, now=self._now)
        return True


def _sender(config: Config) -> str:
    try:
        return mail.sender_address(config.mail_from)
    except ValueError as error:  # no message's fault: all of them wait until the setting is mended
        raise Down("PULSE_MAIL_FROM is not an address that mail can come from") from error


def _is_local(config: Config) -> bool:
    return {urlsplit(config.base_url).hostname, urlsplit(config.ballot_url).hostname} <= LOCAL_HOSTS
