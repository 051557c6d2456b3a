"""The box finds what its reader may see, and nothing else."""

import pytest
from flask.testing import FlaskClient

from pulse.organisation.operations import ensure_location, ensure_unit
from pulse.search.pages import PAGES
from tests.factories.organisation import an_organisation
from tests.factories.people import log_in, people_in
from tests.factories.routes import staff_routes

ROLES = ("admin", "hr", "manager", "steward", "trustee", "auditor")


@pytest.fixture
def own(database):
    with database.writing() as session:
        made = an_organisation(session)
        ensure_unit(session, made, "Operations/Kitchen")
        ensure_unit(session, made, "Kitchen design")
        ensure_location(session, made, "Đà Nẵng")
        people_in(session, made, 12, unit="Operations/Kitchen")
    return made


@pytest.fixture
def as_one(staff_app, database, own):
    """Somebody of a role; a steward looks after Da Nang."""

    def as_one(role: str, **part: str) -> FlaskClient:
        client = staff_app.test_client()
        if role == "steward":
            with database.writing() as session:
                part = {"location_id": ensure_location(session, own, "Đà Nẵng")}
        log_in(client, own, role, **part)
        return client

    return as_one


@pytest.fixture
def page(as_one):
    def page(words: str, role: str = "admin", **part: str) -> str:
        client = as_one(role, **part)
        answer = client.get("/search/", query_string={"q": words, "lang": "en"})
        assert answer.status_code == 200
        return answer.text.split("<main")[1]

    return page


def test_every_page_that_can_be_found_is_there_and_every_one_of_the_navigation_can_be(page):
    known = {route.pattern for route in staff_routes() if route.method == "GET"}
    assert set(PAGES) <= known
    assert 'href="/organisation/"' in page("danger contacts")


@pytest.mark.parametrize("role", ROLES)
def test_nobody_finds_a_page_that_they_may_not_open(page, as_one, role):
    client = as_one(role)
    for path, (title, _about) in PAGES.items():
        opens = client.get(path).status_code in {200, 302}
        assert (f'href="{path}"' in page(title, role)) == opens, path


def test_an_administrator_finds_people_the_first_ten_and_the_way_to_all(page):
    found = page("person")
    assert found.count('href="/people/') >= 10
    assert "Show all 12" in found
    assert 'href="/people/?search=person"' in found


@pytest.mark.parametrize("role", ["manager", "steward", "trustee", "auditor"])
def test_nobody_else_finds_people(page, role):
    assert "/people/?search" not in page("person", role)
    assert "Person 1" not in page("person", role)


def test_a_manager_finds_their_own_part_alone(page, database, own):
    with database.writing() as session:
        kitchen = ensure_unit(session, own, "Operations/Kitchen")
    found = page("kitchen", "manager", unit_id=kitchen)
    assert f"/dashboard/topics?unit={kitchen}" in found
    assert "Kitchen design" not in found
    assert "Kitchen design" in page("kitchen", "hr")


def test_a_place_is_found_without_its_accents(page):
    assert "Đà Nẵng" in page("da nang", "hr")
    assert "Đà Nẵng" in page("DA NANG", "admin")


def test_another_organisation_is_never_found(page, database):
    with database.writing() as session:
        other = an_organisation(session)
        ensure_unit(session, other, "Secret lab")
        people_in(session, other, 3, unit="Secret lab")
    assert "Nothing was found" in page("secret lab")


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "<script>", "x" * 5000, "a " * 300, "\u202e", "'; --"])
def test_whatever_is_typed_is_no_error(page, typed):
    assert "<script>" not in page(typed)
