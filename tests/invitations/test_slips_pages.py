"""The page of letters: turned on, printed while a check-in is open, in the audit log, silent on who answered."""

import re
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from pulse.audit_log.models import AuditEntry
from pulse.delivery.models import ChannelSetting, OutboxMessage, Suppressed
from pulse.invitations.models import Invitation
from pulse.invitations.operations import mark_collected
from pulse.people.models import Person, Preference
from tests.conftest import START
from tests.factories.client import TestBrowser
from tests.factories.letters import links, read
from tests.factories.opened import a_series, links_of, opened
from tests.factories.people import logged_in, people_in, post_form

WITHOUT = 4


@pytest.fixture
def series(services):
    """Thirty people with an address, and four in the canteen without one."""
    series = a_series(services)
    with services.database.writing() as session:
        people_in(session, series.organisation_id, WITHOUT, unit="Canteen", location="Jakarta", reachable=False)
    return series


@pytest.fixture
def admin(staff_app, series):
    return logged_in(staff_app, series.organisation_id, "admin")


def turn(admin, way):
    return post_form(admin, "/invitations/letters/", {}, at=f"/invitations/letters/{way}")


def printed(admin):
    return post_form(admin, "/invitations/letters/", {}, at="/invitations/letters/print")


def page(admin, path="/invitations/letters/"):
    return " ".join(re.sub(r"<[^>]+>", " ", admin.get(path).text).split())


def actions(services, organisation):
    with services.database.reading() as session:
        rows = session.scalars(
            select(AuditEntry).where(AuditEntry.organisation_id == organisation).order_by(AuditEntry.at, AuditEntry.id)
        )
        return [(row.action, row.details) for row in rows if row.action.startswith("letters.")]


def canteen(session, organisation):
    return session.scalars(
        select(Person).where(Person.organisation_id == organisation, Person.email.is_(None)).order_by(Person.id)
    ).all()


def test_turning_letters_on_and_off_changes_who_is_asked_and_stands_in_the_audit_log(services, series, admin):
    assert "now 4 people" in page(admin)
    assert "Not yet reachable 4" in page(admin, "/people/")
    turn(admin, "on")
    turn(admin, "on")
    assert "hand out: 4 people" in page(admin)
    listed = page(admin, "/people/")
    assert "By printed letter 4" in listed
    assert "Not yet reachable" not in listed
    assert "4 of them are asked by printed letter." in listed
    turn(admin, "off")
    assert "now 4 people" in page(admin)
    assert sorted(actions(services, series.organisation_id), key=str) == [
        ("letters.turned_off", {}),
        ("letters.turned_on", {}),
        ("letters.turned_on", {}),
    ]


def test_a_check_in_posts_no_message_to_those_who_get_a_letter(services, series, admin):
    turn(admin, "on")
    cycle = opened(services, series)
    with services.database.reading() as session:
        posted = session.scalars(select(OutboxMessage.recipient).where(OutboxMessage.about == cycle.cycle_id)).all()
        asked = session.scalars(select(Invitation.person_id).where(Invitation.cycle_id == cycle.cycle_id)).all()
        without = {one.id for one in canteen(session, series.organisation_id)}
    assert len(asked) == 34
    assert set(asked) - set(posted) == without
    assert len(posted) == 30


def test_the_letters_are_those_of_the_people_without_another_way_and_their_links_collect(
    services, series, admin, ballot_app, clock
):
    turn(admin, "on")
    cycle = opened(services, series)
    answer = printed(admin)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="letters-2026-11-23.pdf"'
    pages = read(answer.data)
    assert len(pages) == 1 + WITHOUT
    assert "Canteen · Jakarta" in pages[0].text
    assert "4 letters" in pages[0].text
    with services.database.reading() as session:
        names = sorted((one.name for one in canteen(session, series.organisation_id)), key=str.casefold)
        kept = {row.invite_hash for row in session.scalars(select(Invitation).filter_by(cycle_id=cycle.cycle_id))}
    assert [name in page.outside for name, page in zip(names, pages[1:], strict=True)] == [True] * WITHOUT
    found = links(answer.data)
    assert len(set(found) & set(cycle.links)) == WITHOUT
    for link in found:
        secret = re.search(r"&i=([0-9a-f]{64})", link).group(1)
        assert sha256(bytes.fromhex(secret)).hexdigest() in kept
    clock.advance(hours=2)
    assert TestBrowser(ballot_app).answer(found[0], {"canteen": 4}, {}, "en")
    assert ("letters.printed", {"letters": WITHOUT}) in actions(services, series.organisation_id)


def test_the_pile_is_the_same_whoever_has_answered(services, series, admin):
    turn(admin, "on")
    cycle = opened(services, series)
    before = links(printed(admin).data)
    with services.database.writing() as session:
        person = canteen(session, series.organisation_id)[0]
        mark_collected(session, series.organisation_id, cycle.cycle_id, person.id)
    assert links(printed(admin).data) == before


def test_the_pile_is_the_same_whatever_anybody_chooses(services, series, admin):
    turn(admin, "on")
    opened(services, series)
    organisation = series.organisation_id
    before, shown = links(printed(admin).data), page(admin)
    with services.database.writing() as session:
        session.add(ChannelSetting(organisation_id=organisation, channel="slack", sealed=b""))
        mail = session.scalars(select(Person).where(Person.organisation_id == organisation, Person.email.is_not(None)))
        stopped, reader, *_ = canteen(session, organisation)
        session.add(Preference(organisation_id=organisation, person_id=stopped.id, stopped=True))
        session.add(Preference(organisation_id=organisation, person_id=reader.id, language="vi", channel="email"))
        session.add(Preference(organisation_id=organisation, person_id=mail.first().id, channel="slips"))
    found = read(printed(admin).data)
    assert [each.link for each in found if each.link] == before
    assert any("Cách trả lời" in each.text for each in found)
    assert page(admin) == shown
    assert "Who stopped the messages has a letter here as well" in shown


def test_who_has_no_address_that_works_gets_a_letter_even_if_they_chose_a_chat(services, series, admin):
    turn(admin, "on")
    opened(services, series)
    organisation = series.organisation_id
    with services.database.writing() as session:
        session.add(ChannelSetting(organisation_id=organisation, channel="slack", sealed=b""))
        mail = session.scalars(
            select(Person).where(Person.organisation_id == organisation, Person.email.is_not(None)).limit(2)
        ).all()
        session.add(Preference(organisation_id=organisation, person_id=mail[0].id, channel="slack"))
        for person in mail:
            address = person.email
            session.add(Suppressed(organisation_id=organisation, address=address, reason="none", noted_at=START))
    assert len(links(printed(admin).data)) == WITHOUT + 2


def test_a_reminder_that_comes_back_does_not_move_the_pile(services, series, admin):
    turn(admin, "on")
    opened(services, series)
    organisation = series.organisation_id
    before = links(printed(admin).data)
    with services.database.writing() as session:
        person = session.scalars(
            select(Person).where(Person.organisation_id == organisation, Person.email.is_not(None))
        ).first()
        later = START + timedelta(days=2)
        session.add(Suppressed(organisation_id=organisation, address=person.email, reason="none", noted_at=later))
    assert links(printed(admin).data) == before


def test_without_an_open_check_in_or_a_receiver_there_is_nothing_to_print(services, series, admin):
    turn(admin, "on")
    assert "None is open now." in page(admin)
    assert printed(admin).status_code == 302
    assert "There are no letters to print now." in page(admin)
    with services.database.writing() as session:
        for person in canteen(session, series.organisation_id):
            person.active = False
    cycle = opened(services, series)
    assert "Nobody in this check-in needs a letter." in page(admin)
    services.keys.destroy(cycle.cycle_id)
    with services.database.writing() as session:
        for person in canteen(session, series.organisation_id):
            person.active = True
        for row in session.scalars(select(Invitation).filter_by(cycle_id=cycle.cycle_id)).all()[:2]:
            session.get_one(Person, (series.organisation_id, row.person_id)).email = None
    assert printed(admin).status_code == 302
    assert actions(services, series.organisation_id) == [("letters.turned_on", {})]


def test_letters_of_another_organisation_are_not_printed(services, series, admin, staff_app):
    other = a_series(services)
    with services.database.writing() as session:
        people_in(session, other.organisation_id, 2, reachable=False)
        session.add(ChannelSetting(organisation_id=other.organisation_id, channel="slips", sealed=b""))
    opened(services, other)
    turn(admin, "on")
    assert printed(admin).status_code == 302
    assert len(links(printed(logged_in(staff_app, other.organisation_id, "admin")).data)) == 2


def test_the_links_of_letters_are_those_that_mails_would_carry(services, series, admin):
    turn(admin, "on")
    cycle = opened(services, series)
    before = links(printed(admin).data)
    assert set(before) <= set(links_of(services, series.organisation_id, cycle.cycle_id))
