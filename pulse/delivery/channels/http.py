"""The one way out over HTTP: to exactly the address that was judged, no further, and not for long.

The host is looked up once and the connection goes to what was found then, under the certificate of
the name. Redirects are not followed; neither proxies nor anything else of the environment is read.
"""

import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from threading import Event, Thread, Timer
from time import monotonic

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from pulse.delivery.channels.failures import Down, Later, Never
from pulse.delivery.channels.guard import Network, Target, judge, target

CONNECT, READ, OVERALL = 5.0, 10.0, 20.0  # seconds: to get there, between two pieces, for all of it
LARGEST_ANSWER = 64 * 1024
LONGEST_PAUSE = timedelta(days=1)
_FRAMING = {"content-length", "transfer-encoding", "te", "trailer", "upgrade", "expect"}  # where a request ends

Resolver = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True)
class Answer:
    """What came back; of a long body only its beginning. Names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def look_up(host: str, port: int) -> list[str]:
    """The IP addresses of a host, by whatever this machine asks."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class Door:
    """Posts to addresses that somebody typed. `allowed`: networks besides the open internet."""

    def __init__(
        self,
        allowed: Sequence[Network] = (),
        *,
        resolve: Resolver = look_up,
        trust: ssl.SSLContext | None = None,
        read: float = READ,
        overall: float = OVERALL,
    ) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._trust = trust
        self._read = read
        self._overall = overall

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Hand bytes over and give the answer, whatever its status; `Refused` or `Down` when there is none."""
        until = monotonic() + self._overall
        goal = target(url)
        addresses = judge(goal, self._found(goal), self._allowed)
        connection = self._connected(goal, addresses, until)
        with _Ending(connection, until) as ending:
            try:
                answer = self._exchange(connection, goal, body, headers)
            except (OSError, HTTPError, HTTPException, ValueError) as error:
                raise Down(_TOO_LONG if ending.cut else _said(goal, error)) from error
            if ending.cut:  # headers that stop half-way look like headers
                raise Down(_TOO_LONG)
            return answer

    def look(self, url: str) -> None:
        """Say at once, with `Refused`, if an address leads where nothing is sent; a name that nobody knows passes."""
        goal = target(url)
        with suppress(_Unknown):
            judge(goal, self._found(goal), self._allowed)

    def _found(self, goal: Target) -> Sequence[str]:
        """What the name server says, if it says so in time: the system's own look-up knows no end."""
        found: list[Sequence[str]] = []

        def ask() -> None:
            with suppress(OSError, UnicodeError):
                found.append(self._resolve(goal.host, goal.port))

        asking = Thread(target=ask, daemon=True)
        asking.start()
        asking.join(CONNECT)
        if not found or not found[0]:
            raise _Unknown(f"{goal.host} is not known to any name server")
        return found[0]

    def _connected(self, goal: Target, addresses: Sequence[str], until: float) -> HTTPConnection:
        trouble: Exception | None = None
        for address in addresses:
            patience = min(CONNECT, until - monotonic())
            if patience <= 0:
                break
            connection = self._connection(goal, address, patience)
            try:
                connection.connect()
            except (OSError, HTTPError) as error:
                connection.close()
                trouble = error
            else:
                return connection
        raise Down(_said(goal, trouble) if trouble else _TOO_LONG) from trouble

    def _connection(self, goal: Target, address: str, patience: float) -> HTTPConnection:
        if goal.scheme != "https":
            return HTTPConnection(address, goal.port, timeout=patience)
        name = goal.host.rstrip(".")
        context = self._trust or _public_trust()
        return HTTPSConnection(address, goal.port, timeout=patience, server_hostname=name, ssl_context=context)

    def _exchange(self, connection: HTTPConnection, goal: Target, body: bytes, headers: Mapping[str, str]) -> Answer:
        ours = {"host": goal.host_header, "user-agent": "Pulse", "accept-encoding": "identity", "connection": "close"}
        theirs = {name.lower(): value for name, value in headers.items() if name.lower() not in _FRAMING}
        connection.timeout = self._read
        connection.request("POST", goal.path, body=body, headers={**theirs, **ours}, preload_content=False)
        with closing(connection.getresponse()) as response:  # it holds the socket when the connection no longer does
            return Answer(response.status, {k.lower(): v for k, v in response.headers.items()}, _beginning(response))


def check(answer: Answer, *, now: datetime) -> Answer:
    """The answer if the other side took the message; else why not, as the drain understands it."""
    status = answer.status
    if 200 <= status < 300:
        return answer
    pause = retry_after(answer.headers.get("retry-after", ""), now=now)
    said = f"the answer was {status}"
    if status == 429 or (status == 503 and pause is not None):
        raise Down(said, pause)
    if 300 <= status < 400:
        raise Down(f"{said}: a redirect, which is not followed")
    if status in {401, 403}:  # our key is wrong, and so it is for every other message
        raise Down(f"{said}: it does not let Pulse in")
    if status in {402, 404}:  # no credit, or the wrong address: no message's fault
        raise Down(f"{said}: {'it wants to be paid' if status == 402 else 'nothing is there'}")
    if status in {408, 425} or status >= 500:
        raise Later(said, pause)
    raise Never(said)


def retry_after(value: str, *, now: datetime) -> timedelta | None:
    """How long a `Retry-After` asks us to wait (seconds or a date), within a day; None if it says nothing."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), LONGEST_PAUSE)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(timedelta(0), min(moment - now, LONGEST_PAUSE))


class _Unknown(Down):
    """No name server knows the host, or none answered."""


_TOO_LONG = "the other side took too long"


class _Ending:
    """Cuts a connection off at its time: a server that sends one byte now and then never times out by itself."""

    def __init__(self, connection: HTTPConnection, until: float) -> None:
        self._connection = connection
        self._socket = connection.sock  # the connection forgets it when the answer begins
        self._over = Event()
        self._timer = Timer(max(0.0, until - monotonic()), self._cut)
        self._timer.daemon = True

    @property
    def cut(self) -> bool:
        """Whether it came to that."""
        return self._over.is_set()

    def __enter__(self) -> "_Ending":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._connection.close()

    def _cut(self) -> None:
        self._over.set()
        with suppress(OSError):
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def _beginning(response: BaseHTTPResponse) -> bytes:
    body = b""
    while len(body) < LARGEST_ANSWER:
        piece = response.read(min(8192, LARGEST_ANSWER - len(body)), decode_content=False)
        if not piece:
            break
        body += piece
    return body


def _public_trust() -> ssl.SSLContext:
    """The authorities of this machine; names are checked. Unlike the default context it reads no SSLKEYLOGFILE."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    return context


def _said(goal: Target, error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate of {goal.host} is not valid: {error.verify_message}"
    return f"{goal.host} could not be reached ({type(error).__name__})"
