"""Microsoft Teams: a flow of the organisation's own takes a card and posts it to one person.

The flow answers before it has posted, so nobody learns here whether Teams knows the person.
"""

import json
from datetime import datetime

from pulse.delivery.channels.chat import shown
from pulse.delivery.channels.http import Door, check
from pulse.delivery.message import Message
from pulse.delivery.settings import Teams


class TeamsChannel:
    """One flow that begins with "When a Teams webhook request is received"."""

    rate: int | None = 60  # a minute, below what a flow may post

    def __init__(self, setting: Teams, door: Door, *, relay: str, now: datetime) -> None:
        self.relay = relay
        self._url = setting.url
        self._door = door
        self._now = now

    def send(self, message: Message) -> None:
        """Hand the card over, with the address of whom it is for."""
        body = {
            "type": "message",
            "recipient": message.to_address,
            "id": message.dedup,
            "attachments": [
                {
                    "contentType": "application/vnd.microsoft.card.adaptive",
                    "contentUrl": None,
                    "content": _card(message),
                }
            ],
        }
        headers = {"Content-Type": "application/json"}
        check(self._door.post(self._url, json.dumps(body).encode(), headers), now=self._now)

    def close(self) -> None:
        """There is nothing to end: each call has a connection of its own."""


def _card(message: Message) -> dict[str, object]:
    """An Adaptive Card; runs of text are shown as they are, without Markdown."""
    chat = shown(message)
    heading = _run(message.subject, size="Medium", weight="Bolder")
    actions = [{"type": "Action.OpenUrl", "title": one.label, "url": one.url} for one in chat.buttons]
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [heading, *(_run(line) for line in chat.lines)],
        **({"actions": actions} if actions else {}),
    }


def _run(text: str, **look: str) -> dict[str, object]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **look}]}
