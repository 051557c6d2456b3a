"""How an organisation reaches each channel, and how that is kept: sealed, so that a copied database tells nothing."""

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SLACK, TEAMS, GATEWAY, WEBHOOK = "slack", "teams", "gateway", "webhook"

_LABEL = b"pulse-channel-v1"
_NONCE = 12
_LONGEST_NOTED = 254
_SHOWN, _LONG_ENOUGH = 4, 16  # the end of a secret that may be shown, of one that keeps enough to itself


class Unreadable(ValueError):
    """Sealed settings that the key folder of this installation does not open: they must be entered again."""


@dataclass(frozen=True)
class Slack:
    """A bot's token."""

    token: str = field(repr=False)


@dataclass(frozen=True)
class Teams:
    """The address of a flow; whoever knows it can post through it, so it is a secret as a whole."""

    url: str = field(repr=False)


@dataclass(frozen=True)
class Webhook:
    """Where events go, and what they are signed with; `former` signs too until the other side has changed over."""

    url: str
    secret: str = field(repr=False)
    former: str = field(default="", repr=False)


@dataclass(frozen=True)
class Gateway:
    """A provider's address and what it wants to be sent.

    In `url`, `headers` and `body` stand placeholders such as {phone} and {secret}. `taken` names what a good answer
    says, such as `error=0`, for providers whose every answer is a 200.
    """

    preset: str
    url: str
    kind: str
    headers: str
    body: str
    secret: str = field(default="", repr=False)
    taken: str = ""


Setting = Slack | Teams | Webhook | Gateway
KINDS: Mapping[str, type[Setting]] = {
    SLACK: Slack,
    TEAMS: Teams,
    GATEWAY: Gateway,
    WEBHOOK: Webhook,
}


def seal(key: bytes, organisation_id: str, channel: str, setting: Setting) -> bytes:
    """The settings as they are kept; they open only under this key, for this organisation and this channel."""
    nonce = token_bytes(_NONCE)
    text = json.dumps(asdict(setting)).encode()
    return nonce + AESGCM(key).encrypt(nonce, text, _bound_to(organisation_id, channel))


def unseal(key: bytes, organisation_id: str, channel: str, sealed: bytes) -> Setting:
    """The settings again; `Unreadable` under another key, or when they were moved here from elsewhere."""
    nonce, box = sealed[:_NONCE], sealed[_NONCE:]
    try:
        values = json.loads(AESGCM(key).decrypt(nonce, box, _bound_to(organisation_id, channel)))
        return KINDS[channel](**values)
    except (InvalidTag, ValueError, KeyError, TypeError) as error:
        raise Unreadable(channel) from error


def ending(secret: str) -> str:
    """The last characters of a secret, by which one knows which it is; of a short one nothing."""
    return secret[-_SHOWN:] if len(secret) >= _LONG_ENOUGH else ""


def nowhere(channel: str, address: str) -> str:
    """What stands in the list of addresses that came back, for one of a channel besides e-mail."""
    return f"{channel}:{address.lower()}"[:_LONGEST_NOTED]


def new_signing_secret() -> str:
    """A secret for signing events, as Standard Webhooks writes it."""
    return "whsec_" + b64encode(token_bytes(32)).decode()


def signing_key(secret: str) -> bytes | None:
    """The bytes behind such a secret; None if it is none."""
    try:
        return b64decode(secret.removeprefix("whsec_"), validate=True) or None
    except (NotBase64, ValueError):
        return None


def _bound_to(organisation_id: str, channel: str) -> bytes:
    return b"\0".join([_LABEL, organisation_id.encode(), channel.encode()])
