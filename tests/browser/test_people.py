"""An administrator: people come in, move and leave; a unit gets another name and ends; a survey asks one place."""

from secrets import token_hex

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from pulse.organisation.queries import own, units
from pulse.people.models import Person
from pulse.people.queries import counts
from pulse.questions.operations import add_bank
from pulse.questions.queries import questions
from pulse.schedule.queries import series_of
from pulse.surveys.operations import create_survey
from pulse.surveys.queries import surveys
from tests.browser.test_pages import faults
from tests.factories.organisation import an_organisation
from tests.factories.people import PASSWORD, an_account, people_in

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
HEADER = "person_id,name,email,unit,location,language,manager_id,status\n"
RIGHT = (
    "A1,Dewi Lestari,dewi@x.com,Operations/Kitchen,Jakarta,id,,\n"
    "A2,Minh Tran,minh@x.com,Office,Jakarta,vi,A1,\n"
    "A3,Bob Wu,bob@x.com,Office,Jakarta,,,\n"
    "A5,Ana Sari,ana@x.com,Office,Jakarta,,,leaving\n"
    "A6,Yi-Ting Chen,yiting@x.com,Office,Taipei,zh-TW,A1,\n"
)
WRONG = "A7,Eka,not an address,Office,Jakarta,,,\nA6,Twice,twice@x.com,Office,,,,\n,Nobody,,,,,,\n"
KNOWN = (
    ("A1", "Dewi", "dewi@x.com", "Office"),
    ("A2", "Minh Tran", "minh@x.com", "Operations/Kitchen"),
    ("A3", "Eva Maria", "eva@x.com", "Office"),
    ("A5", "Ana Sari", "ana@x.com", "Office"),
)


@pytest.fixture
def organisation(database):
    with database.writing() as session:
        made = an_organisation(session, slug=f"people-{token_hex(4)}")
        an_account(session, made, "admin", email="boss@example.com")
        for number, name, email, unit in KNOWN:
            people_in(session, made, unit=unit, location="Jakarta", number=number, name=name, email=email)
        people_in(session, made, 30, unit="Operations/Kitchen", location="Jakarta")
        people_in(session, made, 24, unit="Office", location="Taipei")
    return made


@pytest.fixture
def admin(phone, live, organisation):
    """The desk, logged in."""
    page = phone.page
    with live.services.database.reading() as session:
        slug = own(session, organisation).slug
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live.base_url}/o/{slug}")
    page.get_by_label("E-mail").fill("boss@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Log in")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    return page


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def says(page, *sentences):
    for sentence in sentences:
        expect(page.get_by_role("main")).to_contain_text(sentence)


def person(database, organisation, number) -> Person:
    with database.reading() as session:
        return session.scalar(select(Person).where(Person.organisation_id == organisation, Person.number == number))


def give(page, live, text):
    page.goto(f"{live.base_url}/people/import")
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("CSV or Excel file").set_input_files(file)
    press(page, "Show what would change")


def test_a_file_is_corrected_looked_at_and_saved_and_one_person_moves_leaves_and_returns(
    admin, live, database, organisation
):
    give(admin, live, HEADER + RIGHT + WRONG)
    says(admin, "Nothing was imported. 3 things need mending.")
    says(admin, "Line 7, email", "“not an address” is not an e-mail address.")
    says(admin, "Line 8, person_id", "This person is already on line 6.", "Line 9, person_id")
    assert person(database, organisation, "A6") is None

    give(admin, live, HEADER + RIGHT)
    says(admin, "Nothing is saved yet.", "1 person leaves", "2 people move", "1 new person")
    says(admin, "One number is known, with another name and address")
    assert faults(admin) == [], faults(admin)
    admin.set_viewport_size({"width": 1280, "height": 900})
    press(admin, "Import")
    says(admin, "Please say of each whether this is the same person. Nothing was imported.")
    admin.get_by_role("group", name="Who has number A3?").get_by_label("Somebody new").check()
    press(admin, "Import")
    expect(admin.get_by_text("Done: 2 new, 2 moved, 0 changed, 2 leaving, 0 unchanged.")).to_be_visible()
    assert person(database, organisation, "A3").name == "Bob Wu"

    admin.get_by_label("Search by name").fill("yi-ting")
    press(admin, "Search")
    admin.get_by_role("link", name="Yi-Ting Chen").click()
    admin.get_by_label("Unit").select_option(label="Operations / Kitchen")
    press(admin, "Save")
    if admin.get_by_role("button", name="Save all the same").is_visible():
        press(admin, "Save all the same")
    says(admin, "The move counts from")
    press(admin, "No longer active")
    says(admin, "Not active since", "and not asked any more.")
    assert not person(database, organisation, "A6").active
    assert faults(admin) == [], faults(admin)
    admin.set_viewport_size({"width": 1280, "height": 900})
    press(admin, "Undo: active again")
    expect(admin.get_by_text("Yi-Ting Chen is active again.")).to_be_visible()
    moved = person(database, organisation, "A6")
    with database.reading() as session:
        assert (moved.active, moved.left_on) == (True, None)
        assert units(session, organisation).label(moved.unit_id) == "Operations / Kitchen"
        assert counts(session, organisation).active == 58


def test_a_unit_gets_another_name_and_ends_on_a_day_after_saying_what_that_does(admin, live, database, organisation):
    admin.goto(f"{live.base_url}/structure/units")
    admin.get_by_role("link", name="Kitchen").click()
    admin.get_by_label("New name").fill("Canteen")
    press(admin, "Show what it does")
    says(admin, "Not planned yet.", "Its trend goes on.")
    press(admin, "Plan it")
    expect(admin.get_by_text("Done: “Kitchen” is changed.")).to_be_visible()

    admin.get_by_role("link", name="Office").click()
    admin.get_by_label("Close it").check()
    admin.get_by_label("From which day on?").fill("2027-01-04")
    press(admin, "Show what it does")
    says(admin, "Not planned yet.", "its past figures stay")
    assert faults(admin) == [], faults(admin)
    admin.set_viewport_size({"width": 1280, "height": 900})
    with database.reading() as session:
        names = {node.name for node in units(session, organisation).nodes.values() if not node.closed}
    assert names >= {"Canteen", "Office"}
    press(admin, "Plan it")
    expect(admin.get_by_text("Planned: “Office” changes on January 4, 2027.")).to_be_visible()
    press(admin, "Cancel")
    expect(admin.get_by_text("Cancelled. Everything stays as it is.")).to_be_visible()


def test_a_survey_for_one_place_says_how_many_it_asks_and_is_scheduled(admin, live, database, organisation):
    with database.writing() as session:
        add_bank(session, organisation)
        keys = [question.key for question in questions(session, organisation)][:4]
        create_survey(session, organisation, name="Canteen in Taipei", question_keys=keys)
    admin.goto(f"{live.base_url}/surveys/")
    admin.get_by_role("link", name="Edit").click()
    admin.get_by_role("link", name="Whom it asks").first.click()
    says(admin, "58 of 58 people would be asked.", "Nothing is chosen, so everybody is.")
    admin.get_by_label("Taipei").check()
    press(admin, "Show what it means")
    says(admin, "24 of 58 people would be asked.")
    assert faults(admin) == [], faults(admin)
    admin.set_viewport_size({"width": 1280, "height": 900})
    press(admin, "Save")
    admin.goto(f"{live.base_url}/schedule/new")
    press(admin, "Save")
    expect(admin.get_by_text("The series is saved.")).to_be_visible()
    with database.reading() as session:
        (series,) = series_of(session, organisation)
        assert series.survey_id == surveys(session, organisation)[0].id
