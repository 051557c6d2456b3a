"""What is done while a mail server thinks: the note of the mail before, the making of the mail after."""

from contextlib import contextmanager
from dataclasses import replace
from smtplib import SMTP

import pytest
from aiosmtpd import smtp as served
from aiosmtpd.controller import Controller
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import OperationalError

from pulse.delivery import operations
from pulse.delivery.channels.channel import Meanwhile
from pulse.delivery.channels.failures import Down, Later, Never
from pulse.delivery.channels.smtp import SmtpConnection
from pulse.delivery.jobs import Rendering, drain
from pulse.delivery.models import OutboxMessage, Relay
from pulse.driver import Notes
from tests.conftest import START
from tests.factories.delivery import MailServer, free_port, mail_server, message, posting
from tests.factories.organisation import an_organisation

MAIL = b"Subject: hello\r\n\r\n.Hello.\r\n"
TO = ("pulse@example.com", "ana@example.com", MAIL)
NAMES = [f"person{number}" for number in range(6)]


@pytest.fixture
def organisation(services):
    with services.database.writing() as session:
        session.execute(update(OutboxMessage).values(sent_at=START))
        session.execute(delete(Relay))
        organisation = an_organisation(session)
        operations.enqueue(session, organisation, [posting(name, START) for name in NAMES])
    return organisation


def over(services, server):
    return replace(services, config=replace(services.config, smtp_url=server.url, smtp_rate=None))


def makers(make=lambda rows, claimed: message(claimed.recipient, dedup=claimed.dedup), **more):
    return {"letter": Rendering(make, lambda session, batch: None, **more)}


def noted(services, organisation):
    with services.database.reading() as session:
        ours = OutboxMessage.organisation_id == organisation
        return session.scalar(select(func.count()).where(ours, OutboxMessage.sent_at.is_not(None)))


@pytest.mark.parametrize("forgotten", [False, True])
def test_no_mail_is_taken_before_the_one_before_it_is_noted(services, organisation, forgotten):
    left = []
    more = {"sent": lambda rows, claimed: None} if forgotten else {}
    with mail_server() as server:
        takes = server.handle_DATA

        async def looking(smtp, session, envelope):
            left.append(waiting(services, organisation))
            return await takes(smtp, session, envelope)

        server.handle_DATA = looking
        assert drain(over(services, server), makers(**more), now=START) == len(NAMES)
    assert left == list(range(len(NAMES), 0, -1))
    assert waiting(services, organisation) == 0


def waiting(services, organisation):
    with services.database.reading() as session:
        ours = OutboxMessage.organisation_id == organisation
        return session.scalar(select(func.count()).where(ours, OutboxMessage.sent_at.is_(None)))


def test_a_note_that_fails_stops_the_next_mail_before_its_body(services, organisation, monkeypatch):
    finish, asked = Notes.finish, []

    def failing(notes):
        asked.append(notes)
        if len(asked) in {3, 4}:
            raise OperationalError("a note", None, Exception("the disk is full"))
        return finish(notes)

    monkeypatch.setattr(Notes, "finish", failing)
    with mail_server() as server:
        with pytest.raises(OperationalError):
            drain(over(services, server), makers(), now=START)
        assert len(server.mails) == 3
    assert noted(services, organisation) >= 2


def test_a_message_that_could_not_be_made_ahead_fails_at_its_own_turn(services, organisation):
    def make(rows, claimed):
        if claimed.recipient == "person3":
            raise Never("no")
        return message(claimed.recipient, dedup=claimed.dedup)

    with mail_server() as server:
        assert drain(over(services, server), makers(make), now=START) == len(NAMES)
        assert len(server.mails) == len(NAMES) - 1
    assert noted(services, organisation) == len(NAMES) - 1


def test_what_was_made_too_long_ago_is_made_again(services, organisation, monkeypatch):
    made = []

    def make(rows, claimed):
        made.append(claimed.recipient)
        return message(claimed.recipient, dedup=claimed.dedup)

    monkeypatch.setattr("pulse.delivery.jobs.FRESH", -1.0)
    with mail_server() as server:
        assert drain(over(services, server), makers(make), now=START) == len(NAMES)
        assert sorted(server.recipients) == sorted(f"{name}@example.com" for name in NAMES)
    assert sorted(made) == sorted([*NAMES, *NAMES[1:]])


class InOneGo(MailServer):
    """It says that it takes commands in one go."""

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        await super().handle_EHLO(server, session, envelope, hostname, responses)
        return [responses[0], "250-PIPELINING", *responses[1:]]


class Late(served.SMTP):
    """It asks for the mail even if nobody is to get it, and refuses it then."""

    async def smtp_DATA(self, arg):  # noqa: N802
        if self.envelope.rcpt_tos:
            return await super().smtp_DATA(arg)
        await self.push("354 go on")
        assert await self._reader.readuntil() == b".\r\n"
        await self.push("554 no valid recipients")
        return None


class LateController(Controller):
    """For such a server."""

    def factory(self):
        return Late(self.handler)


@contextmanager
def one_go(kind=Controller):
    handler, port = InOneGo(), free_port()
    controller = kind(handler, hostname="127.0.0.1", port=port)
    controller.start()
    handler.url = f"smtp://127.0.0.1:{port}"
    try:
        yield handler
    finally:
        controller.stop()


@pytest.fixture
def writes(monkeypatch):
    """What our side sent, write by write."""
    send, seen = SMTP.send, []

    def kept(self, words):
        seen.append(words)
        send(self, words)

    monkeypatch.setattr(SMTP, "send", kept)
    return seen


def test_a_server_that_takes_commands_in_one_go_gets_them_so(writes):
    with one_go() as server, SmtpConnection(server.url) as connection:
        connection.greet()
        del writes[:]
        connection.send(*TO)
        connection.send(*TO)
        assert [mail.get_content() for mail in server.mails] == [".Hello.\r\n"] * 2
    envelope = f"MAIL FROM:<{TO[0]}> SIZE={len(MAIL)}\r\nRCPT TO:<{TO[1]}>\r\nDATA\r\n"
    assert writes[:4] == [envelope, MAIL.replace(b".H", b"..H") + b".\r\n"] * 2


def test_one_that_does_not_is_asked_one_by_one(writes):
    with mail_server() as server, SmtpConnection(server.url) as connection:
        connection.greet()
        del writes[:]
        connection.send(*TO)
    assert [words[:4] for words in writes[:3]] == ["MAIL", "RCPT", "DATA"]


@pytest.mark.parametrize("kind", [Controller, LateController])
@pytest.mark.parametrize(("reply", "failure"), [("550 unknown", Never), ("450 busy", Later), ("421 bye", Down)])
def test_a_refusal_in_one_go_is_told_apart_and_the_next_mail_goes(kind, reply, failure):
    with one_go(kind) as server, SmtpConnection(server.url) as connection:
        server.reply = lambda recipient: reply
        with pytest.raises(failure, match=reply):
            connection.send(*TO)
        server.reply = lambda recipient: None
        connection.send(*TO)
        assert len(server.mails) == 1


def test_a_sender_that_is_refused_is_a_channel_that_is_down():
    async def refused(smtp, session, envelope, address, options):
        return "550 not you"

    with one_go() as server, SmtpConnection(server.url) as connection:
        server.handle_MAIL = refused
        with pytest.raises(Down, match="550 not you"):
            connection.send(*TO)
    assert server.mails == []


def test_a_mail_whose_time_has_not_come_leaves_nothing_with_the_server():
    def fail():
        raise LookupError

    for server_kind in (mail_server, one_go):
        with server_kind() as server, SmtpConnection(server.url) as connection:
            with pytest.raises(LookupError):
                connection.send(*TO, Meanwhile(finish=fail))
            connection.send(*TO)
            assert len(server.mails) == 1
            assert server.connections == 2


def test_an_address_with_a_line_break_says_nothing_to_a_server():
    with one_go() as server, SmtpConnection(server.url) as connection:
        with pytest.raises(ValueError, match="line breaks"):
            connection.send("pulse@example.com", "ana@example.com>\r\nRCPT TO:<eve@example.com", MAIL)
        assert server.recipients == []
