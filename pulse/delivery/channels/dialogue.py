"""The words by which one mail is handed to an SMTP server, with something useful done while it thinks.

Where the server takes commands in one go (RFC 2920, PIPELINING), the envelope costs one journey instead of three.
"""

import re
from contextlib import suppress
from smtplib import SMTP, SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused, SMTPServerDisconnected

from pulse.delivery.channels.channel import Meanwhile

_FINE, _ALSO_FINE, _GO_ON, _CLOSING = 250, 251, 354, 421
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_END = b".\r\n"
Reply = tuple[int, bytes]


def hand_over(server: SMTP, sender: str, recipient: str, mail: bytes, meanwhile: Meanwhile) -> None:
    """One mail to one recipient, in smtplib's manner of failing; both addresses are bare ones, known to be clean.

    What is owed is done before the body goes, so that at no time two mails that the server took are without a note.
    After an error of another kind than smtplib's nobody knows where the dialogue stands: it is to be broken off.
    """
    server.ehlo_or_helo_if_needed()
    size = f" SIZE={len(mail)}" if server.has_extn("size") else ""
    envelope = (f"MAIL FROM:<{sender}>{size}", f"RCPT TO:<{recipient}>", "DATA")
    if any("\r" in command or "\n" in command for command in envelope):
        raise ValueError("an address has no line breaks")
    if server.has_extn("pipelining"):
        _in_one_go(server, envelope, recipient, sender, meanwhile)
    else:
        _one_by_one(server, envelope, recipient, sender, meanwhile)
    meanwhile.finish()
    body = _LEADING_DOT.sub(b"..", mail)
    server.send(body + (b"" if body.endswith(b"\r\n") else b"\r\n") + _END)
    meanwhile.prepare()
    reply = server.getreply()
    if reply[0] != _FINE:
        _give_up(server, reply[0])
        raise SMTPDataError(*reply)


def _one_by_one(
    server: SMTP, envelope: tuple[str, str, str], recipient: str, sender: str, meanwhile: Meanwhile
) -> None:
    replies: list[Reply] = []
    for command in envelope:
        server.putcmd(command)
        if not replies:
            meanwhile.begin()
        replies.append(server.getreply())
        _look_at(server, replies, recipient, sender)


def _in_one_go(
    server: SMTP, envelope: tuple[str, str, str], recipient: str, sender: str, meanwhile: Meanwhile
) -> None:
    server.send("".join(f"{command}\r\n" for command in envelope))
    meanwhile.begin()
    replies = [server.getreply() for _ in envelope]
    if replies[2][0] == _GO_ON and not (_is_taken(replies[0]) and _is_taken(replies[1])):
        server.send(_END)  # it waits for a mail to nobody
        server.getreply()
    for known in range(1, len(replies) + 1):
        _look_at(server, replies[:known], recipient, sender)


def _look_at(server: SMTP, replies: list[Reply], recipient: str, sender: str) -> None:
    """Raise what the newest of these replies means, if it is a refusal."""
    code, said = replies[-1]
    if code == _GO_ON if len(replies) == 3 else _is_taken(replies[-1]):
        return
    _give_up(server, code)
    if len(replies) == 1:
        raise SMTPSenderRefused(code, said, sender)
    if len(replies) == 2:
        raise SMTPRecipientsRefused({recipient: (code, said)})
    raise SMTPDataError(code, said)


def _is_taken(reply: Reply) -> bool:
    return reply[0] in (_FINE, _ALSO_FINE)


def _give_up(server: SMTP, code: int) -> None:
    """Leave this mail, so that the next can go over the same connection."""
    if code == _CLOSING:
        server.close()
    else:
        with suppress(SMTPServerDisconnected):  # it shows at the next mail; what matters is this one's refusal
            server.rset()
