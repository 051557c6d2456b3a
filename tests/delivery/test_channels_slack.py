"""Slack: found by e-mail address, written to directly, with a button; a workspace on loopback checks each call."""

import json
from datetime import timedelta

import pytest

from pulse.delivery.channels.failures import Down, Gone, Later, Never
from pulse.delivery.channels.http import Door
from pulse.delivery.channels.slack import UNKNOWN, SlackChannel
from pulse.delivery.settings import Slack
from tests.conftest import START
from tests.factories.channels import LINK, SETTINGS, Workspace, an_invitation, said
from tests.factories.counterpart import LOOPBACK, counterpart


@pytest.fixture
def workspace():
    return Workspace()


@pytest.fixture
def server(workspace):
    with counterpart(workspace.answer) as there:
        yield there


@pytest.fixture
def slack(server):
    setting = Slack("xoxb-right")
    return SlackChannel(setting, Door(LOOPBACK), relay="r", now=START, api=f"{server.url}/api")


def test_a_person_gets_a_direct_message_with_a_button(slack, workspace):
    slack.send(an_invitation())
    (post,) = workspace.posted
    assert (post["channel"], post["text"]) == ("U1", "How was your week?")
    header, section, actions = json.loads(post["blocks"])
    assert header["text"]["text"] == "How was your week?"
    assert section["text"]["text"] == "It takes 40 seconds\nOpen until Friday."
    assert [(b["text"]["text"], b["url"], b.get("style")) for b in actions["elements"]] == [
        ("How was your week?", LINK, "primary"),
        ("Settings, or stop", SETTINGS, None),
    ]
    assert (post["unfurl_links"], post["unfurl_media"]) == ("false", "false")


def test_the_link_stands_behind_the_button_and_nowhere_else(slack, workspace, server):
    slack.send(an_invitation())
    assert workspace.posted[0]["blocks"].count("checkin") == 1
    assert "checkin" not in workspace.posted[0]["text"]
    assert all("checkin" not in asked.path for asked in server.asked)


def test_nothing_in_the_words_is_read_as_formatting(slack, workspace):
    slack.send(an_invitation())
    texts = [b["text"]["type"] for b in json.loads(workspace.posted[0]["blocks"]) if "text" in b]
    assert texts == ["plain_text", "plain_text"]


def test_a_message_without_a_link_has_no_button(slack, workspace):
    slack.send(an_invitation(own={"name": "Ana", "link": "", "settings": ""}))
    assert [block["type"] for block in json.loads(workspace.posted[0]["blocks"])] == ["header", "section"]


def test_somebody_whom_slack_does_not_know_is_gone(slack, workspace):
    with pytest.raises(Gone) as gone:
        slack.send(an_invitation("ben@example.com"))
    assert str(gone.value) == UNKNOWN
    assert workspace.posted == []


def test_somebody_who_left_the_workspace_is_gone(slack, workspace):
    workspace.trouble["users.lookupByEmail"] = lambda: said(ok=True, user={"id": "U1", "deleted": True})
    with pytest.raises(Gone):
        slack.send(an_invitation())
    assert workspace.posted == []


@pytest.mark.parametrize("method", ["users.lookupByEmail", "chat.postMessage"])
def test_slack_says_how_long_to_wait(slack, workspace, method):
    workspace.trouble[method] = lambda: said(429, {"Retry-After": "17"}, ok=False, error="ratelimited")
    with pytest.raises(Down) as down:
        slack.send(an_invitation())
    assert down.value.pause == timedelta(seconds=17)


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        ("ratelimited", Down),
        ("token_revoked", Down),
        ("missing_scope", Down),
        ("account_inactive", Down),
        ("something_new", Down),
        ("internal_error", Later),
        ("msg_too_long", Never),
        ("cannot_dm_bot", Never),
    ],
)
def test_an_error_concerns_the_message_or_the_whole_workspace(slack, workspace, error, failure):
    workspace.trouble["chat.postMessage"] = lambda: said(ok=False, error=error)
    with pytest.raises(failure):
        slack.send(an_invitation())


def test_a_wrong_token_stops_the_channel_and_is_not_repeated(server, workspace):
    wrong = SlackChannel(Slack("xoxb-wrong"), Door(LOOPBACK), relay="r", now=START, api=f"{server.url}/api")
    with pytest.raises(Down) as down:
        wrong.send(an_invitation())
    assert "xoxb" not in str(down.value)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"ok":true}', b'{"ok":true,"user":{"id":7}}', b'{"ok":true,"user":[]}']
)
def test_an_answer_that_cannot_be_read_is_tried_again(slack, workspace, body):
    workspace.trouble["users.lookupByEmail"] = lambda: (200, {}, body)
    with pytest.raises(Later):
        slack.send(an_invitation())


def test_an_address_cannot_add_a_parameter(slack, server):
    with pytest.raises(Gone):
        slack.send(an_invitation("a&channel=C1@example.com"))
    assert len(server.asked) == 1
