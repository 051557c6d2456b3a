"""A survey is mailed to a few for a trial: by a real mail server, and nobody's address stays here."""

import logging
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import text

from pulse.application import create_app
from pulse.audit_log.models import AuditEntry
from pulse.database import Base
from pulse.delivery.models import OutboxMessage
from pulse.surveys import operations
from pulse.surveys.mailing import MOST_MAILINGS, NotAddresses, addresses
from tests.factories.delivery import free_port, mail_server
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in, post_form

TO = "ana.prober@example.com, bea.prober@example.com\ncy.prober@example.com"


@pytest.fixture
def organisation(database):
    with database.writing() as session:
        return an_organisation(session)


@pytest.fixture
def survey_id(database, organisation, clock):
    with database.writing() as session:
        made = operations.create_survey(session, organisation, name="Autumn", question_keys=["canteen", "comment"])
        operations.keep_version(session, organisation, made, now=clock.now())
    return made


@contextmanager
def admin_with_mail(services, organisation, url=None):
    """An administrator of an installation with a mail server, and that server."""
    with mail_server() as server:
        config = replace(services.config, smtp_url=url or server.url, mail_from="Pulse <pulse@example.com>")
        yield logged_in(create_app(replace(services, config=config)), organisation, "admin"), server


def sent(admin, survey_id, to=TO):
    path = f"/surveys/{survey_id}/pilot"
    answer = post_form(admin, path, {"to": to}, at=path)
    return " ".join(answer.text.split())


def everything(database):
    """Every value of every table, as text."""
    with database.reading() as session:
        return "\n".join(
            str(row) for table in Base.metadata.tables for row in session.execute(text(f'SELECT * FROM "{table}"'))
        )


def test_a_few_get_the_address_with_the_word_trial_and_nothing_is_kept_of_them(
    services, database, organisation, survey_id, caplog
):
    caplog.set_level(logging.DEBUG)
    with admin_with_mail(services, organisation) as (admin, server):
        page = sent(admin, survey_id)
        shown = admin.get(f"/surveys/{survey_id}/pilot").text
    assert "The mail left for 3 addresses. Pulse did not keep them." in page
    assert sorted(server.recipients) == sorted(addresses(TO))
    assert "prober" not in page + shown
    mail = server.mails[0]
    body = mail.get_body(("plain",)).get_content()
    assert mail["Subject"].startswith("Trial: ")
    assert "This is a trial: nothing you tap is kept or sent" in body
    link = next(line for line in body.splitlines() if line.startswith("http"))
    assert {one.get_body(("plain",)).get_content() for one in server.mails} == {body}  # the same for all
    assert link in shown
    stranger = create_app(services).test_client()
    assert (
        "How do you feel about the food in the canteen?"
        in stranger.get(link.removeprefix("http://127.0.0.1:8000")).text
    )
    assert "prober" not in everything(database)
    assert "prober" not in "\n".join(
        one.getMessage() for one in caplog.records if one.name != "mail.log"
    )  # the server
    with database.reading() as session:
        [entry] = session.query(AuditEntry).filter_by(organisation_id=organisation, action="survey.tried")
        assert entry.details == {"version": 1}
        assert session.query(OutboxMessage).filter_by(organisation_id=organisation).count() == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_cannot_be_sent_stays_in_the_box_with_the_reason(services, organisation, survey_id):
    with admin_with_mail(services, organisation) as (admin, server):
        server.reply = lambda recipient: "550 no such user" if recipient.startswith("bea") else None
        page = sent(admin, survey_id)
        assert "The mail left for 2 addresses." in page
        assert "It did not leave for 1 address: 550 no such user." in page
        assert "bea.prober@example.com</textarea>" in page
        assert "ana.prober" not in page
    with admin_with_mail(services, organisation, f"smtp://127.0.0.1:{free_port()}") as (admin, _server):
        page = sent(admin, survey_id)
        assert "It did not leave for 3 addresses" in page
        assert "The mail left" not in page


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_bad_addresses_too_many_and_too_often_are_refused_and_nothing_is_sent(services, organisation, survey_id):
    with admin_with_mail(services, organisation) as (admin, server):
        page = sent(admin, survey_id, "ana@example.com nonsense")
        assert "“nonsense” is not an e-mail address." in page
        assert "ana@example.com nonsense</textarea>" in page
        assert "Write at least one address." in sent(admin, survey_id, " ")
        many = " ".join(f"p{number}@example.com" for number in range(11))
        assert "Please give at most 10 addresses." in sent(admin, survey_id, many)
        assert server.mails == []
        for _ in range(MOST_MAILINGS):
            assert "The mail left for 1 address." in sent(admin, survey_id, "ana@example.com")
        assert "This was sent 5 times today." in sent(admin, survey_id, "ana@example.com")
        assert len(server.mails) == MOST_MAILINGS
        services.clock.advance(days=1, minutes=1)
        assert "This was sent" not in admin.get(f"/surveys/{survey_id}/pilot").text


def test_addresses_are_taken_once_each_however_they_are_written():
    assert addresses("a@b.example;  c@d.example,\na@b.example") == ["a@b.example", "c@d.example"]
    for wrong in ("@", "a@", "a@b\u202e.example", "<a@b.example>", "a\x00@b.example"):
        with pytest.raises(NotAddresses):
            addresses(wrong)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_without_a_mail_server_there_is_the_address_to_copy(staff_app, organisation, survey_id):
    page = logged_in(staff_app, organisation, "admin").get(f"/surveys/{survey_id}/pilot").text
    assert "Send it from here" not in page
    assert "Copy the address" in page
