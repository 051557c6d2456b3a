"""What an administrator can lay hands on: the access log, files as bytes, every table, the key folder after the close."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

Row = Mapping[str, Any]
LINE = re.compile(r'(\S+) - - \[([^]]+)\] "(\S+) (\S+) HTTP/1\.1" (\d+) (\d+) (\d+) "([^"]*)"')
STAMP = "%d/%b/%Y:%H:%M:%S.%f %z"
CHUNK = 1 << 22
PREFIX = 8


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
            seen.append(status.split()[0])
            return start_response(status, headers, *rest)

        body = b"".join(self._app(environ, start))
        moment = self._clock.now().astimezone(UTC).strftime(STAMP)
        self.lines.append(
            f"{environ['REMOTE_ADDR']} - - [{moment}] \"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} HTTP/1.1\" "
            f"{seen[0]} {len(body)} {environ.get('CONTENT_LENGTH') or 0} \"{environ.get('HTTP_X_REQUEST_ID', '-')}\""
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
    collected: dict[str, int] = field(default_factory=dict)  # person: line of the access log
    group_of: dict[str, str] = field(default_factory=dict)  # person: group of comments

    def requests(self) -> list[Request]:
        """The access log, read."""
        return read_log(self.log)


def places(blob: bytes, needles: Mapping[str, bytes]) -> dict[str, int]:
    """Where each needle (by its name) first lies in a file; those that are not there are left out."""
    known: dict[bytes, list[str]] = {}
    for name, needle in needles.items():
        known.setdefault(needle[:PREFIX], []).append(name)
    starts = np.zeros(1 << 16, dtype=bool)
    for prefix in known:
        starts[int.from_bytes(prefix[:2], "little")] = True
    prefixes = np.sort(np.array([int.from_bytes(prefix, "little") for prefix in known], dtype=np.uint64))
    found: dict[str, int] = {}
    longest = max(map(len, needles.values()), default=0)
    for begin in range(0, len(blob), CHUNK):
        part = np.frombuffer(blob, np.uint8, count=min(CHUNK + longest, len(blob) - begin), offset=begin)
        for at in _candidates(part, starts, prefixes):
            for name in known[blob[begin + at : begin + at + PREFIX]]:
                if name not in found and blob.startswith(needles[name], begin + at):
                    found[name] = begin + at
    return found


def _candidates(part: np.ndarray, starts: np.ndarray, prefixes: np.ndarray) -> list[int]:
    """The offsets at which the first eight bytes of some needle stand."""
    if len(part) < PREFIX or not part.any():
        return []
    wide, whole = part.astype(np.uint16), len(part) - PREFIX + 1
    at = np.flatnonzero(starts[wide[:whole] | wide[1 : whole + 1] << 8])
    value = np.zeros(len(at), dtype=np.uint64)
    for step in range(PREFIX):
        value |= part[at + step].astype(np.uint64) << np.uint64(8 * step)
    return [int(place) for place in at[prefixes[np.searchsorted(prefixes, value) % len(prefixes)] == value]]
