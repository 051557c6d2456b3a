"""The button that leaves the demo, as somebody who uses it meets it."""

import pytest

from pulse.keys.store import KeyFolderAway
from pulse.leaving import views
from pulse.organisation.queries import organisations
from tests.factories.demo import a_demo, made_real
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in, post_form


def test_one_button_leads_from_the_demo_to_the_first_set_up(staff_app, services):
    demo = a_demo(services)
    client, other = logged_in(staff_app, demo, "admin"), logged_in(staff_app, demo, "hr")
    page = client.get("/leaving/")
    assert "60 made-up people of Northwind Works" in page.text
    assert "2 check-ins" in page.text
    assert "This cannot be undone." in page.text

    left = post_form(client, "/leaving/", {"sure": "yes"})

    assert left.location == "/"
    assert client.get("/").location == "/people/first"
    assert "The demo is gone." in client.get("/people/first").text
    assert other.get("/people/").location.startswith("/people/log-in")  # every session has ended
    with services.database.reading() as session:
        assert organisations(session) == []


def test_pressing_the_button_twice_does_no_harm(staff_app, services):
    client = logged_in(staff_app, a_demo(services), "admin")
    post_form(client, "/leaving/", {"sure": "yes"})
    token = client.get("/people/first").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    again = client.post("/leaving/", data={"csrf_token": token, "sure": "yes"})
    assert again.status_code == 302
    assert again.location.startswith("/people/log-in")


def test_without_the_hidden_token_nothing_goes(staff_app, services):
    demo = a_demo(services)
    client = logged_in(staff_app, demo, "admin")
    assert client.post("/leaving/").status_code == 400
    assert client.get("/leaving/").status_code == 200
    post_form(client, "/leaving/", {"sure": "yes"})


@pytest.mark.parametrize("role", ["admin", "hr"])
def test_the_link_is_shown_where_the_demo_can_be_left(staff_app, services, role):
    demo = a_demo(services)
    client = logged_in(staff_app, demo, role)
    assert 'href="/leaving/"' in client.get("/people/").text
    assert 'href="/leaving/"' not in logged_in(staff_app, demo, "manager").get("/dashboard/topics").text
    assert logged_in(staff_app, demo, "manager").get("/leaving/").status_code == 403
    post_form(client, "/leaving/", {"sure": "yes"})


def test_a_key_folder_that_is_away_is_said_on_the_page(staff_app, services, monkeypatch):
    demo = a_demo(services)
    client = logged_in(staff_app, demo, "admin")
    with monkeypatch.context() as without:

        def away(*_):
            raise KeyFolderAway

        without.setattr(views, "leave_demo", away)
        page = post_form(client, "/leaving/", {"sure": "yes"})
    assert page.status_code == 503
    assert "nothing was removed" in page.text
    assert client.get("/people/").status_code == 200
    post_form(client, "/leaving/", {"sure": "yes"})


def test_beside_a_real_organisation_the_log_in_follows(staff_app, services):
    with services.database.writing() as session:
        an_organisation(session)
    client = logged_in(staff_app, a_demo(services), "hr")
    post_form(client, "/leaving/", {"sure": "yes"})
    assert client.get("/").location == "/people/log-in"


@pytest.mark.parametrize("role", ["admin", "hr"])
def test_for_a_real_organisation_the_page_does_not_exist(staff_app, services, role):
    client = logged_in(staff_app, made_real(services, a_demo(services)), role)
    assert client.get("/leaving/").status_code == 404
    assert 'href="/leaving/"' not in client.get("/people/").text
    with services.database.reading() as session:
        before = organisations(session)
    token = client.get("/people/").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    assert client.post("/leaving/", data={"csrf_token": token, "sure": "yes"}).status_code == 404
    with services.database.reading() as session:
        assert organisations(session) == before
