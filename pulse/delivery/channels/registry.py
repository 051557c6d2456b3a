"""Which ways out there are, by name."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from pulse.delivery import queries
from pulse.delivery.channels.channel import Channel
from pulse.delivery.channels.email import EmailChannel, postmark_key
from pulse.delivery.channels.failures import Down, Never
from pulse.delivery.channels.gateway import GatewayChannel
from pulse.delivery.channels.http import Door
from pulse.delivery.channels.slack import SlackChannel
from pulse.delivery.channels.teams import TeamsChannel
from pulse.delivery.channels.webhook import NO_MORE, WebhookChannel
from pulse.delivery.message import EMAIL
from pulse.delivery.settings import (
    GATEWAY,
    SLACK,
    TEAMS,
    WEBHOOK,
    Gateway,
    Setting,
    Slack,
    Teams,
    Unreadable,
    Webhook,
    nowhere,
    unseal,
)
from pulse.i18n import N_
from pulse.keys.store import KeyStore
from pulse.web.services import Services

Opener = Callable[[Services, str, datetime], Channel]
Kind = TypeVar("Kind", Slack, Teams, Gateway, Webhook)

NOT_SET_UP = N_("this way is not set up")
LOCKED = N_("its settings must be entered again: the key folder does not open them")


def open_channel(services: Services, organisation_id: str, name: str, now: datetime) -> Channel:
    """A way out of one organisation, for one drain; `Never` if nobody knows it, `Down` if it is not set up."""
    opener = OPENERS.get(name)
    if opener is None:
        raise Never(f"nobody knows how to send by {name}")
    return opener(services, organisation_id, now)


def kept_setting(keys: KeyStore, organisation_id: str, channel: str, sealed: bytes) -> Setting | None:
    """The settings of a channel; None if the key folder does not open them."""
    try:
        return unseal(keys.settings_key(), organisation_id, channel, sealed)
    except Unreadable:
        return None


def _email(services: Services, _organisation_id: str, now: datetime) -> Channel:
    return EmailChannel(services.config, postmark_key(services), now)


def _slack(services: Services, organisation_id: str, now: datetime) -> Channel:
    setting = _setting(services, organisation_id, SLACK, Slack)
    return SlackChannel(setting, _door(services), relay=_relay(organisation_id, SLACK), now=now)


def _teams(services: Services, organisation_id: str, now: datetime) -> Channel:
    setting = _setting(services, organisation_id, TEAMS, Teams)
    return TeamsChannel(setting, _door(services), relay=_relay(organisation_id, TEAMS), now=now)


def _gateway(services: Services, organisation_id: str, now: datetime) -> Channel:
    setting = _setting(services, organisation_id, GATEWAY, Gateway)
    return GatewayChannel(setting, _door(services), relay=_relay(organisation_id, GATEWAY), now=now)


def _webhook(services: Services, organisation_id: str, now: datetime) -> Channel:
    with services.database.reading() as session:
        gave_up = nowhere(WEBHOOK, "") in queries.suppressed(session, organisation_id)
    if gave_up:
        raise Never(NO_MORE)
    setting = _setting(services, organisation_id, WEBHOOK, Webhook)
    return WebhookChannel(setting, _door(services), relay=_relay(organisation_id, WEBHOOK), now=now)


def _setting(services: Services, organisation_id: str, channel: str, kind: type[Kind]) -> Kind:
    with services.database.reading() as session:
        sealed = queries.settings(session, organisation_id).get(channel)
    if sealed is None:
        raise Down(NOT_SET_UP)
    setting = kept_setting(services.keys, organisation_id, channel, sealed)
    if not isinstance(setting, kind):
        raise Down(LOCKED)
    return setting


def _door(services: Services) -> Door:
    return Door(services.config.allowed_networks)


def _relay(organisation_id: str, channel: str) -> str:
    return f"{organisation_id}.{channel}"


OPENERS: Mapping[str, Opener] = {
    EMAIL: _email,
    SLACK: _slack,
    TEAMS: _teams,
    GATEWAY: _gateway,
    WEBHOOK: _webhook,
}
