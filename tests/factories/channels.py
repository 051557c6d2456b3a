"""Messages as channels get them, and a workspace that behaves as Slack's documentation says."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from pulse.delivery.message import Message, Words, mark
from tests.factories.counterpart import Asked, Reply

LINK = "https://ballot.example.com/checkin/#c=aa&i=bb&m=cc&b=3"
SETTINGS = "https://pulse.example.com/mine/abc"


def an_invitation(to: str = "ana@example.com", **changes: object) -> Message:
    """What somebody is sent who is asked by a channel."""
    words = Words(
        subject="How was your week?",
        text=f"Dear {mark('name')},\n{mark('link')}\n",
        html="<p></p>",
        short=f"It takes 40 seconds: {mark('link')}\nOpen until Friday.\nSettings, or stop: {mark('settings')}",
    )
    values = {
        "to_name": "Ana",
        "to_address": to,
        "letter": words,
        "dedup": "open.ana",
        "own": {"name": "Ana", "link": LINK, "settings": SETTINGS},
    }
    return Message(**(values | changes))


@dataclass
class Workspace:
    """A Slack workspace: who is in it, what they were sent, and how the next calls go wrong."""

    token: str = "xoxb-right"
    members: dict[str, str] = field(default_factory=lambda: {"ana@example.com": "U1"})
    posted: list[dict[str, str]] = field(default_factory=list)
    trouble: dict[str, Callable[[], Reply | None]] = field(default_factory=dict)

    def answer(self, asked: Asked) -> Reply:
        """What the Web API answers."""
        method = asked.path.rpartition("/")[2]
        given = {name: values[0] for name, values in parse_qs(asked.body.decode(), strict_parsing=True).items()}
        reply = self.trouble.get(method, lambda: None)()
        if reply is not None:
            return reply
        if asked.headers["authorization"] != f"Bearer {self.token}":
            return said(ok=False, error="invalid_auth")
        if asked.headers["content-type"] != "application/x-www-form-urlencoded":
            return said(ok=False, error="invalid_form_data")
        if method == "users.lookupByEmail":
            member = self.members.get(given["email"])
            return said(ok=True, user={"id": member}) if member else said(ok=False, error="users_not_found")
        if method == "chat.postMessage":
            self.posted.append(given)
            return said(ok=True, channel="D1", ts="1.2")
        return said(ok=False, error="unknown_method")


def said(status: int = 200, headers: dict[str, str] | None = None, **values: object) -> Reply:
    """An answer in JSON."""
    return status, {"Content-Type": "application/json", **(headers or {})}, json.dumps(values).encode()
