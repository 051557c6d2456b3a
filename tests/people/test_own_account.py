"""One's own account: name, language, password, log-ins."""

import html

import pytest

from pulse.people import passwords
from pulse.people.devices import device
from pulse.people.models import Account
from tests.factories.organisation import an_organisation
from tests.factories.people import PASSWORD, an_account, log_in, post_form

FRESH = "rain on seven wooden boats"


@pytest.fixture
def own(database):
    with database.writing() as session:
        return an_organisation(session)


@pytest.fixture
def me(staff_app, own):
    client = staff_app.test_client()
    client.account_id = log_in(client, own, "manager", name="Minh", email="minh@example.com")
    return client


def elsewhere(staff_app, own, account_id, agent="Mozilla/5.0 (Android 14) Gecko/20100101 Firefox/128.0"):
    """One more log-in of the same account, through the door."""
    from pulse.organisation.queries import own as organisation_of

    client = staff_app.test_client()
    services = staff_app.extensions["pulse"]
    with services.database.reading() as session:
        slug = organisation_of(session, own).slug
    door = f"/people/log-in?organisation={slug}"
    client.environ_base["HTTP_USER_AGENT"] = agent
    response = post_form(client, door, {"email": "minh@example.com", "password": PASSWORD, "organisation": slug})
    assert response.status_code == 302
    return client


def change(client, **data):
    return post_form(
        client,
        "/people/account",
        {f"password-{name}": value for name, value in data.items()},
        at="/people/account/password",
    )


def test_everybody_has_a_page_of_their_own(staff_app, own):
    for role in ("admin", "hr", "manager", "trustee", "auditor"):
        client = staff_app.test_client()
        log_in(client, own, role)
        assert client.get("/people/account").status_code == 200


def test_name_and_language_are_ones_own(me, own, database):
    response = post_form(me, "/people/account", {"name": " Minh Tran ", "language": "vi"})
    assert response.location == "/people/account?lang=vi"
    assert '<html lang="vi">' in me.get(response.location).text
    with database.reading() as session:
        kept = session.get_one(Account, (own, me.account_id))
        assert (kept.name, kept.language) == ("Minh Tran", "vi")
    bad = post_form(me, "/people/account", {"name": "", "language": "tlh", "lang": "en"})
    assert bad.status_code == 400


def test_another_password_asks_for_the_old_one_and_ends_every_other_log_in(staff_app, me, own, database):
    other = elsewhere(staff_app, own, me.account_id)
    assert other.get("/dashboard/").status_code == 200
    assert change(me, old=PASSWORD, new=FRESH).location == "/people/account"
    assert me.get("/dashboard/").status_code == 200
    assert other.get("/dashboard/").status_code == 302
    with database.reading() as session:
        kept = session.get_one(Account, (own, me.account_id)).password_hash
    assert passwords.matches(kept, FRESH)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"old": "wrong", "new": FRESH}, "This is not your password."),
        ({"old": "", "new": FRESH}, "Please fill this in."),
        ({"old": PASSWORD, "new": "short"}, "Use 15 to 128 characters."),
        ({"old": PASSWORD, "new": "minh@example.com"}, "Others would try this password first."),
        ({"old": PASSWORD, "new": "passwordpassword"}, "stolen passwords guess this one quickly"),
    ],
)
def test_a_password_that_is_not_changed_says_why_and_shows_none(me, own, database, given, said):
    response = change(me, **given)
    assert response.status_code == 400
    assert said in response.text
    assert FRESH not in response.text
    with database.reading() as session:
        assert passwords.matches(session.get_one(Account, (own, me.account_id)).password_hash, PASSWORD)


def test_whoever_finds_a_browser_logged_in_cannot_guess_the_password_there(me, clock):
    for _try in range(10):
        assert "This is not your password." in change(me, old="a guess", new=FRESH).text
    assert "Too many tries. Please wait a minute" in change(me, old=PASSWORD, new=FRESH).text
    clock.advance(minutes=1)
    assert change(me, old=PASSWORD, new=FRESH).status_code == 302


def test_log_ins_are_shown_by_browser_and_one_or_all_others_are_ended(staff_app, me, own):
    phone = elsewhere(staff_app, own, me.account_id)
    tablet = elsewhere(
        staff_app, own, me.account_id, "Mozilla/5.0 (iPad; CPU OS 17_0) AppleWebKit Version/17.0 Safari/604.1"
    )
    page = html.unescape(phone.get("/people/account").text)
    assert "Firefox · Android" in page
    assert "Safari · iPad" in page
    assert page.count("End this one") == 2
    handles = [part.partition('"')[0] for part in page.split('name="log_in" value="')[1:]]
    assert len(set(handles)) == 3
    tablets = html.unescape(tablet.get("/people/account").text)
    here = tablets.split("Safari · iPad")[1].split('name="log_in" value="')[1].partition('"')[0]
    assert post_form(phone, "/people/account", {"log_in": here}, at="/people/account/end").status_code == 302
    assert tablet.get("/dashboard/").status_code == 302
    assert me.get("/dashboard/").status_code == 200
    post_form(phone, "/people/account", {}, at="/people/account/end-others")
    assert me.get("/dashboard/").status_code == 302
    assert phone.get("/dashboard/").status_code == 200


def test_a_log_in_of_somebody_else_cannot_be_ended(staff_app, me, own, database):
    other = staff_app.test_client()
    log_in(other, own, "hr")
    theirs = other.get("/people/account").text.split('name="log_in" value="')[1].partition('"')[0]
    said = post_form(me, "/people/account", {"log_in": theirs}, at="/people/account/end")
    assert said.status_code == 302
    assert "That log-in had ended already." in me.get("/people/account").text
    assert other.get("/dashboard/").status_code == 200


def test_nothing_but_ones_own_is_ended_by_ending_the_one_here(me):
    here = me.get("/people/account").text.split('name="log_in" value="')[1].partition('"')[0]
    assert post_form(me, "/people/account", {"log_in": here}, at="/people/account/end").location == "/people/log-in"
    assert me.get("/people/account").status_code == 302


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox · Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/17.5 Safari/605.1.15", "Safari · macOS"),
        ("curl/8.0", None),
        ("", None),
        ("<script>Firefox</script>" * 50, "Firefox"),
    ],
)
def test_a_browser_is_told_in_words_that_are_ours(agent, words):
    assert device(agent) == words


def test_an_invited_account_has_no_password_to_give(staff_app, own, database):
    with database.writing() as session:
        account_id = an_account(session, own, "hr", password=None)
        assert not passwords.matches(session.get_one(Account, (own, account_id)).password_hash, "")
