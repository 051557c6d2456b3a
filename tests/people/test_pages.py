import html
import re
from io import BytesIO

import pytest
from sqlalchemy import func, select

from pulse.organisation.queries import units
from pulse.people.importing import parse
from pulse.people.models import Person
from pulse.people.queries import counts
from pulse.people.roll import operations
from tests.factories.organisation import an_organisation
from tests.factories.people import log_in, logged_in, people_in, post_form

FILE = b"person_id,name,email,unit\n1,Dewi,dewi@x.com,Operations/Kitchen\n2,Minh,,Office\n"


@pytest.fixture
def own(database):
    with database.writing() as session:
        return an_organisation(session)


@pytest.fixture
def admin(staff_app, own):
    return logged_in(staff_app, own, "admin")


def upload(client, data: bytes):
    return post_form(client, "/people/import", {"file": (BytesIO(data), "people.csv")})


def hidden(page: str) -> dict[str, str]:
    found = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) for name in ("csrf_token", "text", "shown")}
    return {name: html.unescape(match[1]) for name, match in found.items() if match}


def how_many(database, organisation_id) -> int:
    with database.reading() as session:
        return session.scalar(
            select(func.count()).select_from(Person).where(Person.organisation_id == organisation_id)
        )


def test_an_upload_shows_what_would_change_and_saves_nothing(admin, own, database):
    response = upload(admin, FILE)
    assert response.status_code == 200
    assert "What would change" in response.text
    assert "Dewi" in response.text
    assert how_many(database, own) == 0


def test_what_was_shown_is_imported_when_it_is_confirmed(admin, own, database):
    response = admin.post("/people/import/confirm", data=hidden(upload(admin, FILE).text), follow_redirects=True)
    assert "Done: 2 new, 0 moved, 0 changed, 0 leaving, 0 unchanged." in response.text
    assert "Not yet reachable" in response.text
    assert how_many(database, own) == 2
    assert "There is nothing to import" in upload(admin, FILE).text


def test_a_change_in_the_meantime_is_shown_before_it_is_made(admin, own, database, clock):
    seen = hidden(upload(admin, FILE).text)
    with database.writing() as session:
        rows = parse(b"person_id,name\n1,Dewi Lestari\n")
        operations.import_people(session, own, rows, actor="a", now=clock.now())
    response = admin.post("/people/import/confirm", data=seen)
    assert "Something was changed in the meantime" in response.text
    assert how_many(database, own) == 1
    admin.post("/people/import/confirm", data=hidden(response.text))
    assert how_many(database, own) == 2


def test_a_bad_file_names_every_row_and_saves_nothing(admin, own, database):
    response = upload(admin, FILE + b"1,Twice,dewi@X.com,\n,<b>Nobody</b>,x@,\n")
    assert response.status_code == 400
    assert "Nothing was imported. 4 things need mending." in response.text
    for said in ("Line 4, person_id", "This address is already on line 2.", "Line 5, email", "Every person needs a"):
        assert said in response.text
    assert "Traceback" not in response.text
    assert how_many(database, own) == 0


def test_a_confirmation_is_read_again_and_not_trusted(admin, own, database):
    seen = hidden(upload(admin, FILE).text)
    assert admin.post("/people/import/confirm", data={**seen, "text": "bm9wZQ=="}).status_code == 400
    assert admin.post("/people/import/confirm", data={**seen, "text": "not base64!"}).status_code == 400
    assert admin.post("/people/import/confirm", data={"csrf_token": seen["csrf_token"]}).status_code == 400
    assert how_many(database, own) == 0


def test_an_upload_without_a_file_gets_one_sentence(admin):
    response = post_form(admin, "/people/import", {})
    assert response.status_code == 400
    assert response.text.count("Please choose a file.") == 2


def test_names_from_a_file_are_shown_as_text(admin, own):
    page = upload(admin, b"person_id,name\n1,<script>alert(1)</script>\n").text
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_hr_sees_the_people_and_may_not_import(staff_app, own, database):
    with database.writing() as session:
        people_in(session, own, 3)
    hr = logged_in(staff_app, own, "hr")
    assert "Import people" not in hr.get("/people/").text
    response = hr.get("/people/import")
    assert response.status_code == 403
    assert "Your account does not have the right to open this page." in response.text


def test_the_navigation_shows_what_a_role_may_open(staff_app, own):
    admin, manager = logged_in(staff_app, own, "admin").get("/people/").text, logged_in(staff_app, own, "manager")
    assert 'href="/audit-log/"' in admin
    assert 'href="/people/"' in admin
    assert manager.get("/").location == "/dashboard/"
    assert manager.get("/people/").status_code == 403


def test_a_search_and_its_page_stay_in_the_address(admin, own, database):
    with database.writing() as session:
        people_in(session, own, 60, unit="Operations")
    page = admin.get("/people/?search=person&lang=en").text
    assert 'href="/people/?page=2&amp;search=person"' in page
    assert "Page 2 of 2" in admin.get("/people/?page=2&search=person").text
    assert "Nobody was found for “zzz”." in admin.get("/people/?search=zzz").text
    assert admin.get("/people/?page=x").status_code == 200


def test_the_language_of_a_page_can_be_chosen(admin):
    page = admin.get("/people/?search=a&lang=vi").text
    assert '<html lang="vi">' in page
    assert '<html lang="vi">' in admin.get("/people/").text


def test_a_role_for_the_root_reaches_everything(staff_app, own, database):
    with database.writing() as session:
        root = units(session, own).root.id
    hr = staff_app.test_client()
    log_in(hr, own, "hr", unit_id=root)
    assert hr.get("/people/").status_code == 200


WIDE = (
    b"person_id,name,email,unit,location,language,time_zone,manager_id,tenure_start,phone,status\n"
    b"1,Dewi,dewi@x.com,Operations/Kitchen,Jakarta,vi,Asia/Jakarta,2,2024-03-31,+62 812 3456 789,active\n"
    b"2,Minh,,,,,,,,,leaving\n"
)


def test_the_preview_shows_everything_of_new_people(admin):
    page = upload(admin, WIDE).text
    for said in (
        "dewi@x.com", "Operations / Kitchen", "Jakarta", "Tiếng Việt", "Asia/Jakarta", "2024-03-31",
        "+62 812 3456 789", "No longer active", "Number of the manager", "Here since",
    ):  # fmt: skip
        assert said in page
    assert page.count("2 new people") == 1
    assert len(re.findall(r">\s*New\s*<", page)) == 1  # above the count alone


def test_the_preview_shows_old_and_new_of_people_who_change(admin):
    admin.post("/people/import/confirm", data=hidden(upload(admin, WIDE).text))
    page = upload(admin, WIDE.replace(b"Kitchen", b"Office").replace(b",vi,", b",id,")).text
    assert "1 person moves" in page
    assert "Unit: <del>Operations / Kitchen</del>" in page
    assert "<ins>Operations / Office</ins>" in page
    assert "Language: <del>Tiếng Việt</del>" in page


def test_a_manager_whom_nobody_knows_is_told_before_the_import(admin, own, database):
    page = upload(admin, b"person_id,name,manager_id\n1,Dewi,7\n2,Minh,1\n")
    assert page.status_code == 200
    assert html.unescape(page.text).count("Line 2, manager_id: Nobody has the person_id “7”.") == 1
    assert "Line 3, manager_id" not in page.text
    admin.post("/people/import/confirm", data=hidden(page.text))
    assert how_many(database, own) == 2


def test_a_whole_list_asks_once_more_before_many_leave(admin, own, database):
    with database.writing() as session:
        people_in(session, own, 20)
    data = b"Employee ID,Full name,Shoes\nT0,Dewi,38\n"
    shown = post_form(admin, "/people/import", {"file": (BytesIO(data), "people.csv"), "reach": "whole"}).text
    assert "20 of 20 people would leave." in html.unescape(shown)
    for said in (
        "“Employee ID” as person_id",
        "Left out, as Pulse does not need it: Shoes",
        "Too few people could be",
    ):
        assert said in html.unescape(shown)
    seen = {**hidden(shown), "reach": "whole"}
    refused = admin.post("/people/import/confirm", data=seen)
    assert (refused.status_code, "Please say that this is meant" in refused.text) == (400, True)
    admin.post("/people/import/confirm", data={**seen, "sure": "y"})
    with database.reading() as session:
        assert counts(session, own).active == 1


def test_all_there_is_to_mend_can_be_downloaded(admin, own):
    rows = "".join(f"{n},Person {n},nope\n" for n in range(300))
    page = upload(admin, b"person_id,name,email\n" + rows.encode())
    assert "300 things need mending" in page.text
    assert "and 100 more" in page.text
    told = admin.post("/people/import/problems", data=hidden(page.text))
    assert told.headers["Content-Disposition"].startswith("attachment")
    assert told.text.count("is not an e-mail address.") == 300


def test_known_numbers_with_other_names_and_addresses_are_asked_about_on_the_page(admin, own, database):
    admin.post("/people/import/confirm", data=hidden(upload(admin, FILE).text))
    other = b"person_id,name,email\n1,Bob,bob@x.com\n2,Linh Pham,linh@x.com\n3,Ana,\n"
    shown = upload(admin, other)
    assert "2 numbers are known, with other names and addresses" in shown.text
    for data in ({}, {"who.1": "new"}, {"who.1": "new", "who.2": "nobody"}):
        told = admin.post("/people/import/confirm", data={**hidden(shown.text), **data})
        assert (told.status_code, "Please say of each whether" in told.text) == (400, True)
        assert ('value="new" checked' in re.sub(r"\s+", " ", told.text)) is bool(data)
        assert how_many(database, own) == 2
    done = admin.post(
        "/people/import/confirm", data={**hidden(shown.text), "who.1": "new", "who": "same"}, follow_redirects=True
    )
    assert "Done: 2 new, 0 moved, 1 changed, 1 leaving, 0 unchanged." in done.text
    assert how_many(database, own) == 4


def test_many_whose_numbers_are_given_to_others_leave_only_if_that_is_meant(admin, own, database):
    with database.writing() as session:
        people_in(session, own, 6)
        numbers = session.scalars(select(Person.number).where(Person.organisation_id == own)).all()
    rows = "".join(f"{number},Bob {number},bob{number}@x.com\n" for number in numbers)
    shown = hidden(upload(admin, f"person_id,name,email\n{rows}".encode()).text)
    asked = admin.post("/people/import/confirm", data={**shown, "who": "new"})
    assert (asked.status_code, "6 of 6 people would leave." in html.unescape(asked.text)) == (400, True)
    assert how_many(database, own) == 6
    admin.post("/people/import/confirm", data={**shown, "who": "new", "sure": "y"})
    assert how_many(database, own) == 12
