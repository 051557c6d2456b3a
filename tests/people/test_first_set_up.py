import pytest

from pulse.organisation.queries import organisations
from pulse.people import queries
from tests.factories.organisation import an_organisation
from tests.factories.people import post_form

GIVEN = {
    "organisation": "Lotus Works",
    "size": "small",
    "language": "vi",
    "time_zone": "Asia/Ho_Chi_Minh",
    "danger_contacts": "Call 113.",
    "name": "Lan Tran",
    "email": "Lan@Example.com",
    "password": "three easy words",
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"organisation": " "}, "Please fill this in."),
        ({"organisation": "Lo\u200btus"}, "A name may not hold invisible or control characters."),
        ({"organisation": "x" * 201}, "A name may not be longer than 200 characters."),
        ({"size": ""}, "Please choose one."),
        ({"time_zone": "Mars/Base"}, "Please choose one."),
        ({"language": "tlh"}, "Please choose one."),
        ({"danger_contacts": ""}, "Please fill this in."),
        ({"danger_contacts": "x" * 501}, "This is longer than 500 characters."),
        ({"email": "lan"}, "This is not an e-mail address."),
        ({"password": "short"}, "Use 15 to 128 characters."),
        ({"password": "lan@example.com"}, "Others would try this password first."),
        ({"organisation": "Lotus Works Limited", "password": "lotus works limited"}, "Others would try this password"),
        ({"password": "passwordpassword"}, "stolen passwords guess this one quickly"),
    ],
)
def test_a_bad_answer_gets_one_sentence_and_founds_nothing(staff_app, database, change, said):
    response = post_form(staff_app.test_client(), "/people/first", {**GIVEN, **change})
    assert response.status_code == 400
    assert said in response.text
    assert "three easy words" not in response.text
    with database.reading() as session:
        assert organisations(session) == []


def test_the_first_page_appears_once_and_its_admin_is_logged_in(staff_app, database):
    client = staff_app.test_client()
    assert client.get("/").location == "/people/first"
    assert client.get("/people/log-in").location == "/"
    with database.writing() as session:
        an_organisation(session, name="Demo", is_demo=True)
    assert client.get("/").location == "/people/first"  # a demo without accounts is no beginning
    assert post_form(client, "/people/first", GIVEN).location == "/setup/"
    assert client.get("/people/import").status_code == 200
    assert client.get("/").location == "/dashboard/"
    assert client.get("/people/first").status_code == 404
    stranger = staff_app.test_client()
    assert stranger.get("/").location == "/people/log-in"
    assert stranger.post("/people/first", data=GIVEN).status_code in {400, 404}
    with database.reading() as session:
        made = next(one for one in organisations(session) if not one.is_demo)
        (admin,) = queries.staff(session, made.id)
    assert (made.slug, made.k, made.k_inv, made.language) == ("lotus-works", 5, 10, "vi")
    assert (admin.email, {role for role, _reach in admin.roles}) == ("lan@example.com", {"admin", "hr"})
    assert "Organisation founded" in client.get("/audit-log/?lang=en").text
