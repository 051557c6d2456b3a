"""Webhooks, checked by the library that receivers use."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook as Receiver
from standardwebhooks import WebhookVerificationError

from pulse.delivery.channels.failures import Down, Gone, Later
from pulse.delivery.channels.http import Door
from pulse.delivery.channels.webhook import WebhookChannel
from pulse.delivery.message import Message, Words
from pulse.delivery.settings import Webhook, new_signing_secret
from tests.factories.counterpart import LOOPBACK, counterpart

EVENT = {
    "type": "cycle.opened",
    "timestamp": "2026-11-23T08:00:00Z",
    "data": {"cycle": "ab" * 16, "name": "Küche 廚房"},
}


@pytest.fixture
def receiver():
    with counterpart(lambda asked: (204, {}, b"")) as there:
        yield there


@pytest.fixture
def now():
    """The real time: the library refuses what is older than five minutes."""
    return datetime.now(UTC)


def webhook(receiver, setting, now):
    setting = Webhook(f"{receiver.url}/in", *setting)
    return WebhookChannel(setting, Door(LOOPBACK), relay="r", now=now)


def event(dedup="event.1"):
    return Message("", "", Words("cycle.opened", json.dumps(EVENT, ensure_ascii=False), ""), dedup)


def test_a_receiver_verifies_what_it_gets(now):
    secret = new_signing_secret()
    with counterpart(lambda asked: (204, {}, b"")) as receiver:
        webhook(receiver, (secret,), now).send(event())
    (asked,) = receiver.asked
    assert Receiver(secret).verify(asked.body, asked.headers) == EVENT
    assert asked.headers["webhook-id"] == "event_1"
    assert asked.headers["webhook-timestamp"] == str(int(now.timestamp()))
    assert asked.headers["content-type"] == "application/json"


def test_while_the_receiver_changes_over_either_secret_fits(receiver, now):
    new, old, other = (new_signing_secret() for _ in range(3))
    webhook(receiver, (new, old), now).send(event())
    (asked,) = receiver.asked
    for secret in (new, old):
        assert Receiver(secret).verify(asked.body, asked.headers) == EVENT
    with pytest.raises(WebhookVerificationError):
        Receiver(other).verify(asked.body, asked.headers)


def test_a_second_try_carries_the_same_id_and_its_own_time(receiver, now):
    secret = new_signing_secret()
    for later in (timedelta(0), timedelta(minutes=2)):
        webhook(receiver, (secret,), now + later).send(event())
    first, second = receiver.asked
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]
    assert Receiver(secret).verify(second.body, second.headers) == EVENT


def test_what_was_altered_on_the_way_is_refused_there(receiver, now):
    secret = new_signing_secret()
    webhook(receiver, (secret,), now).send(event())
    (asked,) = receiver.asked
    with pytest.raises(WebhookVerificationError):
        Receiver(secret).verify(asked.body.replace(b"opened", b"closed"), asked.headers)
    with pytest.raises(WebhookVerificationError):
        Receiver(secret).verify(asked.body, asked.headers | {"webhook-id": "event_2"})


def test_a_receiver_that_wants_no_more_is_gone(receiver, now):
    receiver.answer = lambda asked: (410, {}, b"")
    with pytest.raises(Gone, match="410"):
        webhook(receiver, (new_signing_secret(),), now).send(event())


@pytest.mark.parametrize("status", [400, 404, 405, 422, 500])
def test_a_receiver_in_trouble_is_tried_again(status, receiver, now):
    receiver.answer = lambda asked: (status, {}, b"")
    with pytest.raises((Later, Down)):
        webhook(receiver, (new_signing_secret(),), now).send(event())


def test_nothing_goes_out_without_a_signature(receiver, now):
    for setting in (("",), ("whsec_???",), (new_signing_secret(), "whsec_???")):
        with pytest.raises(Down):
            webhook(receiver, setting, now).send(event())
    assert receiver.asked == []
