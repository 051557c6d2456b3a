"""The settings of one installation: frozen, typed, and the only reader of the environment.

Every setting has a heading in docs/settings.md. A wrong value is a `ConfigError` with one
sentence that names the setting, so that the person who mistyped it can mend it at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from os import environ
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, urlsplit

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
PREFIX = "PULSE_"
LONGEST_RATE = 6  # digits
USUAL_SMTP_RATE = 600  # mails a minute: ten in a second, which most relays let one customer send
KNOWN = frozenset(
    {
        *("DATA", "KEYS", "DATABASE_URL", "SECRET_KEY", "DEMO", "ENV"),
        *(
            "BASE_URL",
            "BALLOT_URL",
            "PORT",
            "HOST",
            "SMTP_URL",
            "SMTP_RATE",
            "BOUNCES",
            "MAIL_FROM",
            "ALLOWED_NETWORKS",
        ),
    }
)


def host_of(address: str) -> str:
    """The host name of an address, without port (cookies ignore it) and without a final dot."""
    return (urlsplit(address).hostname or "").lower().rstrip(".")


class Demo(IntEnum):
    """Whether the demo organisation is made when the database is empty."""

    NEVER = 0
    UNLESS_LEFT = 1  # until somebody leaves it
    ALWAYS = 2


class ConfigError(ValueError):
    """A setting has a value that Pulse cannot use."""


@dataclass(frozen=True)
class Config:
    """What an administrator may decide outside the pages of Pulse."""

    data: Path
    keys: Path
    database_url: str = field(repr=False)
    base_url: str
    ballot_url: str
    secret_key: str | None = field(repr=False)
    smtp_url: str | None = field(repr=False)
    smtp_rate: int | None
    bounces: Path | None
    mail_from: str
    allowed_networks: tuple[IPv4Network | IPv6Network, ...]
    demo: Demo
    port: int
    host: str
    env: Literal["development", "production"]

    @classmethod
    def from_env(cls, variables: Mapping[str, str] = environ) -> "Config":
        """Read `PULSE_*` (and a plain `PORT`); raise `ConfigError` for what cannot work."""
        given = {k.removeprefix(PREFIX): v for k, v in variables.items() if k.startswith(PREFIX)}
        unknown = sorted(set(given) - KNOWN - {"TEST_POSTGRES_URL"})
        if unknown:
            raise ConfigError(f"PULSE_{unknown[0]} is not a setting of Pulse; see docs/settings.md.")
        port = _port(given.get("PORT") or variables.get("PORT") or "8000")
        data = Path(given.get("DATA") or "var").absolute()
        keys = Path(given.get("KEYS") or "keys").absolute()
        base_url = _address("BASE_URL", given.get("BASE_URL") or f"http://127.0.0.1:{port}")
        env = given.get("ENV") or "development"
        if env not in {"development", "production"}:
            raise ConfigError(f"PULSE_ENV is {env!r}; it must be development or production.")
        demo = _demo(given.get("DEMO") or "", env)
        config = cls(
            data=data,
            keys=keys,
            database_url=database_address(given.get("DATABASE_URL") or f"sqlite:///{data / 'pulse.db'}"),
            base_url=base_url,
            ballot_url=_address("BALLOT_URL", given.get("BALLOT_URL") or f"http://localhost:{port}"),
            secret_key=given.get("SECRET_KEY") or None,
            smtp_url=_smtp(given.get("SMTP_URL") or None),
            smtp_rate=_rate(given.get("SMTP_RATE") or "", given.get("SMTP_URL") or ""),
            bounces=Path(given["BOUNCES"]).absolute() if given.get("BOUNCES") else None,
            mail_from=given.get("MAIL_FROM") or f"Pulse <pulse@{urlsplit(base_url).hostname}>",
            allowed_networks=_networks(given.get("ALLOWED_NETWORKS") or ""),
            demo=demo,
            port=port,
            host=given.get("HOST") or "127.0.0.1",
            env="production" if env == "production" else "development",
        )
        config.refuse_unsafe()
        return config

    @property
    def keys_lie_under_data(self) -> bool:
        """Whether a copy of the data folder would carry the cycle keys with it."""
        return self.keys.resolve().is_relative_to(self.data.resolve())

    def refuse_unsafe(self) -> None:
        """In production, refuse what would break the promise to the people who answer."""
        if self.env != "production":
            return
        if self.keys_lie_under_data:
            raise ConfigError("PULSE_KEYS lies inside PULSE_DATA; in production it needs a folder of its own.")
        for name, address in (("BASE_URL", self.base_url), ("BALLOT_URL", self.ballot_url)):
            if urlsplit(address).scheme != "https":
                raise ConfigError(f"PULSE_{name} is {address}; in production it must begin with https://.")
        if host_of(self.base_url) == host_of(self.ballot_url):
            raise ConfigError("PULSE_BASE_URL and PULSE_BALLOT_URL must have different host names.")


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise ConfigError(f"PULSE_PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def _demo(text: str, env: str) -> Demo:
    if text not in {"", "0", "1"}:
        raise ConfigError(f"PULSE_DEMO is {text!r}; it must be 0 or 1.")
    if text:
        return Demo.ALWAYS if text == "1" else Demo.NEVER
    return Demo.NEVER if env == "production" else Demo.UNLESS_LEFT


def _split(name: str, text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise ConfigError(f"PULSE_{name} is {text!r}; that is not an address.") from None
    return parts


def _address(name: str, text: str) -> str:
    parts = _split(name, text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ConfigError(f"PULSE_{name} is {text!r}; it must look like https://pulse.example.com.")
    return text.rstrip("/")


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())
    except ValueError:
        raise ConfigError(f"PULSE_ALLOWED_NETWORKS is {text!r}; it must look like 10.1.0.0/16,192.168.7.5.") from None


def _smtp(text: str | None) -> str | None:
    if text is None:
        return None
    parts = _split("SMTP_URL", text)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ConfigError("PULSE_SMTP_URL must look like smtp://user:password@mail.example.com:587.")
    return text


def _rate(text: str, smtp_url: str) -> int | None:
    """Mails a minute; None: as many as the relay takes, as one on this very machine does."""
    if not text:
        return None if host_of(smtp_url) in LOCAL_HOSTS else USUAL_SMTP_RATE
    if not text.isdecimal() or len(text) > LONGEST_RATE:
        raise ConfigError(f"PULSE_SMTP_RATE is {text!r}; it must be a number of mails a minute, or 0 for no limit.")
    return int(text) or None


def database_address(text: str, name: str = "PULSE_DATABASE_URL") -> str:
    """A database's address as SQLAlchemy wants it; `ConfigError` names what was meant to hold one."""
    if text.startswith(("postgres://", "postgresql://")):
        text = "postgresql+psycopg://" + text.split("://", 1)[1]
    if not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigError(f"{name} must begin with sqlite:/// or postgresql://.")
    return text
