"""Sending by SMTP over one connection that is kept for a whole drain."""

import smtplib
import ssl
from types import TracebackType
from urllib.parse import unquote, urlsplit

from config import LOCAL_HOSTS
from pulse.delivery.channels.channel import ALONE, Meanwhile
from pulse.delivery.channels.dialogue import hand_over
from pulse.delivery.channels.failures import Down, Gone, Later, Never
from pulse.delivery.refusals import is_no_such_address, is_unwelcome

TIMEOUT = 20.0  # seconds for each command
_TRY_LATER = 500  # replies below are transient (RFC 5321, 4.2.1)
_CLOSING = 421


class SmtpConnection:
    """`smtp://` (with STARTTLS when the server offers it) or `smtps://`, with a log-in where the address has one.

    Certificates are checked, except on this very machine, whose mail server mostly has none of value.
    """

    def __init__(self, url: str, *, context: ssl.SSLContext | None = None, timeout: float = TIMEOUT) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._implicit_tls = parts.scheme == "smtps"
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._port = parts.port or (465 if self._implicit_tls else 587 if self._user else 25)
        self._local = self._host in LOCAL_HOSTS
        self._context = context
        self._timeout = timeout
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> "SmtpConnection":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def server(self) -> str:
        """Host and port, for somebody to read."""
        return f"{self._host}:{self._port}"

    def greet(self) -> None:
        """Connect and log in, as the next mail would; `Down` with the reason if that does not work."""
        self._connected()

    def close(self) -> None:
        """Say goodbye."""
        self._leave()

    def send(self, sender: str, recipient: str, mail: bytes, meanwhile: Meanwhile = ALONE) -> None:
        """Hand one mail over; returns once the server has taken responsibility for it."""
        server = self._connected()
        try:
            hand_over(server, sender, recipient, mail, meanwhile)
        except smtplib.SMTPRecipientsRefused as error:
            code, reply = next(iter(error.recipients.values()))
            raise self._refusal(code, reply) from error
        except smtplib.SMTPSenderRefused as error:
            self._leave()  # concerns our own address, so every message
            raise Down(_short(error.smtp_code, error.smtp_error)) from error
        except smtplib.SMTPResponseException as error:
            raise self._failure(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            self._leave()
            raise Down(f"{type(error).__name__}: {error}") from error
        except BaseException:  # not the server's: it may wait for a body, so not even a goodbye is said
            self._break_off()
            raise

    def _failure(self, code: int, reply: bytes | str) -> Exception:
        if code == _CLOSING:
            self._leave()
            return Down(_short(code, reply))
        return Later(_short(code, reply)) if code < _TRY_LATER else Never(_short(code, reply))

    def _refusal(self, code: int, reply: bytes | str) -> Exception:
        said = _short(code, reply)
        if is_no_such_address(said):
            return Gone(said)
        if code >= _TRY_LATER and is_unwelcome(said):
            return Down(said)
        return self._failure(code, reply)

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            try:
                self._server = self._connect()
                self._log_in(self._server)
            except (OSError, smtplib.SMTPException) as error:
                self._leave()
                raise Down(f"{type(error).__name__}: {error}") from error
        return self._server

    def _connect(self) -> smtplib.SMTP:
        context = self._context or (_unchecked() if self._local else ssl.create_default_context())
        if self._implicit_tls:
            return smtplib.SMTP_SSL(self._host, self._port, timeout=self._timeout, context=context)
        server = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
        try:
            self._encrypt(server, context)
        except BaseException:
            server.close()
            raise
        return server

    def _encrypt(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server.ehlo_or_helo_if_needed()
        if server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo_or_helo_if_needed()
        elif self._user and not self._local:
            raise smtplib.SMTPException("the server offers no encryption, so the password was not sent")

    def _log_in(self, server: smtplib.SMTP) -> None:
        if self._user:
            server.login(self._user, self._password)

    def _break_off(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _leave(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()


def _unchecked() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _short(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {' '.join(text.split())}"
