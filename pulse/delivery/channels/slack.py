"""Slack: a person is found by e-mail address and gets a direct message with a button."""

import json
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from pulse.delivery.channels.chat import Button, shown
from pulse.delivery.channels.failures import Down, Gone, Later, Never
from pulse.delivery.channels.http import Door, check, retry_after
from pulse.delivery.message import Message
from pulse.delivery.settings import Slack

API = "https://slack.com/api"
UNKNOWN = "Slack knows nobody with this e-mail address"

_NOBODY = {"users_not_found", "user_not_found", "user_disabled"}
_TROUBLE = {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}
_OURS = {  # what concerns this message alone; every other error concerns the token, its rights or the workspace
    *(
        "msg_too_long",
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_blocks_too_long",
        "no_text",
        "restricted_action",
    ),
    *("channel_not_found", "cannot_dm_bot", "is_archived"),
}


class SlackChannel:
    """One workspace, through the token of a bot with `users:read.email` and `chat:write`."""

    rate: int | None = 50  # a minute, as often as somebody may be looked up

    def __init__(self, setting: Slack, door: Door, *, relay: str, now: datetime, api: str = API) -> None:
        self.relay = relay
        self._token = setting.token
        self._door = door
        self._now = now
        self._api = api

    def send(self, message: Message) -> None:
        """Find the person and write to them; `Gone` if Slack does not know them."""
        found = self._call("users.lookupByEmail", {"email": message.to_address})
        user = found.get("user")
        if not isinstance(user, dict) or not isinstance(user.get("id"), str):
            raise Later("Slack gave an answer that cannot be read")
        if user.get("deleted") is True:
            raise Gone(UNKNOWN)
        self._call(
            "chat.postMessage",
            {
                "channel": user["id"],
                "text": message.subject,
                "blocks": json.dumps(_blocks(message)),
                "unfurl_links": "false",  # nobody but the reader opens a personal link
                "unfurl_media": "false",
            },
        )

    def close(self) -> None:
        """There is nothing to end: each call has a connection of its own."""

    def _call(self, method: str, values: Mapping[str, str]) -> Mapping[str, object]:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/x-www-form-urlencoded"}
        answer = check(self._door.post(f"{self._api}/{method}", urlencode(values).encode(), headers), now=self._now)
        try:
            said = json.loads(answer.body)
        except ValueError:
            said = None
        if not isinstance(said, dict):
            raise Later("Slack gave an answer that cannot be read")
        if said.get("ok") is True:
            return said
        error = str(said.get("error", "?"))[:60]
        if error in _NOBODY:
            raise Gone(UNKNOWN)
        if error == "ratelimited":
            raise Down("Slack asks to wait", retry_after(answer.headers.get("retry-after", ""), now=self._now))
        if error in _TROUBLE:
            raise Later(f"Slack says {error}")
        if error in _OURS:
            raise Never(f"Slack says {error}")
        raise Down(f"Slack says {error}")


def _blocks(message: Message) -> list[dict[str, object]]:
    """The words as they are: nothing in them is read as formatting."""
    chat = shown(message)
    blocks: list[dict[str, object]] = [
        {"type": "header", "text": _plain(message.subject, 150)},
        {"type": "section", "text": _plain("\n".join(chat.lines), 3000)},
    ]
    if chat.buttons:
        blocks.append({"type": "actions", "elements": [_button(one, one.url == message.link) for one in chat.buttons]})
    return blocks


def _button(button: Button, is_first: bool) -> dict[str, object]:
    look = {"style": "primary"} if is_first else {}
    return {"type": "button", "text": _plain(button.label, 75), "url": button.url, **look}


def _plain(text: str, most: int) -> dict[str, object]:
    return {"type": "plain_text", "text": text[:most], "emoji": False}
