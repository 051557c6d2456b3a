"""What a mail server may do in mid-mail, and what becomes of the mail: it is never lost, and is the same each time."""

from asyncio import Event
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from pulse.delivery import operations
from pulse.delivery.channels.failures import Down
from pulse.delivery.channels.smtp import SmtpConnection
from pulse.delivery.jobs import drain
from pulse.delivery.models import OutboxMessage, Relay
from pulse.delivery.queries import suppressed
from tests.conftest import START
from tests.factories.delivery import mail_server, message, posting
from tests.factories.organisation import an_organisation

LETTER = {"letter": lambda session, claimed: message(claimed.recipient, dedup=claimed.dedup)}


@pytest.fixture
def organisation(database):
    with database.writing() as session:  # every test looks at its own messages only
        session.execute(update(OutboxMessage).values(sent_at=START))
        session.execute(delete(Relay))
        return an_organisation(session)


def post(services, organisation, *names):
    with services.database.writing() as session:
        operations.enqueue(session, organisation, [posting(name, START) for name in names])


def over(services, server, rate=None):
    return replace(services, config=replace(services.config, smtp_url=server.url, smtp_rate=rate))


def test_a_server_that_hangs_up_after_the_data_gets_the_same_mail_again(services, organisation):
    post(services, organisation, "ana")
    with mail_server() as server:
        took = server.handle_DATA

        async def take_and_hang_up(smtp, session, envelope):
            await took(smtp, session, envelope)
            smtp.transport.close()
            return "250 OK"

        server.handle_DATA = take_and_hang_up
        assert drain(over(services, server), LETTER, now=START) == 0
        server.handle_DATA = took
        assert drain(over(services, server), LETTER, now=START + timedelta(minutes=1)) == 1
    first, second = (mail["Message-ID"] for mail in server.mails)
    assert first == second


def test_a_server_that_hangs_in_the_data_is_left_after_the_time_limit():
    with mail_server() as server:

        async def hang(smtp, session, envelope):
            await Event().wait()

        server.handle_DATA = hang
        with pytest.raises(Down, match="timed out"), SmtpConnection(server.url, timeout=0.3) as connection:
            connection.send("pulse@example.com", "ana@example.com", b"Subject: x\r\n\r\nx\r\n")


def test_a_pause_holds_for_every_worker_and_ends_with_the_first_mail_that_goes(services, organisation):
    post(services, organisation, "ana", "ben", "cem")
    with mail_server() as server:
        server.reply = lambda recipient: "421 too much"
        assert drain(over(services, server), LETTER, now=START, most=1) == 0
        server.reply = lambda recipient: None
        assert drain(over(services, server), LETTER, now=START + timedelta(seconds=5)) == 0
        assert server.mails == []
        assert drain(over(services, server), LETTER, now=START + timedelta(minutes=1)) == 3
    with services.database.reading() as session:
        relay = session.get_one(Relay, "email")
    assert (relay.failures, relay.paused_until) == (0, None)


def test_a_relay_is_paced_for_all_workers_together(services, organisation):
    post(services, organisation, *(f"person{number}" for number in range(10)))
    with mail_server() as server:
        drain(over(services, server, rate=12), LETTER, now=START, most=3)  # a mail each five seconds, four at once
        drain(over(services, server, rate=12), LETTER, now=START, most=3)
        assert len(server.mails) == 4
        drain(over(services, server, rate=12), LETTER, now=START + timedelta(seconds=10))
        assert len(server.mails) == 6


@pytest.mark.parametrize(
    ("reply", "left_alone"),
    [
        ("550 5.1.1 no such user", True),
        ("550 no such user", True),
        ("552 5.2.2 mailbox full", False),
        ("550 5.7.1 not from you", False),
        ("554 5.7.1 relay access denied", False),
        ("451 4.7.1 greylisted", False),
    ],
)
def test_only_an_address_that_does_not_exist_is_left_alone(reply, left_alone, services, organisation):
    post(services, organisation, "ana")
    with mail_server() as server:
        server.reply = lambda recipient: reply
        drain(over(services, server), LETTER, now=START)
    with services.database.reading() as session:
        assert bool(suppressed(session, organisation)) == left_alone
