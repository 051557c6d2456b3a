import re
from dataclasses import replace
from hashlib import sha256

import pytest
from flask import session as cookie
from sqlalchemy import select

from pulse.application import create_app
from pulse.audit_log.models import AuditEntry
from pulse.people import passwords
from pulse.people.access import safe_next
from pulse.people.models import LogInAttempt, StaffSession
from tests.factories.organisation import an_organisation
from tests.factories.people import PASSWORD, an_account, log_in, post_form

EMAIL = "hana@example.com"


@pytest.fixture
def own(database):
    with database.writing() as session:
        made = an_organisation(session)
        an_account(session, made, "admin", email=EMAIL, name="Hana")
        return made


@pytest.fixture
def door(database, own):
    """The log-in page of this organisation: others of the module are there too."""
    from pulse.organisation.queries import own as organisation_of

    with database.reading() as session:
        return f"/people/log-in?organisation={organisation_of(session, own).slug}"


@pytest.fixture
def knock(staff_app, door):
    def knock(client=None, *, email=EMAIL, password=PASSWORD, **more):
        slug = door.partition("=")[2]
        client = client or staff_app.test_client()
        return post_form(client, door, {"email": email, "password": password, "organisation": slug, **more})

    return knock


def rows(database, table, organisation_id):
    with database.reading() as session:
        return session.scalars(select(table).where(table.organisation_id == organisation_id)).all()


def actions(database, organisation_id):
    return sorted(entry.action for entry in rows(database, AuditEntry, organisation_id))


def test_the_right_password_opens_the_door(staff_app, knock, database, own):
    client = staff_app.test_client()
    response = knock(client, email=" Hana@Example.com ")
    assert (response.status_code, response.location) == (302, "/")
    assert client.get("/").location == "/people/"
    assert client.get("/people/").status_code == 200
    assert actions(database, own) == ["log_in.done"]


def test_the_database_holds_only_the_hash_of_what_the_cookie_holds(staff_app, knock, database, own):
    with staff_app.test_client() as client:
        knock(client)
        client.get("/people/")
        token = cookie["_user_id"]
    (kept,) = rows(database, StaffSession, own)
    assert kept.token_hash == sha256(token.encode()).hexdigest()


def test_each_log_in_begins_a_new_session(staff_app, knock):
    with staff_app.test_client() as client:
        knock(client)
        client.get("/people/")
        first = cookie["_user_id"]
        knock(client)
        client.get("/people/")
        assert cookie["_user_id"] != first


@pytest.mark.parametrize(
    "wrong", [{"password": "wrong"}, {"email": "nobody@example.com"}, {"email": "not an address"}]
)
def test_a_wrong_password_and_an_unknown_address_get_the_same_sentence(knock, wrong):
    response = knock(**wrong)
    assert response.status_code == 400
    assert response.text.count("E-mail and password do not belong together.") == 2  # the summary, and beside the field
    assert "Traceback" not in response.text


def test_what_was_typed_is_kept_but_for_the_password(knock):
    page = knock(password="a wrong secret").text
    assert f'value="{EMAIL}"' in page
    assert "a wrong secret" not in page


def test_an_unknown_address_costs_a_hash_as_well(knock, monkeypatch):
    asked = []
    real = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda kept, password: asked.append(kept) or real(kept, password))
    knock(email="nobody@example.com", password="wrong")
    assert asked == [None]


def test_failures_of_known_accounts_are_written_down_without_the_password(knock, database, own):
    knock(password="a wrong secret")
    knock(email="nobody@example.com", password="another secret")
    entries = rows(database, AuditEntry, own)
    assert [entry.action for entry in entries] == ["log_in.failed"]
    assert "secret" not in repr([(entry.details, entry.subject, entry.actor) for entry in entries])


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.com"])
def test_after_ten_failures_even_the_right_password_waits(knock, clock, email):
    for _try in range(10):
        assert "do not belong together" in knock(email=email, password="wrong").text
    response = knock(email=email)
    assert response.status_code == 400
    assert "Too many tries. Please wait a minute" in response.text
    clock.advance(minutes=1)
    assert knock(email=email).status_code == (302 if email == EMAIL else 400)


def test_the_right_password_forgets_the_failures(knock, database):
    for _try in range(9):
        knock(password="wrong")
    assert knock().status_code == 302
    for _try in range(9):
        assert "do not belong together" in knock(password="wrong").text
    assert knock().status_code == 302
    with database.reading() as session:
        addresses = session.scalars(select(LogInAttempt.email_hash)).all()
    assert all(re.fullmatch("[0-9a-f]{64}", address) for address in addresses)


def test_logging_out_ends_the_session_for_every_copy_of_the_cookie(staff_app, knock, database, own):
    client, thief = staff_app.test_client(), staff_app.test_client()
    knock(client)
    thief.set_cookie("pulse_staff", client.get_cookie("pulse_staff").value, domain="localhost")
    assert thief.get("/people/").status_code == 200
    response = post_form(client, "/people/", {}, at="/people/log-out")
    assert response.status_code == 302
    assert thief.get("/people/").status_code == 302
    assert "session.ended" in actions(database, own)


def test_logging_out_without_a_log_in_does_no_harm(staff_app, door):
    assert post_form(staff_app.test_client(), door, {}, at="/people/log-out").status_code == 302


def test_a_session_ends_after_eight_idle_hours(staff_app, own, clock):
    client = staff_app.test_client()
    log_in(client, own, "admin")
    for _visit in range(3):
        clock.advance(hours=7, minutes=59)
        assert client.get("/people/").status_code == 200
    clock.advance(hours=8)
    assert client.get("/people/").status_code == 302


def test_a_session_ends_after_seven_days_however_busy(staff_app, own, clock):
    client = staff_app.test_client()
    log_in(client, own, "admin")
    for _visit in range(27):
        clock.advance(hours=6)
        assert client.get("/people/").status_code == 200
    clock.advance(hours=6)
    assert client.get("/people/").status_code == 302


def test_a_made_up_cookie_opens_nothing(staff_app):
    client = staff_app.test_client()
    with client.session_transaction() as made_up:
        made_up["_user_id"] = "x" * 43
    assert client.get("/people/").status_code == 302


def test_an_account_that_was_closed_is_out_at_once(staff_app, own, database):
    from pulse.people.models import Account

    client = staff_app.test_client()
    account_id = log_in(client, own, "admin")
    with database.writing() as session:
        session.get_one(Account, (own, account_id)).active = False
    assert client.get("/people/").status_code == 302


def test_the_log_in_leads_back_to_where_one_wanted_to_go(staff_app, knock):
    wanted = staff_app.test_client().get("/people/?search=dewi").location
    assert wanted == "/people/log-in?next=/people/?search%3Ddewi"
    assert knock(next="/people/?search=dewi").location == "/people/?search=dewi"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil",
        "javascript:alert(1)",
        "/a\nb",
        "",
        None,
        "people",
    ],
)
def test_the_log_in_never_leads_to_another_host(address, knock):
    assert safe_next(address) is None
    assert knock(next=address or "").location == "/"


def test_a_short_address_chooses_the_organisation(staff_app, door):
    slug = door.partition("=")[2]
    client = staff_app.test_client()
    assert client.get(f"/o/{slug}").location == door
    assert client.get("/o/nobody").status_code == 404
    assert client.get("/people/log-in?organisation=nobody").status_code == 404


def test_with_several_organisations_the_page_asks_which(staff_app, own, database):
    with database.writing() as session:
        an_organisation(session, name="Orchid Works")
    assert "Orchid Works" in staff_app.test_client().get("/people/log-in").text


def test_only_the_demos_page_shows_log_ins_and_an_invitation(staff_app, database, door):
    with database.writing() as session:
        an_organisation(session, slug="demo-door", is_demo=True)
    staff_app.extensions["pulse_demo_invitation"] = lambda: "http://localhost:8000/checkin/#c=1"
    page = staff_app.test_client().get("/people/log-in?organisation=demo-door").text
    assert "hr@demo.example" in page
    assert 'href="http://localhost:8000/checkin/#c=1"' in page
    assert "Not anonymous: demo" in page
    other = staff_app.test_client().get(door).text
    assert "demo.example" not in other
    assert "checkin" not in other
    staff_app.extensions["pulse_demo_invitation"] = lambda: None
    assert "Not anonymous" not in staff_app.test_client().get("/people/log-in?organisation=demo-door").text


def test_the_cookie_is_kept_from_scripts_and_other_sites(knock):
    (made,) = [value for value in knock().headers.getlist("Set-Cookie") if value.startswith("pulse_staff=")]
    assert "HttpOnly" in made
    assert "SameSite=Lax" in made


def test_over_https_no_other_host_can_set_the_cookies(services, own, database):
    from pulse.organisation.queries import own as organisation_of

    secure = replace(services, config=replace(services.config, base_url="https://pulse.example.com"))
    with database.reading() as session:
        slug = organisation_of(session, own).slug
    client, there = create_app(secure).test_client(), "https://pulse.example.com"
    page = client.get(f"/people/log-in?organisation={slug}", base_url=there)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
    data = {"email": EMAIL, "password": PASSWORD, "organisation": slug, "csrf_token": token}
    response = client.post("/people/log-in", data=data, base_url=there, headers={"Referer": there})
    assert response.location == "/"
    made = {value.partition("=")[0]: value for value in response.headers.getlist("Set-Cookie")}
    assert set(made) == {"__Host-pulse_staff", "__Host-pulse_known"}
    for value in made.values():
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(value.split("; "))
        assert "Domain" not in value
