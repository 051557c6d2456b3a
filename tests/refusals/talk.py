"""Bytes to a server and back, without a client that would put anything right."""

import socket
from typing import NamedTuple


class Said(NamedTuple):
    """All that a stranger can see of an answer; its date is the same for everybody."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def head(path: str, **headers: str | int) -> bytes:
    """The beginning of a POST; `Content_Length=3` is written as it should be."""
    lines = [f"POST {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def post(port: int, path: str, body: bytes, kind: str | None = "application/octet-stream", **more: str) -> Said:
    """One request on a connection of its own."""
    kinds = {"Content_Type": kind} if kind else {}
    return said(port, head(path, Content_Length=len(body), **kinds, **more) + body)


def chunked(body: bytes, size: int = 1000) -> bytes:
    """The same body in pieces, as a client sends that does not know its length."""
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces) + b"0\r\n\r\n"


def said(port: int, *parts: bytes) -> Said:
    """Send these one after the other; what came back."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        for part in parts:
            connection.sendall(part)
        return read(connection)


def read(connection: socket.socket, got: bytes = b"") -> Said:
    """One answer, of which `got` has come already; `ConnectionError` if there is none."""
    while b"\r\n\r\n" not in got:
        got += _more(connection)
    first, _, body = got.partition(b"\r\n\r\n")
    status_line, *lines = first.decode().split("\r\n")
    status = int(status_line.split()[1])
    if status == 100:
        return read(connection, body)  # what follows may have come with it
    headers = dict(line.split(": ", 1) for line in lines)
    while len(body) < int(headers.get("Content-Length", 0)):
        body += _more(connection)
    headers.pop("Date")
    return Said(status, tuple(sorted(headers.items())), body)


def _more(connection: socket.socket) -> bytes:
    more = connection.recv(65536)
    if not more:
        raise ConnectionError("hung up without an answer")
    return more
