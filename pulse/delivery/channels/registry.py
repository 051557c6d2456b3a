"""Which ways out there are, by name."""

from collections.abc import Callable, Mapping
from datetime import datetime

from pulse.delivery.channels.channel import Channel
from pulse.delivery.channels.email import EmailChannel
from pulse.delivery.channels.failures import Never
from pulse.delivery.message import EMAIL
from pulse.web.services import Services

Opener = Callable[[Services, str, datetime], Channel]


def open_channel(services: Services, organisation_id: str, name: str, now: datetime) -> Channel:
    """A way out of one organisation, for one drain; `Never` if nobody knows it, `Down` if it is not set up."""
    opener = OPENERS.get(name)
    if opener is None:
        raise Never(f"nobody knows how to send by {name}")
    return opener(services, organisation_id, now)


def postmark_key(services: Services) -> bytes:
    """What seals the Message-IDs of this installation."""
    return (services.config.secret_key or services.keys.secret_key()).encode()


def _email(services: Services, _organisation_id: str, now: datetime) -> Channel:
    return EmailChannel(services.config, postmark_key(services), now)


OPENERS: Mapping[str, Opener] = {EMAIL: _email}
