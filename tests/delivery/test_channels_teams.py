"""Teams: one flow takes the card and whom it is for."""

import json
from datetime import timedelta

import pytest

from pulse.delivery.channels.failures import Down, Later
from pulse.delivery.channels.http import Door
from pulse.delivery.channels.teams import TeamsChannel
from pulse.delivery.settings import Teams
from tests.conftest import START
from tests.factories.channels import LINK, SETTINGS, an_invitation
from tests.factories.counterpart import LOOPBACK, counterpart


@pytest.fixture
def flow():
    """A flow: it takes what has the right signature in its address, and answers before it has posted anything."""
    with counterpart() as there:
        there.answer = lambda asked: (202 if asked.path == "/workflows/1?api-version=1&sig=right" else 401, {}, b"")
        yield there


def teams(flow, sig="right"):
    setting = Teams(f"{flow.url}/workflows/1?api-version=1&sig={sig}")
    return TeamsChannel(setting, Door(LOOPBACK), relay="r", now=START)


def test_a_flow_gets_a_card_and_the_address_of_one_person(flow):
    teams(flow).send(an_invitation())
    (asked,) = flow.asked
    assert asked.headers["content-type"] == "application/json"
    given = json.loads(asked.body)
    assert (given["type"], given["recipient"]) == ("message", "ana@example.com")
    (attachment,) = given["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert card["actions"] == [
        {"type": "Action.OpenUrl", "title": "How was your week?", "url": LINK},
        {"type": "Action.OpenUrl", "title": "Settings, or stop", "url": SETTINGS},
    ]
    words = [inline["text"] for block in card["body"] for inline in block["inlines"]]
    assert words == ["How was your week?", "It takes 40 seconds", "Open until Friday."]


def test_the_card_shows_words_as_they_are(flow):
    teams(flow).send(an_invitation())
    card = json.loads(flow.asked[0].body)["attachments"][0]["content"]
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}  # a TextBlock would read Markdown


def test_a_wrong_address_stops_the_channel_and_is_not_repeated(flow):
    with pytest.raises(Down) as down:
        teams(flow, "wrong").send(an_invitation())
    assert "sig" not in str(down.value)


def test_a_flow_says_how_long_to_wait(flow):
    flow.answer = lambda asked: (429, {"Retry-After": "60"}, b"")
    with pytest.raises(Down) as down:
        teams(flow).send(an_invitation())
    assert down.value.pause == timedelta(minutes=1)


def test_a_flow_in_trouble_is_tried_again(flow):
    flow.answer = lambda asked: (502, {}, b"")
    with pytest.raises(Later):
        teams(flow).send(an_invitation())
