"""Log-ins are slowed down by address, and all together when many addresses fail; nobody can lock somebody else out."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from pulse.organisation.queries import own as organisation_of
from pulse.people import operations, throttle, tokens
from pulse.people.models import LogInAttempt
from tests.conftest import START
from tests.factories.organisation import an_organisation
from tests.factories.people import PASSWORD, an_account, post_form

EMAIL = "hana@example.com"
WAIT = "Too many tries. Please wait"


@pytest.fixture
def own(database):
    with database.writing() as session:
        session.execute(delete(LogInAttempt))
        made = an_organisation(session)
        an_account(session, made, "admin", email=EMAIL, name="Hana")
        return made


@pytest.fixture
def knock(staff_app, database, own):
    with database.reading() as session:
        slug = organisation_of(session, own).slug

    def knock(client=None, *, email=EMAIL, password=PASSWORD):
        data = {"email": email, "password": password, "organisation": slug}
        return post_form(client or staff_app.test_client(), f"/people/log-in?organisation={slug}", data)

    return knock


def fail(database, addresses, now, organisation_id="0" * 32):
    """Wrong passwords for made-up addresses, as the log-in counts them."""
    with database.writing() as session:
        for number in range(addresses):
            counted = tokens.hash_of_address(organisation_id, f"made-up-{number}@example.com")
            operations.count_attempt(session, counted, now=now)


def test_while_a_hundred_addresses_failed_nobody_unknown_is_let_in(knock, database, clock):
    fail(database, throttle.MOST_ADDRESSES - 1, clock.now())
    assert knock(email="other@example.com", password="wrong").text.count(WAIT) == 0
    response = knock()
    assert response.status_code == 400
    assert "Too many tries. Please wait 60 minutes and try again." in response.text
    assert "the link in that mail lets you in at once" in response.text
    clock.advance(minutes=59)
    assert "Please wait a minute" in knock().text
    clock.advance(minutes=1)
    assert knock().status_code == 302


def test_tries_that_are_turned_away_do_not_lengthen_the_wait(knock, database, clock):
    fail(database, throttle.MOST_ADDRESSES, clock.now())
    for _minute in range(6):
        clock.advance(minutes=10)
        knock(email="still-at-it@example.com", password="wrong")
    assert knock().status_code == 302


def test_a_browser_that_was_logged_in_before_passes_the_brake(staff_app, knock, database, clock):
    mine = staff_app.test_client()
    assert knock(mine).status_code == 302
    fail(database, throttle.MOST_ADDRESSES, clock.now())
    assert WAIT in knock().text
    assert knock(mine).status_code == 302
    assert WAIT in knock(mine, email="somebody.else@example.com").text  # known for one address alone


def test_others_tries_do_not_lock_out_the_browser_that_was_logged_in_before(staff_app, knock):
    mine = staff_app.test_client()
    assert knock(mine).status_code == 302
    for _try in range(throttle.FREE):
        knock(password="wrong")
    assert WAIT in knock().text
    assert knock(mine).status_code == 302


def test_a_known_browser_has_tries_of_its_own_and_no_more(staff_app, knock):
    mine = staff_app.test_client()
    knock(mine)
    for _try in range(throttle.FREE):
        assert "do not belong together" in knock(mine, password="wrong").text
    assert WAIT in knock(mine).text


def test_a_made_up_mark_of_a_browser_is_no_mark(staff_app, knock, database, clock):
    fail(database, throttle.MOST_ADDRESSES, clock.now())
    for value in ("x", '"abc".def', "", "bnVsbA.x"):
        client = staff_app.test_client()
        client.set_cookie("pulse_known", value)
        assert WAIT in knock(client).text


def test_the_mark_says_nothing_and_stays_after_the_log_out(staff_app, knock):
    mine = staff_app.test_client()
    response = knock(mine)
    (kept,) = [each for each in response.headers.getlist("Set-Cookie") if each.startswith("pulse_known=")]
    assert "HttpOnly" in kept
    assert "SameSite=Lax" in kept
    assert "hana" not in kept
    post_form(mine, "/people/", {}, at="/people/log-out")
    assert mine.get_cookie("pulse_known") is not None


def test_failures_are_forgotten_after_a_day(database, own, clock):
    fail(database, 3, clock.now())
    clock.advance(days=1, seconds=1)
    fail(database, 1, clock.now(), "1" * 32)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(LogInAttempt)) == 1


def test_all_workers_count_together(database, own, clock):
    """Each try is a transaction of its own, as two processes would have them."""
    counted = tokens.hash_of_address(own, EMAIL)
    waits = []
    for _try in range(throttle.FREE + 1):
        with database.writing() as session:
            waits.append(operations.count_attempt(session, counted, now=clock.now()))
    assert waits == [None] * throttle.FREE + [START + timedelta(minutes=1)]


def test_a_wrong_password_costs_two_transactions_whether_the_address_is_known_or_not(knock, database, monkeypatch):
    from pulse.database import Database

    begun = []
    real = Database.writing
    monkeypatch.setattr(Database, "writing", lambda self: begun.append(1) or real(self))
    costs = []
    for email in (EMAIL, "nobody@example.com"):
        begun.clear()
        knock(email=email, password="wrong")
        costs.append(len(begun))
    assert costs[0] == costs[1] == 2
