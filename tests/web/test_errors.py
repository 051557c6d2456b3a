from io import BytesIO

import pytest

from pulse.web.errors import trouble
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in


def test_a_page_that_does_not_exist_says_so_and_leads_on(staff_app):
    response = staff_app.test_client().get("/nowhere")
    assert response.status_code == 404
    for said in ("There is nothing here", "You have lost nothing.", "Go to the start page", "Error 404"):
        assert said in response.text


def test_a_page_for_others_says_whom_to_ask(staff_app, database):
    with database.writing() as session:
        own = an_organisation(session)
    page = logged_in(staff_app, own, "manager").get("/people/")
    assert page.status_code == 403
    assert "ask your administrator" in page.text


def test_too_large_a_file_is_told_how_large_it_may_be(staff_app, database):
    with database.writing() as session:
        own = an_organisation(session)
    admin = logged_in(staff_app, own, "admin")
    staff_app.config["MAX_CONTENT_LENGTH"] = 1000
    page = admin.post("/people/import", data={"file": (BytesIO(b"x" * 2000), "people.csv")})
    assert page.status_code == 413
    assert "up to 32 MB" in page.text


def test_our_own_fault_is_called_so_and_shows_nothing_of_the_inside(staff_app, monkeypatch):
    def broken():
        raise RuntimeError("the inside of the server")

    monkeypatch.setitem(staff_app.view_functions, "people.log_in", broken)
    broken.access = staff_app.view_functions["people.start"].access
    page = staff_app.test_client().get("/people/log-in")
    assert page.status_code == 500
    assert "This is our fault, not yours" in page.text
    assert "inside of the server" not in page.text


@pytest.mark.parametrize("code", [400, 403, 404, 405, 413, 418, 429, 500, 503])
def test_every_error_has_words(staff_app, code):
    with staff_app.test_request_context():
        said = trouble(code)
    assert all((said.title, said.sentence, said.advice))
