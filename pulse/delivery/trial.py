"""What a test says: a message like any other, to whoever presses the button."""

import json
from datetime import UTC, datetime
from secrets import token_hex

from pulse.delivery.message import Message, Words, escaped, mark
from pulse.delivery.settings import WEBHOOK
from pulse.i18n import N_, translate

SUBJECT = N_("A test from Pulse")
SENTENCE = N_("If you read this, Pulse reaches people this way. Nobody else got this message.")


def trial(
    channel: str, name: str, address: str, *, organisation_id: str, language: str, link: str, now: datetime
) -> Message:
    """One test, under a name of its own; its link leads to the log-in."""
    dedup = f"test.{token_hex(8)}"
    if channel == WEBHOOK:
        return Message("", "", _event(organisation_id, now), dedup, channel=channel, organisation_id=organisation_id)
    sentence = translate(language, SENTENCE)
    there = mark("link")
    words = Words(
        subject=translate(language, SUBJECT),
        text=f"{sentence}\n\n{there}\n",
        html=f'<p>{escaped(sentence)}</p>\n<p><a href="{there}">{there}</a></p>\n',
        short=f"{sentence}\n{there}",
    )
    return Message(name, address, words, dedup, own={"link": link}, channel=channel, organisation_id=organisation_id)


def _event(organisation_id: str, now: datetime) -> Words:
    stamp = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = json.dumps({"type": "test", "timestamp": stamp, "data": {"organisation": organisation_id}})
    return Words("test", text, "")
