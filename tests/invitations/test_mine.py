"""Everybody's own settings: the address is the key, a GET changes nothing, and nobody else is shown them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from pulse.delivery.models import ChannelSetting, OutboxMessage
from pulse.i18n import LANGUAGES, translate
from pulse.invitations import mine
from pulse.people.choices.operations import choose
from pulse.people.choices.queries import AS_USUAL, Choice, choice, choices, stopped_count
from pulse.people.models import Person, Preference
from tests.conftest import START
from tests.factories.invitations import a_cycle, a_person, invited
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in

IDS = st.binary(min_size=16, max_size=16).map(bytes.hex)


@given(st.text(min_size=1, max_size=40), IDS, IDS)
def test_a_token_names_its_person(secret, organisation, person):
    made = mine.token(secret, organisation, person)
    assert re.fullmatch(r"[A-Za-z0-9_-]{64}", made)
    assert mine.read(secret, made) == (organisation, person)
    assert mine.read(secret + "x", made) is None


@given(IDS, IDS, st.integers(0, 63), st.sampled_from("AZaz09_-=+ é\n"))
def test_no_changed_token_opens_anything(organisation, person, at, other):
    made = mine.token("secret", organisation, person)
    changed = made[:at] + other + made[at + 1 :]
    assert mine.read("secret", changed) == ((organisation, person) if changed == made else None)


@given(st.text(max_size=80))
def test_no_text_opens_anything(text):
    assert mine.read("secret", text) is None


@dataclass
class Owner:
    """Somebody who was asked, and the page of their settings."""

    services: object
    client: object
    organisation: str
    person: str

    @property
    def page(self):
        return f"/invitations/mine/{mine.token(self.services.config.secret_key, self.organisation, self.person)}"

    @property
    def choice(self):
        with self.services.database.reading() as session:
            return choice(session, self.organisation, self.person)

    def save(self, **form):
        given = {"hour": "", "language": "en", "channel": "email"}
        return self.client.post(self.page, data=given | form)


@pytest.fixture
def owner(services, staff_app):
    with services.database.writing() as session:
        organisation = an_organisation(session)
        person = a_person(session, organisation, phone="+628123456789")
    return Owner(services, staff_app.test_client(), organisation, person)


def has(owner, channel):
    with owner.services.database.writing() as session:
        session.add(ChannelSetting(organisation_id=owner.organisation, channel=channel, sealed=b""))


def test_the_page_opens_without_log_in_or_cookie(owner):
    response = owner.client.get(owner.page)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"
    assert "noindex" in response.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_the_persons_language(language, owner):
    with owner.services.database.writing() as session:
        session.execute(update(Person).filter_by(id=owner.person).values(language=language))
    text = owner.client.get(owner.page, headers={"Accept-Language": "fr"}).text
    assert f'<html lang="{language.replace("_", "-")}">' in text
    for sentence in ("Your messages", "Stop the messages", "At what time?", "Save"):
        assert translate(language, sentence) in text


def test_hour_and_language_are_kept(owner):
    assert owner.save(hour="17", language="vi").status_code == 303
    assert owner.choice == Choice(hour=17, language="vi")
    text = owner.client.get(owner.page).text
    assert '<option selected value="17">17:00</option>' in text
    owner.save(hour="", language="vi")
    assert owner.choice == Choice(language="vi")


def test_who_has_everything_as_usual_leaves_no_row(owner):
    owner.save(hour="6")
    owner.save(hour="")
    with owner.services.database.reading() as session:
        assert session.get(Preference, (owner.organisation, owner.person)) is None


@pytest.mark.parametrize("wrong", [{"hour": "24"}, {"hour": "x"}, {"language": "fr"}, {"hour": "-1"}])
def test_what_cannot_be_is_refused_beside_the_field(wrong, owner):
    response = owner.save(**wrong)
    assert response.status_code == 200
    assert 'class="error"' in response.text
    assert owner.choice == AS_USUAL


def test_only_ways_that_are_set_up_and_possible_are_offered(owner):
    assert 'name="channel"' not in owner.client.get(owner.page).text
    has(owner, "gateway")
    text = owner.client.get(owner.page).text
    assert re.findall(r'name="channel"[^>]*value="(\w+)"', text) == ["email", "gateway"]
    assert owner.save(channel="slack").status_code == 200
    assert owner.choice == AS_USUAL
    owner.save(channel="gateway")
    assert owner.choice == Choice(channel="gateway")


def test_paper_is_no_choice_for_whom_a_message_reaches(owner):
    has(owner, "gateway")
    has(owner, "slips")
    text = owner.client.get(owner.page).text
    assert re.findall(r'name="channel"[^>]*value="(\w+)"', text) == ["email", "gateway"]
    assert owner.save(channel="slips").status_code == 200
    assert owner.choice == AS_USUAL


def test_without_a_telephone_number_nobody_can_choose_it(owner):
    has(owner, "gateway")
    with owner.services.database.writing() as session:
        session.execute(update(Person).filter_by(id=owner.person).values(phone=None))
    assert 'name="channel"' not in owner.client.get(owner.page).text
    owner.save(channel="gateway")
    assert owner.choice == AS_USUAL


def test_saving_does_not_start_messages_that_were_stopped(owner):
    owner.client.post(f"{owner.page}/stop")
    owner.save(hour="8")
    assert owner.choice == Choice(hour=8, stopped=True)


def test_one_click_stops_without_a_page_or_a_cookie(owner):
    response = owner.client.post(f"{owner.page}/stop", data={"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert owner.choice.stopped


def test_a_mail_programs_post_of_many_parts_stops_as_well(owner):
    boundary = "x" * 20
    part = 'Content-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click'
    body = f"--{boundary}\r\n{part}\r\n--{boundary}--\r\n"
    kind = f"multipart/form-data; boundary={boundary}"
    assert owner.client.post(f"{owner.page}/stop", data=body, content_type=kind).status_code == 200
    assert owner.choice.stopped


def test_a_get_never_acts(owner):
    """Scanners open every address of a mail, with every method that reads."""
    owner.save(hour="8")
    before = owner.choice
    for address in ("", "/stop", "/start"):
        for query in ("", "?done=stopped", "?List-Unsubscribe=One-Click", "?hour=3&language=vi"):
            for method in ("GET", "HEAD", "OPTIONS"):
                owner.client.open(owner.page + address + query, method=method)
    assert owner.choice == before
    assert "<form" in owner.client.get(f"{owner.page}/stop").text


def test_stopping_stops_and_starting_starts(owner):
    assert "No more messages" in owner.client.post(f"{owner.page}/stop").text
    assert "Send me messages again" in owner.client.get(owner.page).text
    response = owner.client.post(f"{owner.page}/start", follow_redirects=True)
    assert "You get messages again." in response.text
    assert not owner.choice.stopped


def test_who_starts_again_gets_the_invitation_that_was_not_sent(owner):
    with owner.services.database.writing() as session:
        choose(session, owner.organisation, owner.person, Choice(stopped=True))
        cycle = a_cycle(session, owner.services.keys, owner.organisation, datetime(2026, 11, 23, 9), "Asia/Jakarta")
        invited(session, owner.organisation, cycle, owner.person, "Asia/Jakarta")
    for _ in range(2):
        owner.client.post(f"{owner.page}/start")
    with owner.services.database.reading() as session:
        [row] = session.scalars(select(OutboxMessage).filter_by(organisation_id=owner.organisation))
    assert (row.kind, row.about, row.recipient) == ("invitation", cycle, owner.person)
    assert row.due_at <= START + timedelta(hours=1)


def test_a_token_that_never_was_and_one_of_somebody_who_left_look_the_same(owner):
    secret = owner.services.config.secret_key
    pages = [
        "/invitations/mine/" + token
        for token in (token_hex(32), "x", mine.token(secret, owner.organisation, token_hex(16)))
    ]
    with owner.services.database.writing() as session:
        left = a_person(session, owner.organisation, active=False)
    pages.append(f"/invitations/mine/{mine.token(secret, owner.organisation, left)}")
    pages.append(f"/invitations/mine/{mine.token('another secret', owner.organisation, owner.person)}")
    for path in ("", "/stop", "/start"):
        answers = [owner.client.post(page + path) for page in pages]
        if path != "/start":
            answers += [owner.client.get(page + path) for page in pages]
        assert {answer.status_code for answer in answers} == {404}
        assert len({re.sub(r"/invitations/mine/\S+?\"", "", answer.text) for answer in answers}) == 1
        assert "If you still get messages, the newest one carries the address that works." in answers[0].text


def test_two_people_have_settings_of_their_own(owner):
    with owner.services.database.writing() as session:
        other = a_person(session, owner.organisation)
    owner.client.post(f"{owner.page}/stop")
    with owner.services.database.reading() as session:
        assert choice(session, owner.organisation, other) == AS_USUAL
        assert set(choices(session, owner.organisation)) == {owner.person}
        assert stopped_count(session, owner.organisation) == 1


def test_staff_see_nothing_of_what_people_chose(owner, staff_app):
    """The pages of every role, before and after somebody chose, are the same to the byte."""
    paths = ["/people/", "/schedule/", "/dashboard/", "/audit-log/"]
    staff = {role: logged_in(staff_app, owner.organisation, role) for role in ("admin", "hr", "manager")}

    def seen():
        pages = {(role, path): client.get(path).text for role, client in staff.items() for path in paths}
        return {page: re.sub(r'name="csrf_token"[^>]*>', "", text) for page, text in pages.items()}

    before = seen()
    owner.save(hour="3", language="vi")
    owner.client.post(f"{owner.page}/stop")
    assert seen() == before
