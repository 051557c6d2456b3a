"""Requests from outside as cheaply as can be: bytes made beforehand, connections kept, answers hardly read."""

import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

CONNECTIONS = 4


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


def wire(method: str, path: str, body: bytes = b"", kind: str = "") -> bytes:
    """A request as a phone sends it."""
    head = [f"{method} {path} HTTP/1.1", "Host: localhost", "Accept-Encoding: gzip"]
    if method == "POST":
        head += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode() + body


class Connection:
    """One connection that stays open."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._call()

    def _call(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def ask(self, request: bytes) -> Answer:
        """Send one request and wait for its answer."""
        self._socket.sendall(request)
        head = self._until(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line[15:])
        while len(self._rest) < length:
            self._rest += self._more()
        body, self._rest = self._rest[:length], self._rest[length:]
        answer = Answer(int(head[9:12]), body)
        if answer.status == 204:  # after an answer without a length the server hangs up
            self.close()
            self._call()
        return answer

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._rest:
            self._rest += self._more()
        head, _, self._rest = self._rest.partition(mark)
        return head

    def _more(self) -> bytes:
        more = self._socket.recv(65536)
        if not more:
            raise ConnectionError("the server hung up")
        return more

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def together(port: int, requests: Sequence[bytes]) -> tuple[float, list[Answer]]:
    """Send these over a few connections at once: how many were answered a second, and what they got."""
    lanes = [requests[number::CONNECTIONS] for number in range(CONNECTIONS)]
    connections = [Connection(port) for _ in lanes]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        began = time.monotonic()
        found = list(
            pool.map(lambda pair: [pair[0].ask(each) for each in pair[1]], zip(connections, lanes, strict=True))
        )
        seconds = time.monotonic() - began
    for connection in connections:
        connection.close()
    answers = [found[number % CONNECTIONS][number // CONNECTIONS] for number in range(len(requests))]
    return len(requests) / seconds, answers
