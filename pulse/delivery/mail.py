"""A message as the bytes of an e-mail: text and HTML, nothing that tells us whether it was read.

The e-mail package takes milliseconds for a mail. So a letter becomes bytes once, as a form with gaps, and
each reader's mail is that form filled in. Both parts are quoted-printable, in whatever language: there a
gap may stand anywhere, as a soft line break before and after it leaves no trace in what is read.
"""

import re
from base64 import b64encode
from binascii import b2a_qp
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from secrets import token_hex
from typing import Any

from pulse.delivery.message import Message, Picture, UnsafeHeader, Words, escaped, is_line, pieces

# Looked at before the e-mail package does: odd addresses make it stumble in ways of its own.
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/^_`{|}~ -]+")
_BREAK = re.compile(r"\r\n?")
_WORD_BYTES = 45  # of UTF-8 in one encoded word, which has 75 characters at most (RFC 2047, 2)
_LINE = 72
_SOFT = b"=\r\n"  # a line break that is none (RFC 2045, 6.7)
_OTHERS = re.compile(r"[^!-<>-~]")  # what does not stand for itself in quoted-printable
_ASCII = {code: f"={code:02X}" for code in range(128) if _OTHERS.match(chr(code))}  # the same, sooner
_WHOLE = re.compile(rf".{{1,{_LINE}}}(?<!=)(?<!=.)")  # a line that ends inside no `=3D`


@dataclass(frozen=True)
class Form:
    """A letter as bytes: what stands between the gaps, and which gap is whose: (whether in HTML, name)."""

    sender: bytes
    subject: bytes
    body: tuple[bytes, ...]
    gaps: tuple[tuple[bool, str], ...]


def sender_address(mail_from: str) -> str:
    """The bare address of a From line such as `Pulse <pulse@example.com>`; `ValueError` if it has none."""
    return bare_address(parseaddr(mail_from)[1])


def bare_address(address: str) -> str:
    """The address as the envelope has it, its domain as ASCII; `ValueError` when no mail can go there."""
    local, _, domain = address.rpartition("@")
    if not domain.isascii():  # else this would take longer than everything else
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            domain = ""
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise ValueError("this is not an address that mail can go to")
    return f"{local}@{domain}"


def form(words: Words, mail_from: str) -> Form:
    """Make a letter into bytes, once for all its readers."""
    if not is_line(words.subject):
        raise UnsafeHeader("a subject has no line breaks")
    name, address = parseaddr(mail_from)
    local, _, domain = bare_address(address).rpartition("@")
    boundary = f"=_{token_hex(16)}"  # no quoted-printable text has these two together
    body: list[bytes] = [_top("multipart/alternative", boundary) + _part(boundary, "text/plain")]
    gaps: list[tuple[bool, str]] = []
    _lay(body, gaps, words.text, is_html=False)
    inner = _related(words.pictures, body, boundary)
    _lay(body, gaps, words.html, is_html=True)
    body[-1] += inner + f"\r\n--{boundary}--\r\n".encode()
    sender = _header("From", Address(name, local, domain))
    return Form(sender, _header("Subject", words.subject), tuple(body), tuple(gaps))


def fill(form: Form, message: Message, *, message_id: str, now: datetime) -> bytes:
    """One person's whole mail. Two attempts at the same message carry the same Message-ID.

    Raises `ValueError` for an address that no mail can go to.
    """
    head = [
        form.sender,
        f"To: {_mailbox(message.to_name, bare_address(message.to_address))}\r\n".encode("ascii"),
        form.subject,
        f"Date: {_date(now)}\r\nMessage-ID: <{message_id}>\r\nAuto-Submitted: auto-generated\r\n".encode(),
    ]
    if message.unsubscribe:
        address = message.unsubscribe.encode("ascii")
        head += [b"List-Unsubscribe: <", address, b">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"]
    return b"".join(head) + _filled(form, message.own)


@lru_cache(maxsize=1)
def _date(now: datetime) -> str:
    return format_datetime(now)


def _filled(form: Form, own: Mapping[str, str]) -> bytes:
    values = {gap: _soft(escaped(own[gap[1]]) if gap[0] else own[gap[1]]) for gap in set(form.gaps)}
    woven = [form.body[0]]
    for gap, after in zip(form.gaps, form.body[1:], strict=True):
        woven += (values[gap], after)
    return b"".join(woven)


def _lay(body: list[bytes], gaps: list[tuple[bool, str]], text: str, *, is_html: bool) -> None:
    """Go on with a part of the mail: words and gaps in turns."""
    text = _BREAK.sub("\n", text)
    cut = pieces(text if text.endswith("\n") else text + "\n")
    last = len(cut) - 1
    for at, piece in enumerate(cut):
        if at % 2:
            gaps.append((is_html, piece))
            continue
        laid = b2a_qp(piece.encode(), istext=True).replace(b"\n", b"\r\n")
        softly = at < last and laid and not laid.endswith(b"\r\n")
        laid += _SOFT if softly else b""
        if at:
            body.append(laid)
        else:
            body[-1] += laid


def _soft(value: str) -> bytes:
    """A value in lines of its own that leave no line break in what is read."""
    quoted = value.translate(_ASCII) if value.isascii() else _OTHERS.sub(_quoted, value)
    return "".join(f"{line}=\r\n" for line in _WHOLE.findall(quoted)).encode("ascii")


def _quoted(found: re.Match[str]) -> str:
    return "".join(f"={byte:02X}" for byte in found[0].encode())


def _related(pictures: tuple[Picture, ...], body: list[bytes], outer: str) -> bytes:
    """Begin the HTML part, with its pictures where it has some; give what follows the HTML."""
    if not pictures:
        body[-1] += _part(outer, "text/html")
        return b""
    boundary = f"=_{token_hex(16)}"
    opened = f'\r\n--{outer}\r\nContent-Type: multipart/related; type="text/html";\r\n boundary="{boundary}"\r\n'
    body[-1] += opened.encode() + _part(boundary, "text/html")
    attached = b"".join(_attached(boundary, picture) for picture in pictures)
    return attached + f"\r\n--{boundary}--\r\n".encode()


def _attached(boundary: str, picture: Picture) -> bytes:
    encoded = b64encode(picture.content)
    lines = b"\r\n".join(encoded[at : at + 76] for at in range(0, len(encoded), 76))
    head = (
        f"\r\n--{boundary}\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-ID: <{picture.name}>\r\nContent-Disposition: inline; filename="{picture.name}.png"\r\n\r\n'
    )
    return head.encode("ascii") + lines


def _top(kind: str, boundary: str) -> bytes:
    return f'MIME-Version: 1.0\r\nContent-Type: {kind};\r\n boundary="{boundary}"\r\n'.encode()


def _part(boundary: str, kind: str) -> bytes:
    head = f'Content-Type: {kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return f"\r\n--{boundary}\r\n{head}".encode()


def _header(name: str, value: Any) -> bytes:
    folded: str = SMTP.fold(name, SMTP.header_factory(name, value))
    return folded.encode("ascii")


def _mailbox(name: str, address: str) -> str:
    """`Ana <ana@example.com>`, the name in whatever letters (RFC 2047), folded so that no line is long."""
    name = " ".join(name.split())
    if not name:
        return address
    if not name.isascii() or "=?" in name:
        return f"{_encoded(name)}\r\n <{address}>"
    if not _ATOMS.fullmatch(name):
        name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{name}\r\n <{address}>" if len(name) + len(address) > _LINE else f"{name} <{address}>"


def _encoded(name: str) -> str:
    words, word = [], b""
    for letter in (character.encode() for character in name):
        if len(word) + len(letter) > _WORD_BYTES:
            words.append(word)
            word = b""
        word += letter
    return "\r\n ".join(f"=?utf-8?b?{b64encode(word).decode()}?=" for word in [*words, word])
