"""Where a request may go: an address somebody typed is taken apart, and each IP address it leads to is judged."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from pulse.delivery.channels.failures import Down
from pulse.i18n import N_

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

NOT_AN_ADDRESS = N_("This is not an address to send to; it must look like https://example.com/path.")
NO_PASSWORD_THERE = N_("An address cannot carry a name or password before the host.")
PRIVATE = N_("This address leads into a private network, and PULSE_ALLOWED_NETWORKS does not name that network.")
NOT_SECURE = N_("The address must begin with https://, so that nobody can read along.")

_ADDRESS = re.compile(r"https?://[!-~]+", re.IGNORECASE)  # no blanks, no letters that only look like ASCII
_HOST = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?")
_NUMBER = re.compile(r"\d+|0[xX][0-9a-fA-F]*")

_NAT64 = ip_network("64:ff9b::/96")
_REFUSED = [
    ip_network(text)
    for text in (
        "168.63.129.16/32",  # a cloud's own service, behind a public address
        "192.0.0.0/24",  # protocol assignments, one of them a cloud's metadata
        "192.88.99.0/24",  # 6to4 relays
        "2001::/23",  # Teredo and others that wrap an IPv4 address
        "2002::/16",  # 6to4
        "64:ff9b:1::/48",  # NAT64 inside a network
        "5f00::/16",
        "fec0::/10",
    )
]


class Refused(Down):
    """The settings do not let anything be sent to this address; the reason is a sentence to translate."""


@dataclass(frozen=True)
class Target:
    """An address in the parts that a connection needs."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        """The host as the other side knows it."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _port_of(self.scheme) else f"{name}:{self.port}"


def target(url: str) -> Target:
    """Take an address apart; `Refused` with a sentence if it is none that is used."""
    if not _ADDRESS.fullmatch(url) or "\\" in url:
        raise Refused(NOT_AN_ADDRESS)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused(NOT_AN_ADDRESS) from None
    if "@" in parts.netloc:
        raise Refused(NO_PASSWORD_THERE)
    host = parts.hostname or ""
    if port == 0 or not _is_a_host(host):
        raise Refused(NOT_AN_ADDRESS)
    query = f"?{parts.query}" if parts.query else ""
    return Target(parts.scheme, host, port or _port_of(parts.scheme), (parts.path or "/") + query)


def host_of(url: str) -> str:
    """The host of an address, for a list that shows no secret; nothing for what is no address."""
    try:
        return target(url).host
    except Refused:
        return ""


def judge(goal: Target, found: Iterable[str], allowed: Sequence[Network]) -> list[str]:
    """The IP addresses to connect to: all that the host has, or `Refused` if a single one may not be reached.

    A host with one public and one private address is refused as a whole: which of them is asked
    next time is the decision of whoever runs its name server.
    """
    addresses = list(dict.fromkeys(found))
    inside = [_is_in(_plain(address), allowed) for address in addresses]
    if not all(known or is_public(address) for known, address in zip(inside, addresses, strict=True)):
        raise Refused(PRIVATE)
    if goal.scheme != "https" and not all(inside):
        raise Refused(NOT_SECURE)
    return addresses


def is_public(text: str) -> bool:
    """Whether an IP address belongs to the open internet and wraps no other that does not."""
    if "%" in text:  # a zone: meant for one link
        return False
    address = _plain(text)
    if address in _NAT64:
        return is_public(str(IPv4Address(int(address) & 0xFFFFFFFF)))
    if _is_in(address, _REFUSED) or not address.is_global:
        return False
    return not (address.is_multicast or address.is_reserved or address.is_loopback or address.is_link_local)


def _plain(text: str) -> Address:
    """An IPv4 address written as IPv6 is that IPv4 address."""
    address = ip_address(text.partition("%")[0])
    return getattr(address, "ipv4_mapped", None) or address


def _is_in(address: Address, networks: Iterable[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _is_a_host(host: str) -> bool:
    if ":" in host:
        return _is_an_ip_address(host)
    if not _HOST.fullmatch(host):
        return False
    last = host.rstrip(".").rpartition(".")[2]
    return _is_an_ip_address(host) if _NUMBER.fullmatch(last) else True  # 127.1 or 0x7f000001 are read differently


def _is_an_ip_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _port_of(scheme: str) -> int:
    return 443 if scheme == "https" else 80
