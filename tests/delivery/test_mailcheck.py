"""Whether mail can leave: asked for before anybody is invited, and told on the page that asks."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.application import create_app
from pulse.delivery.mailcheck import NO_SENDER, NO_SERVER, checked
from pulse.delivery.models import OutboxMessage
from pulse.delivery.operations import enqueue, revive_all
from tests.factories.delivery import free_port, mail_server, posting
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in


def with_mail(services, url, sender="Pulse <pulse@example.com>"):
    return replace(services, config=replace(services.config, smtp_url=url, mail_from=sender))


def test_a_server_that_answers_works_and_nothing_is_sent(services):
    with mail_server() as server:
        found = checked(with_mail(services, server.url).config)
    assert (found.trouble, found.sender, found.domain) == (None, "Pulse <pulse@example.com>", "example.com")
    assert found.server == server.url.removeprefix("smtp://")
    assert server.mails == []


@pytest.mark.parametrize(
    ("url", "sender", "trouble"),
    [(None, "Pulse <pulse@example.com>", NO_SERVER), ("smtp://127.0.0.1:1", "nobody", NO_SENDER)],
)
def test_settings_that_lack_something_are_named(url, sender, trouble, services):
    assert checked(with_mail(services, url, sender).config).trouble == trouble


def test_a_server_that_does_not_answer_is_told_on_the_page_in_its_words(services):
    served = with_mail(services, f"smtp://127.0.0.1:{free_port()}")
    found = checked(served.config)
    assert found.trouble
    with services.database.writing() as session:
        organisation = an_organisation(session)
    admin = logged_in(create_app(served), organisation, "admin")
    page = admin.get("/setup/reaching").text
    assert "Does not work" in page
    assert "No mail can leave: connecting to the mail server failed" in page


def test_trying_all_again_takes_those_of_one_kind_that_still_make_sense_in_one_organisation(database, clock):
    now = clock.now()
    with database.writing() as session:
        here, there = an_organisation(session), an_organisation(session)
        rows = [posting("ana", now), posting("bea", now), posting("cy", now, kind="note")]
        late = posting("dee", now, expires_at=now + timedelta(hours=1))
        for organisation in (here, there):
            enqueue(session, organisation, [*rows, late])
        session.query(OutboxMessage).update({"dead_at": now, "attempts": 7, "error": "550 no"})
    later = now + timedelta(hours=2)
    with database.writing() as session:
        assert revive_all(session, here, "letter", now=later) == 2
        assert revive_all(session, here, "letter", now=later) == 0
    with database.reading() as session:
        alive = session.query(OutboxMessage).filter(OutboxMessage.dead_at.is_(None)).all()
        assert {(row.organisation_id, row.recipient) for row in alive} == {(here, "ana"), (here, "bea")}
        assert {(row.attempts, row.due_at) for row in alive} == {(0, later)}
