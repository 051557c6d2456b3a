"""What an administrator can lay hands on: logs, files as bytes, tables, the key folder after the close."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

Row = Mapping[str, Any]
LINE = re.compile(r'(\S+) - - \[([^]]+)\] "(\S+) (\S+) HTTP/1\.1" (\d+) (\d+) (\d+) "([^"]*)"')
STAMP = "%d/%b/%Y:%H:%M:%S.%f %z"
CHUNK = 1 << 20
PREFIX = 8
SPREAD, BITS = np.uint64(0x9E3779B97F4A7C15), np.uint64(64 - 20)  # a multiplicative hash of eight bytes


@dataclass(frozen=True)
class Request:
    """One line of the access log as nginx or gunicorn writes it, with sizes, request id and all."""

    address: str
    time: datetime
    method: str
    path: str
    status: int
    size: int
    received: int
    request_id: str


class AccessLog:
    """A server in front that writes down every request: what our own configuration switches off, forced on."""

    def __init__(self, app: Callable[..., Iterable[bytes]], clock: Any) -> None:
        self._app, self._clock = app, clock
        self.lines: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The WSGI call."""
        seen: list[str] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            seen.append(status[:3])
            return start_response(status, headers, *rest)

        body = b"".join(self._app(environ, start))
        moment = self._clock.now().astimezone(UTC).strftime(STAMP)
        self.lines.append(
            f'{environ["REMOTE_ADDR"]} - - [{moment}] "{environ["REQUEST_METHOD"]} {environ["PATH_INFO"]} HTTP/1.1" '
            f'{seen[0]} {len(body)} {environ.get("CONTENT_LENGTH") or 0} "{environ.get("HTTP_X_REQUEST_ID", "-")}"'
        )
        return [body]


def read_log(lines: Iterable[str]) -> list[Request]:
    """The requests of an access log."""
    found = []
    for line in lines:
        match = LINE.fullmatch(line)
        assert match, line
        address, moment, method, path, status, size, received, request_id = match.groups()
        time = datetime.strptime(moment, STAMP)
        found.append(Request(address, time, method, path, int(status), int(size), int(received), request_id))
    return found


@dataclass
class Traces:
    """All of it, for one cycle. Moments: `half` and `eve` lie within the cycle, `closed` and `compacted` after it.

    Granted beyond what files say: which collect line is whose (`collected`; the identity side's own rows tell),
    who answered at all, and in which group of comments each of them is to be looked for.
    """

    log: list[str] = field(default_factory=list)
    application_log: list[str] = field(default_factory=list)
    files: dict[tuple[str, str], bytes] = field(default_factory=dict)  # moment, name
    tables: dict[tuple[str, str], list[Row]] = field(default_factory=dict)  # moment, table
    kept_keys: dict[str, bytes] = field(default_factory=dict)  # in the key folder after the close
    live_keys: dict[str, bytes] = field(default_factory=dict)  # during the cycle: only an operator who reads them
    collected: dict[str, int] = field(default_factory=dict)  # person: line of the access log
    group_of: dict[str, str] = field(default_factory=dict)  # person: group of comments

    def distinct(self) -> list[tuple[str, str]]:
        """The moments and names of files that say more than a later copy, which mostly begins with all they hold."""
        order = ("half", "eve", "closed", "compacted")
        return [
            (moment, name)
            for (moment, name), blob in self.files.items()
            if not any(
                self.files.get((later, name), b"").startswith(blob) for later in order[order.index(moment) + 1 :]
            )
        ]

    def requests(self) -> list[Request]:
        """The access log, read."""
        return read_log(self.log)


def places(blob: bytes, needles: Mapping[str, bytes]) -> dict[str, int]:
    """Where each needle (by its name; at least eight bytes) first lies in a file, as far as it is there."""
    known: dict[bytes, list[str]] = {}
    for name, needle in needles.items():
        known.setdefault(needle[:PREFIX], []).append(name)
    wanted = np.zeros(1 << 20, dtype=bool)
    wanted[_spread(np.array([int.from_bytes(prefix, "little") for prefix in known], dtype=np.uint64))] = True
    found: dict[str, int] = {}
    for begin in range(0, len(blob), CHUNK):
        for at in _candidates(blob, begin, wanted):
            for name in known.get(blob[at : at + PREFIX], ()):
                if name not in found and blob.startswith(needles[name], at):
                    found[name] = at
    return found


def _spread(values: np.ndarray) -> np.ndarray:
    return (values * SPREAD) >> BITS


def _candidates(blob: bytes, begin: int, wanted: np.ndarray) -> list[int]:
    """The offsets of one piece of the file at which the first eight bytes of some needle may stand, in their order."""
    found: list[int] = []
    for shift in range(PREFIX):
        count = (min(begin + CHUNK + PREFIX, len(blob)) - begin - shift) // PREFIX
        if count > 0:
            values = np.frombuffer(blob, "<u8", count=count, offset=begin + shift)
            found += (np.flatnonzero(wanted[_spread(values)]) * PREFIX + begin + shift).tolist()
    return sorted(found)
