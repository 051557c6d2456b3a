"""Any provider that takes an HTTP request for one person: text messages, WhatsApp, Zalo, LINE."""

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from pulse.delivery.channels.failures import Down, Later
from pulse.delivery.channels.http import Answer, Door, check
from pulse.delivery.channels.template import JSON, BadTemplate, body_of, headers_of, url_of
from pulse.delivery.message import Message
from pulse.delivery.settings import Gateway

LONGEST_SAID = 200
_TAKEN_BEFORE = 409
_CONTENT = {JSON: "application/json", "form": "application/x-www-form-urlencoded"}


class GatewayChannel:
    """One provider, as its preset or an admin describes it."""

    rate: int | None = 60

    def __init__(self, setting: Gateway, door: Door, *, relay: str, now: datetime) -> None:
        self.relay = relay
        self._setting = setting
        self._door = door
        self._now = now
        self._answer: Answer | None = None

    def send(self, message: Message) -> None:
        """Fill the templates in and hand them over; the same message always under the same key."""
        setting, values = self._setting, self._values(message)
        try:
            url = url_of(setting.url, values)
            own = headers_of(setting.headers, values)
            body = body_of(setting.kind, setting.body, values)
        except BadTemplate as error:
            raise Down(str(error)) from error
        standing = {"Content-Type": _CONTENT[setting.kind], "Idempotency-Key": message.dedup}
        self._answer = self._door.post(url, body, {**standing, **own})
        if self._answer.status != _TAKEN_BEFORE:  # an earlier attempt arrived, whose answer did not
            check(self._answer, now=self._now)
            self._look_inside(self._answer)

    def close(self) -> None:
        """There is nothing to end: each call has a connection of its own."""

    def said(self) -> str:
        """The beginning of what the provider answered last, for whoever sets it up; without the secret."""
        if self._answer is None:
            return ""
        text = self._answer.body.decode("utf-8", "replace")
        for secret in _forms(self._setting.secret):
            text = text.replace(secret, "***")
        return " ".join(re.sub(r"[^\w\s!-~]", " ", text).split())[:LONGEST_SAID]

    def _values(self, message: Message) -> Mapping[str, str]:
        number = phone(message.to_address)
        secret = self._setting.secret
        return {
            "phone": number,
            "digits": number.lstrip("+"),
            "hash": sha256(number.encode()).hexdigest(),
            "text": message.short,
            "link": message.link or "",
            "id": message.dedup,
            "uuid": str(uuid5(NAMESPACE_URL, message.dedup)),
            "secret": secret,
            "secret64": b64encode(secret.encode()).decode(),
        }

    def _look_inside(self, answer: Answer) -> None:
        """Some providers answer 200 to everything, and say inside whether they took it."""
        path, _, wanted = self._setting.taken.partition("=")
        if not path:
            return
        try:
            found = json.loads(answer.body)
            for step in path.split("."):
                found = found[step]
        except (ValueError, KeyError, TypeError):
            raise Later(f"the answer does not say {self._setting.taken}") from None
        if str(found) != wanted:
            raise Later(f"the provider did not take it: {path}={str(found)[:60]}")


def phone(text: str) -> str:
    """A telephone number as machines want it: digits, with the plus if it has one."""
    plain = re.sub(r"[^0-9]", "", text.replace("(0)", ""))
    return f"+{plain}" if text.strip().startswith("+") else plain


def _forms(secret: str) -> list[str]:
    return [secret, b64encode(secret.encode()).decode()] if secret else []
