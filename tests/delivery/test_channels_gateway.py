"""The gateway: any provider's form, filled so that no value breaks out; a provider checks what each preset sends."""

import json
from base64 import b64decode, b64encode
from hashlib import sha256
from urllib.parse import parse_qsl
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.delivery.channels.failures import Down, Later, Never
from pulse.delivery.channels.gateway import GatewayChannel, phone
from pulse.delivery.channels.guard import target
from pulse.delivery.channels.http import Door
from pulse.delivery.channels.presets import LINE, PRESETS, SMS, SMS_JSON, WHATSAPP, ZALO
from pulse.delivery.channels.template import (
    BadTemplate,
    body_of,
    check_body,
    check_headers,
    check_places,
    filled,
    headers_of,
    url_of,
)
from pulse.delivery.settings import Gateway
from tests.conftest import START
from tests.factories.channels import LINK, SETTINGS, an_invitation
from tests.factories.counterpart import LOOPBACK, counterpart

NUMBER = "+62 (812) 3456-789"
PLAIN = "+628123456789"
TEXT = f"It takes 40 seconds: {LINK}\nOpen until Friday.\nSettings, or stop: {SETTINGS}"


@pytest.fixture
def provider():
    with counterpart() as there:
        yield there


def gateway(provider, preset, **changes):
    made = PRESETS[preset]
    host = made.url.split("/")[2]
    url = made.url.replace(f"https://{host}", provider.url)
    values = {"preset": preset, "url": url, "kind": made.kind, "headers": made.headers, "body": made.body}
    setting = Gateway(**(values | {"secret": "SID:token", "taken": made.taken} | changes))
    return GatewayChannel(setting, Door(LOOPBACK), relay="r", now=START)


def sent(provider, preset, **changes):
    gateway(provider, preset, **changes).send(an_invitation(NUMBER))
    return provider.asked[-1]


# What each provider is sent.


def test_text_messages_as_twilio_takes_them(provider):
    provider.answer = lambda asked: (201, {}, b'{"status": "queued"}')
    asked = sent(provider, SMS)
    assert asked.path == "/2010-04-01/Accounts/ACCOUNT_SID/Messages.json"
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert b64decode(asked.headers["authorization"].removeprefix("Basic ")) == b"SID:token"
    assert dict(parse_qsl(asked.body.decode())) == {"To": PLAIN, "From": "+15550001111", "Body": TEXT}


def test_text_messages_through_another_provider(provider):
    asked = sent(provider, SMS_JSON)
    assert asked.headers["authorization"] == "Bearer SID:token"
    assert json.loads(asked.body) == {"to": PLAIN, "text": TEXT, "reference": "open.ana"}


def test_whatsapp_gets_an_approved_template_with_the_link(provider):
    asked = sent(provider, WHATSAPP)
    given = json.loads(asked.body)
    assert asked.path == "/v23.0/PHONE_NUMBER_ID/messages"
    assert (given["messaging_product"], given["to"], given["type"]) == ("whatsapp", PLAIN[1:], "template")
    assert given["template"]["components"] == [{"type": "body", "parameters": [{"type": "text", "text": LINK}]}]


def test_zalo_gets_a_template_and_says_inside_whether_it_took_it(provider):
    provider.answer = lambda asked: (200, {}, b'{"error": 0, "message": "Success"}')
    asked = sent(provider, ZALO)
    given = json.loads(asked.body)
    assert (asked.path, asked.headers["access_token"]) == ("/message/template", "SID:token")
    assert (given["phone"], given["template_data"]) == (PLAIN[1:], {"link": LINK})
    assert len(given["tracking_id"]) <= 48
    for refusal in (b'{"error": -124}', b'{"error": "0 "}', b"{}", b"[]", b"busy", b'{"error": null}'):
        provider.answer = lambda asked, refusal=refusal: (200, {}, refusal)
        with pytest.raises(Later):
            sent(provider, ZALO)


def test_line_gets_the_hash_of_the_number(provider):
    asked = sent(provider, LINE)
    given = json.loads(asked.body)
    assert asked.path == "/bot/pnp/push"
    assert given["to"] == sha256(PLAIN.encode()).hexdigest()
    assert given["messages"] == [{"type": "text", "text": TEXT}]
    assert 16 <= len(asked.headers["x-line-delivery-tag"]) <= 100


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_can_be_saved_as_it_is(preset):
    made = PRESETS[preset]
    check_body(made.kind, made.body)
    check_headers(made.headers)
    check_places(made.url)
    assert target(made.url).scheme == "https"
    assert made.needs.endswith(".")


@pytest.mark.parametrize("preset", PRESETS)
def test_every_try_carries_the_same_key(provider, preset):
    provider.answer = lambda asked: (200, {}, b'{"error": 0}')
    first, second = (sent(provider, preset) for _ in range(2))
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == "open.ana"
    assert first.body == second.body


def test_a_uuid_stands_for_the_message(provider):
    asked = sent(provider, SMS_JSON, headers="X-Retry: {uuid}")
    assert UUID(asked.headers["x-retry"]).version == 5


# What comes back.


def test_a_message_that_arrived_at_an_earlier_try_is_not_sent_again(provider):
    provider.answer = lambda asked: (409, {}, b"")
    sent(provider, SMS_JSON)
    assert len(provider.asked) == 1


@pytest.mark.parametrize(("status", "failure"), [(400, Never), (401, Down), (429, Down), (500, Later), (302, Down)])
def test_a_refusal_is_understood(provider, status, failure):
    provider.answer = lambda asked: (status, {"Retry-After": "5"}, b"")
    with pytest.raises(failure):
        sent(provider, SMS_JSON)


def test_what_the_provider_says_is_shown_without_the_secret(provider):
    basic = b64encode(b"SID:token")
    provider.answer = lambda asked: (
        400,
        {},
        b"<b>no</b> number; you sent SID:token and Basic " + basic + b"\x1b[1m" + b"x" * 999,
    )
    channel = gateway(provider, SMS_JSON)
    with pytest.raises(Never) as never:
        channel.send(an_invitation(NUMBER))
    said = channel.said()
    assert said.startswith("<b>no</b> number; you sent")
    assert len(said) <= 200
    for hidden in ("SID:token", basic.decode(), "\x1b"):
        assert hidden not in said
        assert hidden not in str(never.value)


# Nothing breaks out of its place.

NASTY = [
    '","to":"+1',
    "}{",
    "&To=%2B1",
    "a\r\nX-Evil: 1",
    "/../../admin?x=",
    "#",
    "{secret}",
    "{{link}}",
    "\\",
    "\u2028",
    "%0d%0a",
    "'",
]
anything = st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"])))


@given(anything, anything)
def test_no_value_breaks_out_of_json(text, number):
    template = '{"to": "{phone}", "text": "Hi {text}", "nested": [{"a": "{text}", "n": 1}], "{phone}": true}'
    given = json.loads(body_of("json", template, {"text": text, "phone": number, "secret": "hush"}))
    assert given == {"to": number, "text": f"Hi {text}", "nested": [{"a": text, "n": 1}], "{phone}": True}


@given(anything, anything)
def test_no_value_breaks_out_of_a_form(text, number):
    body = body_of("form", "To={phone}\nFrom=+1\n\nBody=Hi {text}=", {"text": text, "phone": number, "secret": "hush"})
    pairs = parse_qsl(body.decode(), keep_blank_values=True)
    assert pairs == [("To", number), ("From", "+1"), ("Body", f"Hi {text}=")]


@given(anything)
def test_no_value_leads_to_another_address(text):
    goal = target(url_of("https://sms.example.com/v1/{phone}?to={phone}", {"phone": text}))
    assert (goal.host, goal.path.count("/"), goal.path.count("?"), goal.path.count("&")) == (
        "sms.example.com",
        2,
        1,
        0,
    )


@given(anything)
def test_no_value_adds_a_header(text):
    (value,) = headers_of("X-Own: {text}", {"text": text}).values()
    assert value.isprintable()


def test_a_value_that_looks_like_a_placeholder_is_left_alone():
    assert filled("{text} {other}", {"text": "{secret}", "secret": "hush"}) == "{secret} {other}"


@pytest.mark.parametrize(
    ("kind", "body", "sentence"),
    [
        ("json", "{", "This is not JSON"),
        ("json", '{"a": "{name}"}', "{name} is not a placeholder"),
        ("json", '[["{nobody}"]]', "{nobody} is not a placeholder"),
        ("form", "To", "Line 1 has no “=”"),
        ("form", "To={phone}\n=x", "Line 2 has no “=”"),
        ("form", "To={fone}", "{fone} is not a placeholder"),
    ],
)
def test_a_body_that_cannot_be_used_is_refused_in_a_sentence(kind, body, sentence):
    with pytest.raises(BadTemplate, match=sentence):
        check_body(kind, body)


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        ("Authorization", "Line 1 has no “:”"),
        ("X A: 1", "Line 1 cannot be a header"),
        ("X-A: 1\nX-B: ü", "Line 2 cannot be a header"),
        ("X-A: {fone}", "{fone} is not a placeholder"),
        ("Authorization: Bearer 123", "Line 1 holds a secret"),
        ("X-Api-Key: 123", "Line 1 holds a secret"),
    ],
)
def test_headers_that_cannot_be_used_are_refused_in_a_sentence(headers, sentence):
    with pytest.raises(BadTemplate, match=sentence):
        check_headers(headers)


@pytest.mark.parametrize(
    ("given", "number"),
    [(NUMBER, PLAIN), ("0812 345", "0812345"), ("+44 (0)20 7946", "+44207946"), ("+84.98.765", "+8498765")],
)
def test_a_number_is_written_as_machines_want_it(given, number):
    assert phone(given) == number
