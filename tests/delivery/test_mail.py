"""A message as an e-mail: what stands in its headers, and what can never get into them."""

from datetime import datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.delivery.mail import build, recipient_address, sender_address
from pulse.delivery.message import UnsafeHeader
from tests.conftest import START
from tests.factories.delivery import message

FROM = "Pulse <pulse@example.com>"


def built(changed):
    return message_from_bytes(build(changed, mail_from=FROM, now=START), policy=default)


def test_a_mail_says_who_sent_it_that_a_machine_did_and_when():
    mail = built(message())
    assert {name: mail[name] for name in ("From", "To", "Subject", "Message-ID", "Auto-Submitted")} == {
        "From": "Pulse <pulse@example.com>",
        "To": "Ana <ana@example.com>",
        "Subject": "Hello",
        "Message-ID": "<letter.ana@example.com>",
        "Auto-Submitted": "auto-generated",
    }
    assert datetime.strptime(mail["Date"], "%a, %d %b %Y %H:%M:%S %z") == START
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_two_attempts_at_a_message_are_the_same_but_for_the_boundary():
    first, second = built(message()), built(message())
    assert first.items()[:-1] == second.items()[:-1]


@pytest.mark.parametrize("field", ["to_name", "to_address", "subject"])
@pytest.mark.parametrize("smuggled", ["a\nBcc: eve@example.com", "a\r\nBcc: eve@example.com", "a\x00", "a\r"])
def test_a_line_break_never_gets_into_a_header(field, smuggled):
    with pytest.raises(UnsafeHeader):
        message(**{field: smuggled})


@pytest.mark.parametrize("dedup", ["", "a b", "a>b", "a\n", "ä", "a/../b", "x" * 121])
def test_a_messages_own_name_is_plain(dedup):
    with pytest.raises(UnsafeHeader):
        message(dedup=dedup)


@pytest.mark.parametrize("address", ["", "ana", "ana@", "@example.com", "änä@example.com", "ana@exa mple.com", "a@b@"])
def test_an_impossible_address_is_an_error(address):
    with pytest.raises(ValueError, match=r".+"):
        build(message(to_address=address), mail_from=FROM, now=START)


@given(st.text(max_size=30) | st.from_regex(r"[^@]{1,10}@[^@]{1,10}", fullmatch=True))
def test_any_address_gives_a_mail_or_one_kind_of_error(address):
    try:
        mail = built(message(to_address=address))
    except ValueError:
        return
    assert len(mail["To"].addresses) == 1


def test_a_domain_in_other_letters_is_written_in_ascii():
    assert recipient_address(message(to_address="ana@bücher.example")) == "ana@xn--bcher-kva.example"


def test_the_bare_sender_is_read_from_the_setting():
    assert sender_address(FROM) == "pulse@example.com"
    assert sender_address("pulse@example.com") == "pulse@example.com"
    with pytest.raises(ValueError, match="not an address"):
        sender_address("Pulse")


printable = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=120).map(
    lambda text: " ".join(text.split()) or "x"
)


@given(printable, printable)
def test_any_name_and_subject_arrive_as_they_were_and_bring_no_header(name, subject):
    mail = built(message(to_name=name, subject=subject))
    assert set(mail.keys()) == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
    }
    assert [address.addr_spec for address in mail["To"].addresses] == ["ana@example.com"]


@pytest.mark.parametrize("text", ["Hello.\n", "您好，請點選連結。\n", "x" * 2000 + "\n", ".\n..\nFrom me\n"])
def test_every_relay_can_carry_the_text(text):
    raw = build(message(text=text), mail_from=FROM, now=START)
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    mail = message_from_bytes(raw, policy=default)
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == text
