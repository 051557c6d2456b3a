"""A message as an e-mail: what stands in its headers, and what can never get into them."""

from datetime import datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.delivery.letters import PICTURES, letter, pictures_in
from pulse.delivery.mail import bare_address, sender_address
from pulse.delivery.message import Message, Picture, UnsafeHeader, Words, escaped, mark
from pulse.i18n import LANGUAGES
from tests.conftest import START
from tests.factories.delivery import message, posted

FROM = "Pulse <pulse@example.com>"
TOLD = {
    "organisation": "Lotus Works",
    "is_demo": False,
    "paragraphs": ("It is done.",),
    "address": "https://a.example",
}


def built(changed):
    return message_from_bytes(posted(changed, now=START), policy=default)


def test_a_mail_says_who_sent_it_that_a_machine_did_and_when():
    mail = built(message())
    assert {name: mail[name] for name in ("From", "To", "Subject", "Message-ID", "Auto-Submitted")} == {
        "From": "Pulse <pulse@example.com>",
        "To": "Ana <ana@example.com>",
        "Subject": "Hello",
        "Message-ID": "<letter@example.com>",
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
        posted(message(**{field: smuggled}), now=START)


@pytest.mark.parametrize("dedup", ["", "a b", "a>b", "a\n", "ä", "a/../b", "x" * 121])
def test_a_messages_own_name_is_plain(dedup):
    with pytest.raises(UnsafeHeader):
        message(dedup=dedup)


@pytest.mark.parametrize("address", ["", "ana", "ana@", "@example.com", "änä@example.com", "ana@exa mple.com", "a@b@"])
def test_an_impossible_address_is_an_error(address):
    with pytest.raises(ValueError, match=r".+"):
        posted(message(to_address=address), now=START)


@given(st.text(max_size=30) | st.from_regex(r"[^@]{1,10}@[^@]{1,10}", fullmatch=True))
def test_any_address_gives_a_mail_or_one_kind_of_error(address):
    try:
        mail = built(message(to_address=address))
    except ValueError:
        return
    assert len(mail["To"].addresses) == 1


def test_a_domain_in_other_letters_is_written_in_ascii():
    assert bare_address("ana@bücher.example") == "ana@xn--bcher-kva.example"


def test_the_bare_sender_is_read_from_the_setting():
    assert sender_address(FROM) == "pulse@example.com"
    assert sender_address("pulse@example.com") == "pulse@example.com"
    with pytest.raises(ValueError, match="not an address"):
        sender_address("Pulse")


printable = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=120).map(
    lambda text: " ".join(text.split()) or "x"
)


def tight(name):
    """Without spaces: between two encoded words there is none (RFC 2047, 6.2), but Python's parser puts one there."""
    return "".join(name.split())


def recipients(mail):
    return [(tight(one.display_name), one.addr_spec) for one in mail["To"].addresses]


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
    assert mail["Subject"] == subject
    assert recipients(mail) == [(tight(name), "ana@example.com")]


@pytest.mark.parametrize("text", ["Hello.\n", "您好，請點選連結。\n", "x" * 2000 + "\n", ".\n..\nFrom me\n"])
def test_every_relay_can_carry_the_text(text):
    raw = posted(message(text=text), now=START)
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    mail = message_from_bytes(raw, policy=default)
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == text


def as_the_package_builds_it(made):
    """The same message by the e-mail package: slow, and known to be right."""
    local, _, domain = bare_address(made.to_address).rpartition("@")
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address("Pulse", "pulse", "example.com")
    mail["To"] = Address(" ".join(made.to_name.split()), local, domain)
    mail["Subject"] = made.subject
    mail["Date"] = format_datetime(START)
    mail["Message-ID"] = "<letter@example.com>"
    mail["Auto-Submitted"] = "auto-generated"
    if made.unsubscribe:
        mail["List-Unsubscribe"] = f"<{made.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(made.text, cte="base64")
    mail.add_alternative(made.html, subtype="html", cte="base64")
    for picture in made.letter.written().pictures:
        related = mail.get_payload()[1]
        related.add_related(picture.content, "image", "png", cid=f"<{picture.name}>", disposition="inline")
    return mail.as_bytes()


def meaning(raw):
    """What a mail says: its headers, and each part's kind, name and content."""
    mail = message_from_bytes(raw, policy=default)
    assert not [part.defects for part in mail.walk() if part.defects]
    headers = {name: str(value) for name, value in mail.items() if name != "Content-Type"}
    parts = []
    for part in mail.walk():
        content = None if part.is_multipart() else part.get_content()
        content = content.replace("\r\n", "\n") if isinstance(content, str) else content
        parts.append((part.get_content_type(), part.get_content_charset(), part["Content-ID"], content))
    return headers | {"To": recipients(mail)}, parts


lines = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=60)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=200)
addresses = st.from_regex(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,30}(\.[a-z0-9]{1,9})?@[a-z0-9]{1,20}\.(com|co\.id)", fullmatch=True
)
LETTERS = [
    letter("announcements/announcement", language, title="Xin chào 您好", **TOLD).written() for language in LANGUAGES
]


@st.composite
def messages(draw):
    own = {"name": draw(lines), "link": draw(lines | st.just("https://ballot.example/checkin/#c=1&i=2&m=3&b=0"))}
    laid = [draw(texts), mark("name"), draw(texts), mark("link"), draw(texts), mark("link"), draw(texts)]
    words = draw(
        st.sampled_from(LETTERS)
        | st.builds(
            Words,
            subject=printable,
            text=st.just("".join(laid) + "\n"),
            html=st.just(f'<p>{escaped(laid[0])}</p><a href="{mark("link")}">{mark("name")}</a>\n'),
            pictures=st.just(()) | st.binary(max_size=300).map(lambda content: (Picture("face", content),)),
        )
    )
    return Message(
        draw(lines),
        draw(addresses),
        words,
        "letter.ana",
        own,
        unsubscribe=draw(st.none() | st.just("https://pulse.example.com/messages/stop/0123456789")),
    )


@given(messages())
def test_a_filled_in_mail_means_what_the_email_package_would_have_built(made):
    raw = posted(made, now=START)
    assert raw.isascii()
    assert max(len(line) for line in raw.partition(b"\r\n\r\n")[2].split(b"\r\n")) <= 76
    assert max(len(line) for line in raw.split(b"\r\n")) <= 400
    assert meaning(raw) == meaning(as_the_package_builds_it(made))


def test_a_readers_own_words_are_escaped_in_html_alone():
    words = Words("Hello", f"{mark('name')}\n", f'<a title="{mark("name")}">{mark("name")}</a>\n')
    made = Message("Ana", "ana@example.com", words, "letter.ana", {"name": "<b>\"&'"})
    mail = built(made)
    assert mail.get_body(("plain",)).get_content().rstrip() == "<b>\"&'" == made.text.rstrip()
    assert mail.get_body(("html",)).get_content().rstrip() == made.html.rstrip()
    assert made.html == '<a title="&lt;b&gt;&#34;&amp;&#39;">&lt;b&gt;&#34;&amp;&#39;</a>\n'


@pytest.mark.parametrize("smuggled", ["a\nb", "a\rb", "a\x00", "a\x85b", "a\u2028b"])
def test_what_is_a_readers_own_is_one_line(smuggled):
    with pytest.raises(UnsafeHeader):
        message(own={"link": smuggled})


@pytest.mark.parametrize(
    "address", ["https://a b", "https://a>b", "mailto:a@b", "https://ä", "", "https://a\r\nBcc: e"]
)
def test_an_address_to_unsubscribe_at_is_a_plain_one(address):
    with pytest.raises(UnsafeHeader):
        message(unsubscribe=address)


def test_unsubscribing_takes_one_click_where_there_is_an_address():
    mail = built(message(unsubscribe="https://pulse.example.com/stop/1"))
    assert mail["List-Unsubscribe"] == "<https://pulse.example.com/stop/1>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert built(message())["List-Unsubscribe"] is None


def test_a_subject_is_the_same_for_everybody():
    with pytest.raises(ValueError, match="same for everybody"):
        letter("announcements/announcement", "en", own=("name", "title"), **TOLD).written()


def test_a_letter_of_which_something_own_is_missing_is_not_sent():
    with pytest.raises(ValueError, match="name, link"):
        letter("invitations/invitation", "en", own=("name", "link")).addressed(
            "Ana", "ana@example.com", dedup="letter.ana", own={"name": "Ana"}, is_demo=False
        )


def test_the_faces_come_inside_the_mail_and_are_small():
    html = (
        '<a href="https://a.example">' + "".join(f'<img src="cid:face-{value}" alt="">' for value in (1, 5)) + "</a>"
    )
    found = pictures_in(html)
    assert [picture.name for picture in found] == ["face-1", "face-5"]
    assert all(picture.content.startswith(b"\x89PNG") for picture in found)
    assert sum(file.stat().st_size for file in PICTURES.glob("face-*.png")) < 6000
    mail = built(message(html=html, pictures=found))
    [_, related] = mail.iter_parts()
    assert [part.get_content_type() for part in related.iter_parts()] == ["text/html", "image/png", "image/png"]
    assert [part["Content-ID"] for part in related.iter_attachments()] == ["<face-1>", "<face-5>"]
