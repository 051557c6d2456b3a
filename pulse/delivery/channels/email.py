"""E-mail: each letter is made into bytes once, each reader's mail is filled in and handed to the relay."""

import hmac
import re
from contextlib import suppress
from datetime import datetime
from urllib.parse import urlsplit

from config import LOCAL_HOSTS, Config
from pulse.delivery import mail, postmark
from pulse.delivery.channels.channel import ALONE, Meanwhile
from pulse.delivery.channels.failures import Later, Never
from pulse.delivery.channels.folder import FolderChannel
from pulse.delivery.channels.smtp import SmtpConnection
from pulse.delivery.message import Letter, Message
from pulse.web.services import Services

_REMINDER = re.compile(r"rem\d+\.")  # so begin the names of reminders


class EmailChannel:
    """Mail by SMTP; a demo organisation's goes to a folder where there is no mail server."""

    def __init__(self, config: Config, key: bytes, now: datetime) -> None:
        self.rate = config.smtp_rate
        self._config = config
        self._key = key
        self._now = now
        self._forms: dict[Letter, mail.Form] = {}
        self._from: str | None = None
        self._connection: SmtpConnection | None = None
        self._ready: tuple[Message, str, bytes] | None = None

    def send(self, message: Message, meanwhile: Meanwhile = ALONE) -> None:
        """Fill in the mail, unless that is done, and hand it over."""
        config = self._config
        sender = self._sender()
        ready, self._ready = self._ready, None
        try:
            _, recipient, made = ready if ready and ready[0] is message else self._filled(message, sender)
        except ValueError as error:
            raise Never(str(error)) from error
        if config.smtp_url:
            if self._connection is None:
                self._connection = SmtpConnection(config.smtp_url)
            self._connection.send(sender, recipient, made, meanwhile)
            return
        meanwhile.finish()
        if message.is_demo and _is_local(config):
            FolderChannel(config.data / "outbox").write(message.dedup, made)
        else:
            raise Later("PULSE_SMTP_URL is not set")

    def prepare(self, message: Message) -> None:
        """Fill in the mail that will probably be sent next; what is wrong with it shows when it is sent."""
        with suppress(ValueError, Later):
            self._ready = self._filled(message, self._sender())

    def close(self) -> None:
        """Say goodbye to the relay."""
        if self._connection is not None:
            self._connection.close()

    def _filled(self, message: Message, sender: str) -> tuple[Message, str, bytes]:
        recipient = mail.bare_address(message.to_address)
        return message, recipient, self._made(message, sender, recipient)

    def _made(self, message: Message, sender: str, recipient: str) -> bytes:
        form = self._forms.get(message.letter)
        if form is None:
            form = self._forms[message.letter] = mail.form(message.letter.written(), self._config.mail_from)
        key = _unanswered(self._key) if _REMINDER.match(message.dedup) else self._key
        local = postmark.local_part(key, message.organisation_id, message.dedup, recipient)
        return mail.fill(form, message, message_id=f"{local}@{sender.rpartition('@')[2]}", now=self._now)

    def _sender(self) -> str:
        try:
            self._from = self._from or mail.sender_address(self._config.mail_from)
        except ValueError as error:  # no message's fault: each waits until the setting is mended
            raise Later("PULSE_MAIL_FROM is not an address that mail can come from") from error
        return self._from


def postmark_key(services: Services) -> bytes:
    """What seals the Message-IDs of this installation."""
    return (services.config.secret_key or services.keys.secret_key()).encode()


def _unanswered(key: bytes) -> bytes:
    """Seals a reminder, whose notices nobody believes.

    A reminder goes only to those who have not collected: an address left alone because of one would tell who.
    """
    return hmac.digest(key, b"pulse-reminder-v1", "sha256")


def _is_local(config: Config) -> bool:
    return {urlsplit(config.base_url).hostname, urlsplit(config.ballot_url).hostname} <= LOCAL_HOSTS
