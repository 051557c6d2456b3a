"""The drain: everything due is sent once, whatever goes wrong on the way."""

import re
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import delete, select, update

from pulse.delivery import operations
from pulse.delivery.jobs import drain
from pulse.delivery.models import OutboxMessage, Relay
from tests.conftest import START
from tests.factories.delivery import free_port, mail_server, message, posting
from tests.factories.organisation import an_organisation


@pytest.fixture
def organisation(database):
    with database.writing() as session:  # every test looks at its own messages only
        session.execute(update(OutboxMessage).values(sent_at=START))
        session.execute(delete(Relay))
        return an_organisation(session)


def letter(session, claimed):
    return message(claimed.recipient, dedup=claimed.dedup)


RENDERERS = {"letter": letter}


def post(services, organisation, *postings):
    with services.database.writing() as session:
        operations.enqueue(session, organisation, postings)


def rows(services, organisation):
    with services.database.reading() as session:
        found = session.scalars(select(OutboxMessage).filter_by(organisation_id=organisation))
        return {row.recipient: row for row in found}


def over(services, url):
    return replace(services, config=replace(services.config, smtp_url=url))


def test_a_posted_message_is_sent_once(services, organisation):
    post(services, organisation, posting("ana", START), posting("ben", START))
    with mail_server() as server:
        services = over(services, server.url)
        assert drain(services, RENDERERS, now=START) == 2
        assert drain(services, RENDERERS, now=START) == 0
    assert sorted(server.recipients) == ["ana@example.com", "ben@example.com"]
    assert server.connections == 1
    assert all(row.sent_at == START for row in rows(services, organisation).values())


def test_posting_twice_sends_once(services, organisation):
    post(services, organisation, posting("ana", START))
    post(services, organisation, posting("ana", START), posting("ben", START))
    with mail_server() as server:
        drain(over(services, server.url), RENDERERS, now=START)
    assert sorted(server.recipients) == ["ana@example.com", "ben@example.com"]


def test_a_message_waits_until_it_is_due(services, organisation):
    post(services, organisation, posting("ana", START, due_at=START + timedelta(hours=1)))
    with mail_server() as server:
        services = over(services, server.url)
        assert drain(services, RENDERERS, now=START) == 0
        assert drain(services, RENDERERS, now=START + timedelta(hours=1)) == 1


def test_an_expired_message_is_not_sent(services, organisation):
    post(services, organisation, posting("ana", START, expires_at=START))
    with mail_server() as server:
        drain(over(services, server.url), RENDERERS, now=START)
    assert server.mails == []
    assert rows(services, organisation)["ana"].dead_at == START


def test_a_moot_message_is_forgotten(services, organisation):
    post(services, organisation, posting("ana", START))
    with mail_server() as server:
        assert drain(over(services, server.url), {"letter": lambda session, claimed: None}, now=START) == 1
    assert server.mails == []
    assert rows(services, organisation) == {}


def test_a_server_that_is_down_puts_everything_off_and_loses_nothing(services, organisation):
    post(services, organisation, posting("ana", START), posting("ben", START))
    assert drain(over(services, f"smtp://127.0.0.1:{free_port()}"), RENDERERS, now=START) == 0
    tried, waiting = sorted(rows(services, organisation).values(), key=lambda row: -row.attempts)
    assert (tried.attempts, waiting.attempts) == (1, 0)
    assert "Refused" in tried.error
    for row in (tried, waiting):
        assert row.lease is None
        assert timedelta(seconds=30) <= row.due_at - START <= timedelta(minutes=1)
    with mail_server() as server:
        assert drain(over(services, server.url), RENDERERS, now=START + timedelta(minutes=1)) == 2
    assert len(server.mails) == 2


def test_while_mail_rests_no_more_of_it_is_made(services, organisation):
    made = []

    def counted(session, claimed):
        made.append(claimed.recipient)
        return letter(session, claimed)

    post(services, organisation, *(posting(f"person{number}", START) for number in range(9)))
    services = over(services, f"smtp://127.0.0.1:{free_port()}")
    assert drain(services, {"letter": counted}, now=START, most=2) == 0
    assert len(made) == 2  # the one that found out, and the one that asked how long
    assert all(row.due_at > START for row in rows(services, organisation).values())


def test_a_long_queue_is_not_put_aside_all_at_once(services, organisation, monkeypatch):
    post(services, organisation, *(posting(f"person{number}", START) for number in range(9)))
    monkeypatch.setattr("pulse.delivery.jobs.LOOKING", timedelta(0))
    assert drain(over(services, f"smtp://127.0.0.1:{free_port()}"), RENDERERS, now=START, most=2) == 0
    assert sum(row.due_at == START for row in rows(services, organisation).values()) == 7


def test_the_pause_grows_with_each_try_up_to_an_hour(services, organisation):
    post(services, organisation, posting("ana", START))
    now, pauses = START, []
    with mail_server() as server:
        server.reply = lambda recipient: "450 mailbox busy"
        for _ in range(9):
            drain(over(services, server.url), RENDERERS, now=now)
            due = rows(services, organisation)["ana"].due_at
            pauses.append(due - now)
            now = due
    for attempt, pause in enumerate(pauses):
        longest = min(timedelta(minutes=2**attempt), timedelta(hours=1))
        assert longest / 2 <= pause <= longest


def test_one_busy_mailbox_does_not_hold_up_the_others(services, organisation):
    post(services, organisation, posting("ana", START), posting("ben", START))
    with mail_server() as server:
        server.reply = lambda recipient: "450 mailbox busy" if recipient.startswith("ana") else None
        assert drain(over(services, server.url), RENDERERS, now=START) == 1
    assert server.recipients == ["ben@example.com"]
    assert rows(services, organisation)["ana"].error == "450 mailbox busy"


def test_a_mailbox_that_does_not_exist_is_not_tried_again(services, organisation):
    post(services, organisation, posting("ana", START), posting("ben", START))
    with mail_server() as server:
        server.reply = lambda recipient: "550 no such user" if recipient.startswith("ana") else None
        services = over(services, server.url)
        assert drain(services, RENDERERS, now=START) == 2
        assert drain(services, RENDERERS, now=START + timedelta(days=1)) == 0
    dead = rows(services, organisation)["ana"]
    assert (dead.dead_at, dead.error) == (START, "550 no such user")
    assert server.recipients == ["ben@example.com"]


def test_a_refusal_after_the_data_is_told_apart_in_the_same_way(services, organisation):
    post(services, organisation, posting("ana", START))
    with mail_server() as server:
        server.reply_to_data = lambda: "451 try again"
        assert drain(over(services, server.url), RENDERERS, now=START) == 0
        server.reply_to_data = lambda: "554 looks like spam"
        assert drain(over(services, server.url), RENDERERS, now=START + timedelta(hours=1)) == 1
    assert rows(services, organisation)["ana"].error == "554 looks like spam"


def test_a_server_that_closes_is_left_alone_by_the_rest_of_the_batch(services, organisation):
    post(services, organisation, *(posting(name, START) for name in ("ana", "ben", "cem")))
    with mail_server() as server:
        server.reply = lambda recipient: "421 going down"
        assert drain(over(services, server.url), RENDERERS, now=START) == 0
    assert server.connections == 1
    assert sorted(row.attempts for row in rows(services, organisation).values()) == [0, 0, 1]


def test_two_drains_at_once_send_nothing_twice(services, organisation):
    names = [f"person{number}" for number in range(30)]
    post(services, organisation, *(posting(name, START) for name in names))
    ready, counts = Barrier(4), []

    def work(services):
        ready.wait()
        while settled := drain(services, RENDERERS, now=START, most=5):
            counts.append(settled)

    with mail_server() as server:
        workers = [Thread(target=work, args=(over(services, server.url),)) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert sum(counts) == 30
    assert sorted(server.recipients) == sorted(f"{name}@example.com" for name in names)


def test_a_message_of_a_worker_that_died_is_sent_by_another_after_the_lease(services, organisation):
    post(services, organisation, posting("ana", START))
    with services.database.writing() as session:
        [lost] = operations.claim(session, now=START, most=10)
    with mail_server() as server:
        services = over(services, server.url)
        assert drain(services, RENDERERS, now=START + timedelta(minutes=1)) == 0
        assert drain(services, RENDERERS, now=START + operations.LEASE) == 1
    with services.database.writing() as session:
        assert not operations.mark_sent(session, lost, now=START)
        assert not operations.put_off(session, lost, "late", now=START)
        assert not operations.drop(session, lost)
    assert rows(services, organisation)["ana"].sent_at == START + operations.LEASE


def test_every_attempt_has_the_same_message_id(services, organisation):
    post(services, organisation, posting("ana", START))
    with mail_server() as server:
        services = over(services, server.url)
        drain(services, RENDERERS, now=START)
        with services.database.writing() as session:
            session.execute(update(OutboxMessage).filter_by(organisation_id=organisation).values(sent_at=None))
        drain(services, RENDERERS, now=START)
    first, second = (mail["Message-ID"] for mail in server.mails)
    assert first == second
    assert re.fullmatch(rf"<[0-9a-f]{{20}}\.[0-9a-f]{{20}}\.{organisation}@127\.0\.0\.1>", first)


def test_a_message_nobody_can_make_does_not_hold_up_the_others(services, organisation, caplog):
    def broken(session, claimed):
        if claimed.recipient == "ana":
            raise KeyError("x")
        return letter(session, claimed)

    post(
        services, organisation, posting("ana", START), posting("ben", START), posting("cem", START, kind="unheard-of")
    )
    with mail_server() as server:
        assert drain(over(services, server.url), {"letter": broken}, now=START) == 2
    found = rows(services, organisation)
    assert server.recipients == ["ben@example.com"]
    assert found["ana"].attempts == 1
    assert found["ana"].error == "the message could not be made (KeyError)"
    assert found["cem"].dead_at == START


def test_a_name_that_smuggles_a_header_is_refused(services, organisation):
    def smuggled(session, claimed):
        return message("ana", to_name="Ana\r\nBcc: eve@example.com", dedup=claimed.dedup)

    post(services, organisation, posting("ana", START))
    with mail_server() as server:
        drain(over(services, server.url), {"letter": smuggled}, now=START)
    assert server.mails == []
    assert rows(services, organisation)["ana"].error == "a name, an address and a link have no line breaks"


def test_an_impossible_address_is_not_tried_again(services, organisation):
    post(services, organisation, posting("ana", START))
    with mail_server() as server:
        drain(
            over(services, server.url),
            {"letter": lambda session, claimed: message("ana", to_address="nobody")},
            now=START,
        )
    assert rows(services, organisation)["ana"].dead_at == START


def test_demo_mail_goes_to_the_folder_when_there_is_no_server(services, organisation):
    post(services, organisation, posting("ana", START))
    demo = {"letter": lambda session, claimed: replace(letter(session, claimed), is_demo=True)}
    assert drain(services, demo, now=START) == 1
    [file] = (services.config.data / "outbox").glob("*")
    assert file.name == "letter.ana.eml"
    assert b"To: Ana <ana@example.com>" in file.read_bytes()


def test_real_mail_never_goes_to_the_folder(services, organisation):
    post(services, organisation, posting("ana", START))
    assert drain(services, RENDERERS, now=START) == 0
    assert not (services.config.data / "outbox").exists()
    assert rows(services, organisation)["ana"].error == "PULSE_SMTP_URL is not set"


def test_demo_mail_goes_to_no_folder_where_pulse_is_not_local(services, organisation):
    post(services, organisation, posting("ana", START))
    services = replace(services, config=replace(services.config, base_url="https://pulse.example.com"))
    demo = {"letter": lambda session, claimed: replace(letter(session, claimed), is_demo=True)}
    assert drain(services, demo, now=START) == 0
    assert not (services.config.data / "outbox").exists()


def test_a_sender_that_is_no_address_costs_no_message(services, organisation):
    post(services, organisation, posting("ana", START))
    with mail_server() as server:
        services = over(services, server.url)
        wrong = replace(services, config=replace(services.config, mail_from="Pulse"))
        assert drain(wrong, RENDERERS, now=START) == 0
        assert "PULSE_MAIL_FROM" in rows(services, organisation)["ana"].error
        assert drain(services, RENDERERS, now=START + timedelta(minutes=1)) == 1
