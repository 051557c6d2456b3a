"""Events for the organisation's own programs, signed as Standard Webhooks says. Never a person, an answer, a count."""

import hmac
from base64 import b64encode
from datetime import datetime

from pulse.delivery.channels.failures import Down, Gone, Later, Never
from pulse.delivery.channels.http import Door, check
from pulse.delivery.message import Message
from pulse.delivery.settings import Webhook, signing_key

NO_MORE = "the receiver answered 410: it wants no more events"
_GONE = 410


class WebhookChannel:
    """One receiver. What it takes is the message's plain text, which is JSON already."""

    rate: int | None = None

    def __init__(self, setting: Webhook, door: Door, *, relay: str, now: datetime) -> None:
        self.relay = relay
        self._setting = setting
        self._door = door
        self._now = now

    def send(self, message: Message) -> None:
        """Sign an event and hand it over; `Gone` once the receiver wants no more of them.

        Any other refusal may be a receiver that is just being changed, so the event is kept until its time is over.
        """
        body = message.text.encode()
        id = message.dedup.replace(".", "_")  # a dot separates what is signed
        stamp = str(int(self._now.timestamp()))
        headers = {
            "Content-Type": "application/json",
            "webhook-id": id,
            "webhook-timestamp": stamp,
            "webhook-signature": self._signatures(id, stamp, body),
        }
        answer = self._door.post(self._setting.url, body, headers)
        if answer.status == _GONE:
            raise Gone(NO_MORE)
        try:
            check(answer, now=self._now)
        except Never as refused:
            raise Later(str(refused)) from refused

    def close(self) -> None:
        """There is nothing to end: each call has a connection of its own."""

    def _signatures(self, id: str, stamp: str, body: bytes) -> str:
        """One for each secret: while the receiver changes over, either of them fits."""
        keys = [signing_key(secret) for secret in (self._setting.secret, self._setting.former) if secret]
        if not keys or None in keys:
            raise Down("the secret for signing cannot be read")
        signed = f"{id}.{stamp}.".encode() + body
        return " ".join(f"v1,{b64encode(hmac.digest(key, signed, 'sha256')).decode()}" for key in keys if key)
