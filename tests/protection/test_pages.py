"""The pages of data protection, walked by an administrator, an auditor, and the person themselves."""

import html
import json
import re
from datetime import date

import pytest
from sqlalchemy import select

from pulse.audit_log.operations import record
from pulse.audit_log.queries import every
from pulse.ballots.operations import collect
from pulse.delivery.models import OutboxMessage
from pulse.delivery.operations import Claimed
from pulse.invitations import mine
from pulse.invitations.models import Invitation
from pulse.invitations.operations import invite_of
from pulse.keys.store import INVITE
from pulse.people.choices.operations import choose
from pulse.people.choices.queries import Choice
from pulse.people.models import Person
from pulse.protection.holdings.jobs import render_own_data
from pulse.protection.kinds import KINDS, OWN_DATA
from pulse.protection.queries import months
from pulse.protection.retention.operations import change_contact
from tests.conftest import START
from tests.factories.opened import an_open_cycle
from tests.factories.organisation import an_organisation
from tests.factories.people import an_account, logged_in, people_in, post_form

USUAL = {kind: str(of.usual) for kind, of in KINDS.items()}


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


@pytest.fixture
def own(database):
    with database.writing() as session:
        return an_organisation(session)


@pytest.fixture
def admin(staff_app, own):
    return logged_in(staff_app, own, "admin")


@pytest.fixture
def person(database, own):
    with database.writing() as session:
        return people_in(session, own, name="Mai <Trần>", number="E-7")[0]


def last_entry(database, organisation_id):
    with database.reading() as session:
        return list(every(session, organisation_id))[-1]


def test_times_are_changed_and_written_down(admin, own, database):
    answer = post_form(admin, "/protection/", {**USUAL, "log": "60"}, at="/protection/retention")
    assert answer.status_code == 302
    with database.reading() as session:
        assert months(session, own)["log"] == 60
    assert last_entry(database, own).details == {"log": {"before": 36, "after": 60}}


@pytest.mark.parametrize("typed", ["", "x", "121", "11", "-1", "1e9", "99999999999999999999", "3.5"])
def test_what_is_no_number_of_months_is_said_beside_the_field(admin, own, database, typed):
    page = post_form(
        admin, "/protection/?lang=en", {**USUAL, "log": typed, "left": "6"}, at="/protection/retention?lang=en"
    )
    assert "Please give whole months from 12 to 120." in page.text
    assert f'value="{typed}"' in page.text
    with database.reading() as session:
        assert months(session, own)["left"] == 3  # nothing is half saved


def test_a_shorter_time_tells_first_how_much_would_go(admin, own, database, clock):
    with database.writing() as session:
        record(session, own, actor="a", action="x", subject="", details={}, now=clock.now().replace(year=2024))
        record(session, own, actor="a", action="x", subject="", details={}, now=clock.now())
    page = post_form(admin, "/protection/", {**USUAL, "log": "12"}, at="/protection/retention?lang=en").text
    assert "Audit log: 1 entry" in words(page)
    with database.reading() as session:
        assert months(session, own)["log"] == 36
    agreed = html.unescape(re.search(r'name="agreed" value="([^"]*)"', page)[1])
    assert json.loads(agreed)["log"] == 12
    post_form(admin, "/protection/", {**USUAL, "log": "12", "agreed": agreed}, at="/protection/retention")
    with database.reading() as session:
        assert months(session, own)["log"] == 12


def test_what_was_agreed_to_is_what_is_done(admin, own, database, clock):
    with database.writing() as session:
        record(session, own, actor="a", action="x", subject="", details={}, now=clock.now().replace(year=2020))
    other = json.dumps({kind: of.usual for kind, of in KINDS.items()}, sort_keys=True)
    post_form(admin, "/protection/", {**USUAL, "log": "12", "agreed": other}, at="/protection/retention")
    with database.reading() as session:
        assert months(session, own)["log"] == 36


def test_an_auditor_sees_times_and_record_and_nobody(staff_app, own, person):
    auditor = logged_in(staff_app, own, "auditor")
    page = auditor.get("/protection/?lang=en&q=Mai")
    assert page.status_code == 200
    assert "Mai" not in words(page.text)
    assert "<input" not in re.sub(r'<input (type="hidden"|id="find")[^>]*>', "", page.text)
    assert auditor.get("/protection/record").status_code == 200
    assert auditor.get(f"/protection/people/{person}").status_code == 403


def test_somebody_is_found_shown_and_exported(admin, own, person, database):
    assert f'/protection/people/{person}"' in admin.get("/protection/?q=mai").text
    page = admin.get(f"/protection/people/{person}?lang=en").text
    assert "Mai &lt;Trần&gt;" in page
    assert "E-7" in page
    answer = post_form(admin, f"/protection/people/{person}", {}, at=f"/protection/people/{person}/export")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_json()["person"]["name"] == "Mai <Trần>"
    written = last_entry(database, own)
    assert (written.action, written.subject) == ("person.exported", person)
    assert "Mai <Trần>" in words(admin.get("/audit-log/?q=mai").text)


def test_erasing_wants_the_number_typed(admin, own, person, database):
    address = f"/protection/people/{person}/erase"
    page = post_form(admin, f"{address}?lang=en", {"number": "E-8"}, at=f"{address}?lang=en").text
    assert "This is not the number of this person." in page
    assert 'value="E-8"' in page
    assert post_form(admin, address, {"number": " E-7 "}).status_code == 302
    assert admin.get(f"/protection/people/{person}").status_code == 404
    assert admin.get(address).status_code == 404
    assert last_entry(database, own).action == "person.erased"
    assert "Mai" not in words(admin.get("/people/").text)


def test_whoever_left_and_can_still_log_in_is_shown(admin, own, database, clock):
    with database.writing() as session:
        people_in(session, own, name="Old Boss", email="old@example.com", active=False, left_on=date(2020, 1, 1))
        people_in(session, own, name="Old Hand", active=False, left_on=date(2020, 1, 1))
        an_account(session, own, "hr", email="old@example.com")
    page = words(admin.get("/protection/?lang=en").text)
    assert "Old Boss" in page
    assert "Old Hand" not in page


def test_nobody_erases_themselves(staff_app, own, database):
    with database.writing() as session:
        person = people_in(session, own, email="boss@example.com", number="B-1")[0]
    boss = logged_in(staff_app, own, "admin", email="boss@example.com")
    address = f"/protection/people/{person}/erase?lang=en"
    assert "You cannot erase yourself." in words(post_form(boss, address, {"number": "B-1"}).text)


def test_the_record_says_what_is_set_up_and_whom_to_ask(admin, own, person):
    contact = "Works council <b>\r\nRoom 4"
    post_form(admin, "/protection/record", {"contact": contact}, at="/protection/contact")
    said = words(admin.get("/protection/record?lang=en").text)
    assert "Works council <b> Room 4" in said
    assert "1 person who is asked" in said
    assert "Nothing is shown of fewer than 5 people" in said
    assert "No mail server is set up." in said
    assert "Not yet: pages travel unencrypted" in said
    page = post_form(admin, "/protection/record", {"contact": "x" * 501}, at="/protection/contact").text
    assert 'aria-invalid="true"' in page


@pytest.fixture
def asked(services):
    """Somebody who was invited, has picked up a ballot, and chose an hour and a language."""
    opened = an_open_cycle(services)
    here, cycle = opened.organisation_id, opened.cycle_id
    with services.database.writing() as session:
        person = session.scalars(select(Invitation.person_id).where(Invitation.cycle_id == cycle)).first()
        secret = invite_of(services.keys.get(cycle, INVITE), here, cycle, person)
        choose(session, here, person, Choice(None, 17, "vi"))
        collect(session, services.keys, invite=secret, blinded=b"\1" + bytes(255), now=services.clock.now())
    return opened, person, mine.token(services.config.secret_key, here, person)


def fresh(services, asked):
    """The address in the mail that was asked for a moment ago."""
    opened, person, _token = asked
    return "/invitations/mine/own/" + mine.fresh(
        services.config.secret_key, opened.organisation_id, person, services.clock.now()
    )


def test_the_address_in_every_mail_opens_no_data_but_has_a_link_sent_to_their_own_address(asked, services, staff_app):
    opened, person, token = asked
    anybody, address = staff_app.test_client(), f"/invitations/mine/{token}/data"
    with services.database.reading() as session:
        they = session.get(Person, (opened.organisation_id, person))
        number, email = they.number, they.email
    mails = select(OutboxMessage).where(OutboxMessage.kind == OWN_DATA, OutboxMessage.recipient == person)
    assert number not in anybody.get(address).text
    assert anybody.get(f"{address}.json").status_code == 404
    with services.database.reading() as session:
        assert session.scalars(mails).all() == []  # a GET changes nothing
    for _ in range(3):
        assert email not in anybody.post(address).text
    claimed = Claimed(opened.organisation_id, "own.x", OWN_DATA, person, person, START, START, 0, "")
    with services.database.reading() as session:
        assert len(session.scalars(mails).all()) == 1
        mail = render_own_data(session, claimed, config=services.config, keys=services.keys, now=services.clock.now())
    link = fresh(services, asked)
    assert mail.to_address == email
    assert mail.own["link"].endswith(link)
    assert number in anybody.get(link).text
    services.clock.advance(minutes=59)
    assert anybody.get(f"{link}/data.json").get_json()["person"]["number"] == number
    services.clock.advance(minutes=1)
    assert anybody.get(link).status_code == 404
    assert anybody.get(f"{link}/data.json").status_code == 404
    assert anybody.get(f"/invitations/mine/own/{token}").status_code == 404


def test_who_has_no_address_is_told_whom_to_ask(asked, services, staff_app):
    opened, person, token = asked
    with services.database.writing() as session:
        session.get(Person, (opened.organisation_id, person)).email = None
        change_contact(session, opened.organisation_id, "Works council\nRoom 4")
    page = staff_app.test_client().post(f"/invitations/mine/{token}/data").text
    assert "Room 4" in page
    assert "<form" not in page
    with services.database.reading() as session:
        mine_alone = OutboxMessage.kind == OWN_DATA, OutboxMessage.recipient == person
        assert session.scalars(select(OutboxMessage).where(*mine_alone)).all() == []


def test_the_person_sees_all_and_an_administrator_nothing_of_what_is_theirs_alone(asked, services, staff_app):
    opened, person, _token = asked
    anybody = staff_app.test_client()
    today = anybody.get(f"{fresh(services, asked)}/data.json").get_json()
    assert today["asked"][0]["picked_up_on"] is None  # told a day late
    services.clock.advance(days=1)
    address = fresh(services, asked)
    own = anybody.get(f"{address}/data.json").get_json()
    assert own["asked"][0]["picked_up_on"] == "2026-11-23"
    assert own["choices"] == {"channel": None, "hour": 17, "language": "vi", "stopped": False}
    assert own["sent"][0]["kind"] == "invitation"
    assert "Set-Cookie" not in anybody.get(address).headers
    assert "2026" in anybody.get(address).text

    with services.database.writing() as session:
        told = session.get(Person, (opened.organisation_id, person))
        number = told.number
    admin = logged_in(staff_app, opened.organisation_id, "admin")
    page = admin.get(f"/protection/people/{person}?lang=en").text
    export = post_form(admin, f"/protection/people/{person}", {}, at=f"/protection/people/{person}/export").get_json()
    assert number in page
    assert not {"choices", "sent"} & set(export)
    assert [set(one) for one in export["asked"]] == [{"check_in", "opened", "ended", "place", "time_zone"}]
    assert "2026-11-23T17" not in json.dumps(export)


def test_an_administrator_s_page_is_the_same_whoever_picked_up_and_whatever_they_chose(asked, services, staff_app):
    """Compared with a colleague of whom nothing is known, but for what is on the list of people."""
    opened, person, _token = asked
    admin = logged_in(staff_app, opened.organisation_id, "admin")
    with services.database.writing() as session:
        they = session.get(Person, (opened.organisation_id, person))
        place = Person.unit_id == they.unit_id, Person.location_id == they.location_id
        other = session.scalars(select(Person.id).where(*place, Person.id != person)).first()
        for each in (person, other):
            row = session.get(Person, (opened.organisation_id, each))
            row.name = "Same Name"
        session.execute(OutboxMessage.__table__.delete().where(OutboxMessage.recipient == other))
        facts = {each: session.get(Person, (opened.organisation_id, each)) for each in (person, other)}

    def page(each):
        text = admin.get(f"/protection/people/{each}").text
        text = re.sub(r'value="[^"]*"', "", text)
        for value in (facts[each].number, facts[each].email, each):
            text = text.replace(value, "?")
        return text

    assert page(person) == page(other)


def test_the_file_of_somebody_who_was_erased_or_of_nobody_is_not_there(asked, services, staff_app):
    opened, person, token = asked
    admin = logged_in(staff_app, opened.organisation_id, "admin")
    with services.database.reading() as session:
        number = session.get(Person, (opened.organisation_id, person)).number
    post_form(admin, f"/protection/people/{person}/erase", {"number": number})
    for address in (token, token[:-1] + "!", "0" * 64):
        assert staff_app.test_client().get(f"/invitations/mine/{address}/data").status_code == 404
        assert staff_app.test_client().get(f"/invitations/mine/own/{address}").status_code == 404
    link = fresh(services, asked)
    for address in (link, f"{link}/data.json", f"{link[:-1]}!"):
        assert staff_app.test_client().get(address).status_code == 404


def test_an_account_is_shown_and_goes_with_its_person(admin, own, database):
    with database.writing() as session:
        person = people_in(session, own, email="wei@example.com", number="W-1")[0]
        an_account(session, own, "manager", email="wei@example.com", name="Wei")
    assert "Their account" in words(admin.get(f"/protection/people/{person}?lang=en").text)
    post_form(admin, f"/protection/people/{person}/erase", {"number": "W-1"})
    assert "wei@example.com" not in admin.get("/people/staff").text
