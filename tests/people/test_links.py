"""Links that set a password: by mail or handed over, good once and for a while; asking tells nothing."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from pulse.application import create_app
from pulse.delivery.jobs import drain
from pulse.delivery.models import OutboxMessage
from pulse.i18n import translate
from pulse.organisation.queries import own as organisation_of
from pulse.people import passwords
from pulse.people.accounts import queries
from pulse.people.links.operations import INVITE, MOST_AN_HOUR, MOST_WAITING, RESET, ask_for_link, make_link
from pulse.people.models import Account, AccountLink
from pulse.worker import renderers
from tests.factories.delivery import mail_server
from tests.factories.organisation import an_organisation
from tests.factories.people import an_account, log_in, post_form

FRESH = "rain on seven wooden boats"
EMAIL = "minh@example.com"


@pytest.fixture
def own(database):
    with database.writing() as session:
        session.execute(delete(OutboxMessage))
        return an_organisation(session, name="Lotus Works")


@pytest.fixture
def server(services):
    with mail_server() as found:
        yield found


@pytest.fixture
def mailing(services, server):
    """This installation with a mail server."""
    return replace(services, config=replace(services.config, smtp_url=server.url))


@pytest.fixture
def site(mailing):
    return create_app(mailing)


@pytest.fixture
def slug(database, own):
    with database.reading() as session:
        return organisation_of(session, own).slug


def send(mailing, now):
    while drain(mailing, renderers(mailing, now), now=now):
        pass


def link_in(mail):
    texts = [mail.get_body((kind,)).get_content() for kind in ("plain", "html")]
    (link,) = {found for text in texts for found in re.findall(r"http://[^\s\"<>]+/people/password/[\w-]+", text)}
    return link.partition("127.0.0.1:8000")[2]


def choose(client, path, password=FRESH):
    return post_form(client, path, {"password": password})


def waiting(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(OutboxMessage))


def test_an_invited_colleague_chooses_a_password_and_is_in(site, mailing, own, database, server, clock):
    admin, lan = site.test_client(), site.test_client()
    log_in(admin, own, "admin")
    new = {"name": "Lan", "email": "lan@example.com", "role": "hr", "reach": ""}
    said = post_form(admin, "/people/staff", new)
    assert said.status_code == 302
    assert "A mail with a link is on its way to lan@example.com." in admin.get(said.location).text
    send(mailing, clock.now())
    (mail,) = server.mails
    assert mail["To"] == "Lan <lan@example.com>"
    assert mail["Subject"] == "Your account at Lotus Works"
    path = link_in(mail)
    assert path.rpartition("/")[2] not in said.text
    for _visit in range(3):  # a scanner of mails opens links; that does nothing
        assert lan.get(path).status_code == 200
    assert "Use 15 to 128 characters." in choose(lan, path, "short").text
    assert "Others would try this password first." in choose(lan, path, "lan@example.com").text
    assert choose(lan, path).location == "/"
    assert "Welcome, Lan." in lan.get("/dashboard/").text
    assert lan.get(path).status_code == 404
    assert "This link does not work any more" in lan.get(path).text
    with database.reading() as session:
        (found,) = [one for one in queries.members(session, own) if one.name == "Lan"]
    assert found.joined


def test_nothing_of_a_link_waits_in_the_outbox_and_a_retry_brings_another_that_works(
    mailing, own, database, server, clock
):
    with database.writing() as session:
        account_id = an_account(session, own, "hr", email=EMAIL)
        ask_for_link(session, own, EMAIL, now=clock.now())
    with database.reading() as session:
        (posted,) = session.scalars(select(OutboxMessage).where(OutboxMessage.organisation_id == own))
        assert session.scalar(select(func.count()).where(AccountLink.organisation_id == own)) == 0
        assert (posted.about, posted.recipient) == (account_id, account_id)
    send(mailing, clock.now())
    assert server.mails[0]["Subject"] == "A new password for Lotus Works"


def test_a_link_works_once_and_everything_else_of_the_account_ends(staff_app, own, database, clock):
    with database.writing() as session:
        account_id = an_account(session, own, "manager", email=EMAIL)
        first, second = (make_link(session, own, account_id, RESET, now=clock.now()) for _ in range(2))
    from pulse.people import operations, tokens

    thief, token = staff_app.test_client(), tokens.fresh()
    with database.writing() as session:
        operations.start_session(session, own, account_id, tokens.hash_of(token), now=clock.now())
    with thief.session_transaction() as cookie:
        cookie["_user_id"] = token
    assert thief.get("/dashboard/").status_code == 200
    client = staff_app.test_client()
    assert choose(client, f"/people/password/{first}").status_code == 302
    assert client.get("/dashboard/").status_code == 200
    assert thief.get("/dashboard/").status_code == 302
    assert staff_app.test_client().get(f"/people/password/{first}").status_code == 404
    assert staff_app.test_client().get(f"/people/password/{second}").status_code == 404
    with database.reading() as session:
        assert passwords.matches(session.get_one(Account, (own, account_id)).password_hash, FRESH)


@pytest.mark.parametrize(("purpose", "lasts"), [(INVITE, timedelta(days=7)), (RESET, timedelta(hours=1))])
def test_a_link_ends_by_itself(staff_app, own, database, clock, purpose, lasts):
    with database.writing() as session:
        account_id = an_account(session, own, "hr", password=None)
        token = make_link(session, own, account_id, purpose, now=clock.now())
    clock.advance(seconds=lasts.total_seconds() - 1)
    assert staff_app.test_client().get(f"/people/password/{token}").status_code == 200
    clock.advance(seconds=1)
    assert staff_app.test_client().get(f"/people/password/{token}").status_code == 404


def test_a_link_of_a_closed_account_does_nothing(staff_app, own, database, clock):
    with database.writing() as session:
        account_id = an_account(session, own, "hr")
        token = make_link(session, own, account_id, RESET, now=clock.now())
        session.get_one(Account, (own, account_id)).active = False
    assert staff_app.test_client().get(f"/people/password/{token}").status_code == 404


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.com", "closed@example.com"])
def test_asking_for_a_link_gets_the_same_answer_and_the_same_work_for_every_address(
    site, mailing, own, database, slug, server, clock, email
):
    with database.writing() as session:
        an_account(session, own, "hr", email=EMAIL)
        closed = an_account(session, own, "hr", email="closed@example.com")
        session.get_one(Account, (own, closed)).active = False
    client = site.test_client()
    door = f"/people/forgotten?organisation={slug}"
    for asked in range(1, MOST_AN_HOUR + 3):
        response = post_form(client, door, {"email": email, "organisation": slug})
        assert (response.status_code, response.location) == (302, f"/people/log-in?organisation={slug}")
        assert "If there is an account with this address" in client.get(response.location).text
        assert waiting(database) == asked  # one row is written each time, whoever it is for
    send(mailing, clock.now())
    assert [mail["To"].addresses[0].addr_spec for mail in server.mails] == [EMAIL] * (MOST_AN_HOUR * (email == EMAIL))


def test_requests_that_pile_up_are_let_go(own, database, clock):
    with database.writing() as session:
        for number in range(MOST_WAITING + 5):
            ask_for_link(session, own, f"nobody{number}@example.com", now=clock.now())
    assert waiting(database) == MOST_WAITING


def test_without_a_mail_server_the_administrator_hands_a_link_over(staff_app, own, database, slug):
    page = staff_app.test_client().get(f"/people/forgotten?organisation={slug}").text
    assert "ask your administrator for a link" in page
    admin = staff_app.test_client()
    log_in(admin, own, "admin")
    with database.writing() as session:
        minh = an_account(session, own, "hr", email=EMAIL)
    sheet = f"/people/staff/{minh}"
    shown = post_form(admin, sheet, {}, at=f"{sheet}/link").text
    path = re.search(r"/people/password/[\w-]+", shown)[0]
    assert "It works for one hour, once." in shown
    again = re.search(r"/people/password/[\w-]+", post_form(admin, sheet, {}, at=f"{sheet}/link").text)[0]
    assert staff_app.test_client().get(path).status_code == 404  # a new one ends those before
    assert choose(staff_app.test_client(), again).status_code == 302


def test_an_invitation_that_was_taken_back_is_not_sent(site, mailing, own, database, server, clock):
    admin = site.test_client()
    log_in(admin, own, "admin")
    new = {"name": "Lan", "email": "lan@example.com", "role": "hr", "reach": ""}
    sheet = post_form(admin, "/people/staff", new).location
    assert "A mail with a link is waiting to be sent." in admin.get(sheet).text
    post_form(admin, sheet, {}, at=f"{sheet}/withdraw")
    send(mailing, clock.now())
    assert server.mails == []


@pytest.mark.parametrize("email", ["", "minh", "minh@"])
def test_what_is_no_address_is_said_beside_the_field(site, slug, email):
    asked = {"email": email, "organisation": slug}
    response = post_form(site.test_client(), f"/people/forgotten?organisation={slug}", asked)
    assert response.status_code == 400


@pytest.mark.parametrize("language", ["id", "zh_Hant", "vi"])
def test_the_mail_is_in_the_language_of_the_account(mailing, own, database, server, clock, language):
    with database.writing() as session:
        an_account(session, own, "hr", email=EMAIL, language=language)
        ask_for_link(session, own, EMAIL, now=clock.now())
    send(mailing, clock.now())
    (mail,) = server.mails
    assert "password" not in mail["Subject"].lower()
    assert "Lotus Works" in mail["Subject"]
    assert link_in(mail)


def test_whoever_has_another_password_is_told_by_mail_and_what_to_do_if_it_was_not_them(
    site, mailing, own, database, server, clock
):
    with database.writing() as session:
        account_id = an_account(session, own, "hr", email=EMAIL, name="Minh", language="vi")
        token = make_link(session, own, account_id, RESET, now=clock.now())
    client = site.test_client()
    assert choose(client, f"/people/password/{token}").status_code == 302
    form = {"password-old": FRESH, "password-new": f"{FRESH} again"}
    assert post_form(client, "/people/account", form, at="/people/account/password").status_code == 302
    send(mailing, clock.now())
    first, second = server.mails
    assert first["To"] == "Minh <minh@example.com>"
    for mail in (first, second):
        text = mail.get_body(("plain",)).get_content()
        assert "http://127.0.0.1:8000/people/forgotten" in text
        assert "/people/password/" not in text
        assert translate("vi", "If that was you, all is well.") in text


def test_a_first_password_is_told_nobody(site, own, database, clock):
    with database.writing() as session:
        account_id = an_account(session, own, "hr", email=EMAIL, password=None)
        token = make_link(session, own, account_id, INVITE, now=clock.now())
    assert choose(site.test_client(), f"/people/password/{token}").status_code == 302
    assert waiting(database) == 0
