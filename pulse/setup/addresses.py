"""Whether the two addresses of an installation are reached, told in keys: by name, then by really asking."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import urllib3

from config import LOCAL_HOSTS, host_of

PATIENCE = 4.0  # seconds: somebody waits for the page
MARK = b"Pulse"
MOST_READ = 200_000
MISDIRECTED = 421
GOOD, LOOPBACK, PRIVATE, PLAIN = "good", "loopback", "private", "plain"
NO_ANSWER, BAD_CERTIFICATE, WRONG_HOST, OTHER_PROGRAM, NO_HSTS = (
    "no_answer",
    "bad_certificate",
    "wrong_host",
    "other_program",
    "no_hsts",
)
FATAL = (NO_ANSWER, BAD_CERTIFICATE, WRONG_HOST, OTHER_PROGRAM)


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the headers in small letters, the beginning of the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def is_local(address: str) -> bool:
    """Whether only this very machine can mean itself by it."""
    return host_of(address) in LOCAL_HOSTS


def is_private(address: str) -> bool:
    """Whether the address holds only within one network."""
    try:
        return ip_address(host_of(address)).is_private and not is_local(address)
    except ValueError:
        return False


def by_name(address: str) -> list[str]:
    """What an address tells without being asked."""
    if is_local(address):
        return [LOOPBACK]
    found = [PRIVATE] if is_private(address) else []
    return [*found, PLAIN] if urlsplit(address).scheme != "https" else found


def judged(address: str, answer: Answer) -> str:
    """What an answer says of the address that gave it."""
    if answer.status == MISDIRECTED:
        return WRONG_HOST
    if not 200 <= answer.status < 300 or MARK not in answer.body:
        return OTHER_PROGRAM
    https = urlsplit(address).scheme == "https"
    return NO_HSTS if https and "strict-transport-security" not in answer.headers else GOOD


def asked(address: str, path: str, *, timeout: float = PATIENCE) -> str:
    """What came of really asking for a page there, as any browser would."""
    with urllib3.PoolManager(retries=False, timeout=timeout, cert_reqs="CERT_REQUIRED") as pool:
        try:
            with closing(pool.request("GET", address + path, redirect=False, preload_content=False)) as got:
                body = got.read(MOST_READ, decode_content=True)
        except urllib3.exceptions.SSLError:
            return BAD_CERTIFICATE
        except (urllib3.exceptions.HTTPError, OSError):
            return NO_ANSWER
    headers = {name.lower(): value for name, value in got.headers.items()}
    return judged(address, Answer(got.status, headers, body))
