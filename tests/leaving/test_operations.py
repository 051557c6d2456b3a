"""Leaving the demo removes all of it, and touches nothing else."""

import logging
from contextlib import suppress
from dataclasses import replace
from secrets import token_hex
from threading import Event, Thread

import pytest

from pulse import worker
from pulse.announcements.operations import changes_address
from pulse.cycles.models import LeftOut
from pulse.cycles.operations import add_near_cells
from pulse.cycles.queries import cycles_of
from pulse.delivery.models import ChannelSetting, Suppressed
from pulse.invitations.models import ReminderRound
from pulse.invitations.operations import make_invite
from pulse.keys.store import KeyFolderAway, KeyStore
from pulse.leaving.operations import NotADemo, leave_demo
from pulse.organisation.models import Retention, TreeChange
from pulse.organisation.queries import compact_due, demo_left, organisation, organisations
from pulse.people.models import AccountLink, Preference
from pulse.people.operations import start_session
from pulse.people.queries import invitable, staff
from pulse.questions.models import OptionText
from pulse.results.models import ChoiceFigure
from pulse.schedule.models import Blackout, Calendar, CalendarDay, Missed
from pulse.surveys.models import AudiencePart, SurveyVersion
from pulse.surveys.queries import surveys
from pulse.tables import metadata
from pulse.trustee.models import RecoveryCopy, TrusteeCount, TrusteeKey
from tests.factories.client import TestBrowser
from tests.factories.demo import a_demo, made_real, rows_of


@pytest.fixture
def lived_in(services, ballot_app):
    """A maker of demos in which everything was tried: no table is empty."""

    def make():
        id = a_demo(services)
        worker.tick(services, now=services.clock.now())
        with services.database.writing() as session:
            cycle, *_ = cycles_of(session, id)
            link = make_invite(session, services.keys, id, cycle.id, invitable(session, id)[0].id)
            account = staff(session, id)[0].id
            start_session(session, id, account, f"{id}{id}", now=services.clock.now())
            add_near_cells(session, id, cycle.id, [(cycle.id, "", "")])
            changes_address(session, id)
            session.add(TrusteeKey(organisation_id=id, id=token_hex(16), position=1, name="W", box=id, sign=""))
            session.add(RecoveryCopy(organisation_id=id, cycle_id=cycle.id, sealed=b"sealed"))
            session.add(TrusteeCount(organisation_id=id, cycle_id=cycle.id, document=b"{}", signature=""))
            session.add_all(rarely_filled(session, id, cycle))
            session.add_all(set_up_with_care(id, cycle, account, surveys(session, id)[0].id))
            session.flush()
        TestBrowser(ballot_app).answer(link.url(services.config.ballot_url), {"canteen": 5}, {"comment": "Hi"}, "en")
        return id

    return make


def rarely_filled(session, id, cycle):
    """A row for each table that an ordinary demo leaves empty."""
    person = invitable(session, id)[0]
    now, day = cycle.opens_at, cycle.opens_at.date()
    return [
        Calendar(organisation_id=id, code="SG", weekend="5,6", copied_to=9999),
        CalendarDay(organisation_id=id, code="SG", day=day, name="A holiday"),
        Blackout(organisation_id=id, id=token_hex(16), first=day, last=day, name="Stocktaking"),
        Missed(organisation_id=id, series_id=cycle.series_id, occurrence="2020-01-06T09:00", reason="", noted_at=now),
        ChannelSetting(organisation_id=id, channel="slack", sealed=b"sealed"),
        Suppressed(organisation_id=id, address="gone@example.com", reason="550", noted_at=now),
        Preference(organisation_id=id, person_id=person.id, channel=None, hour=9, language=None),
        ReminderRound(
            organisation_id=id, cycle_id=cycle.id, number=1, zone="UTC", location_id=person.location_id, sent=0
        ),
    ]


def set_up_with_care(id, cycle, account, asked):
    """A row for each table that only a careful administrator fills."""
    now, day, survey = cycle.opens_at, cycle.opens_at.date(), {"organisation_id": id, "survey_id": asked}
    choice = {"cycle_id": cycle.id, "unit_id": "", "location_id": "", "question": "why", "option": 1}
    return [
        AccountLink(token_hash=id, organisation_id=id, account_id=account, purpose="invite", expires_at=now),
        AudiencePart(**survey, kind="tenure", value="new"),
        LeftOut(organisation_id=id, cycle_id=cycle.id, unit_id="", location_id=""),
        ChoiceFigure(organisation_id=id, **choice, chosen=9, people=30, exact=True),
        OptionText(organisation_id=id, question_key="canteen", option=1, language="en", text="Price"),
        Retention(organisation_id=id, kind="comments", months=12),
        SurveyVersion(**survey, version=1, saved_at=now, body={}),
        TreeChange(organisation_id=id, id=token_hex(16), tree="unit", node_id="", change="close", effective_on=day),
    ]


def test_everything_of_the_demo_goes_and_everything_of_a_real_organisation_stays(services, lived_in):
    real = made_real(services, lived_in())
    kept, kept_keys = rows_of(services.database, real), services.keys.cycles()
    demo = lived_in()
    assert {name for name, rows in rows_of(services.database, demo).items() if not rows} == set()
    assert services.keys.cycles() > kept_keys

    leave_demo(services, demo)

    assert {name for name, rows in rows_of(services.database, demo).items() if rows} == set()
    assert rows_of(services.database, real) == kept
    assert services.keys.cycles() == kept_keys
    with services.database.reading() as session:
        assert demo not in {each.id for each in organisations(session)}
        assert demo_left(session)
        assert compact_due(session)


def test_every_table_belongs_to_an_organisation_or_is_known_to_belong_to_none():
    shared = {name for name, table in metadata.tables.items() if "organisation_id" not in table.c}
    assert shared == {"organisation", "installation", "client_code", "log_in_attempt", "relay"}


def test_the_mails_of_the_demo_go(services):
    demo = a_demo(services)
    worker.tick(services, now=services.clock.now())
    outbox = services.config.data / "outbox"
    assert any(outbox.glob("*.eml"))

    leave_demo(services, demo)

    assert list(outbox.iterdir()) == []


def test_leaving_twice_does_no_harm(services):
    demo = a_demo(services)
    leave_demo(services, demo)
    leave_demo(services, demo)
    with services.database.reading() as session:
        assert organisation(session, demo) is None


def test_a_real_organisation_cannot_be_left(services, database):
    real = made_real(services, a_demo(services))
    before = rows_of(database, real)
    with pytest.raises(NotADemo):
        leave_demo(services, real)
    assert rows_of(database, real) == before


def test_without_its_key_folder_nothing_is_removed(services, database, tmp_path):
    demo = a_demo(services)
    before = rows_of(database, demo)
    with pytest.raises(KeyFolderAway):
        leave_demo(replace(services, keys=KeyStore(tmp_path / "elsewhere")), demo)
    assert rows_of(database, demo) == before
    leave_demo(services, demo)


def test_a_worker_that_ticks_meanwhile_brings_nothing_back(services, database, caplog):
    demo = a_demo(services, people=120)
    gone = Event()

    def work():
        while not gone.is_set():
            with suppress(Exception):
                worker.tick(services, now=services.clock.now())

    ticking = Thread(target=work)
    ticking.start()
    try:
        leave_demo(services, demo)
    finally:
        gone.set()
        ticking.join()
    worker.tick(services, now=services.clock.now())

    assert {name for name, rows in rows_of(database, demo).items() if rows} == set()
    assert not [each for each in caplog.records if each.levelno >= logging.CRITICAL]


def test_the_demo_can_be_made_again(services):
    leave_demo(services, a_demo(services))
    again = a_demo(services)
    with services.database.reading() as session:
        assert organisation(session, again).is_demo
    leave_demo(services, again)
