"""One person by hand: added, changed, moved, leaving, coming back; and found in the list."""

from datetime import date

import pytest
from sqlalchemy import select

from pulse.audit_log.models import AuditEntry
from pulse.organisation.operations import ensure_location, ensure_unit
from pulse.people import queries as who
from pulse.people.models import Person
from pulse.people.roll.queries import people_page
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in, people_in, post_form


@pytest.fixture
def own(database):
    with database.writing() as session:
        return an_organisation(session)


@pytest.fixture
def admin(staff_app, own):
    return logged_in(staff_app, own, "admin")


@pytest.fixture
def places(database, own):
    with database.writing() as session:
        return {
            "unit": ensure_unit(session, own, "Operations/Kitchen"),
            "other": ensure_unit(session, own, "Office"),
            "location": ensure_location(session, own, "Jakarta"),
        }


def kept(database, person_id) -> Person:
    with database.reading() as session:
        return session.scalar(select(Person).where(Person.id == person_id))


def filled(places, **changes) -> dict[str, str]:
    usual = {
        "name": "Dewi Sari",
        "email": "dewi@x.com",
        "phone": "",
        "unit": places["unit"],
        "location": places["location"],
        "language": "id",
        "time_zone": "Asia/Jakarta",
        "manager_id": "",
        "tenure_start": "2024-03-31",
    }
    return {**usual, **changes}


def test_somebody_is_added_by_hand(admin, database, own, places):
    response = post_form(admin, "/people/new", filled(places, person_id="P7"))
    assert response.status_code == 302
    with database.reading() as session:
        (added,) = people_page(session, own).people
    assert (added.number, added.unit, added.location) == ("P7", "Operations / Kitchen", "Jakarta")
    assert kept(database, added.id).tenure_start == date(2024, 3, 31)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Every person needs a name."),
        ({"person_id": ""}, "Every person needs a person_id."),
        ({"person_id": "0aF9" * 8}, "This looks like an identifier of Pulse."),
        ({"person_id": "P1"}, "There is already somebody with this number."),
        ({"email": "taken@x.com"}, "This address already belongs to person P1"),
        ({"email": "nope"}, "is not an e-mail address."),
        ({"manager_id": "P7"}, "P7 would be their own manager."),
        ({"unit": "elsewhere"}, "Please choose one."),
        ({"time_zone": "Mars/Base"}, "is not a time zone."),
        ({"tenure_start": "31.3.2024"}, "is not a date."),
        ({"name": "De\u202ewi"}, "invisible or control characters."),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_kept(admin, database, own, places, wrong, said):
    with database.writing() as session:
        people_in(session, own, number="P1", email="taken@x.com")
    response = post_form(admin, "/people/new", filled(places, **{"person_id": "P7", "phone": "+62 812 345", **wrong}))
    assert response.status_code == 400
    assert said in response.text
    assert 'value="+62 812 345"' in response.text
    with database.reading() as session:
        assert who.counts(session, own).active == 1


def test_a_person_is_changed_and_the_log_keeps_no_names(admin, database, own, places):
    with database.writing() as session:
        (id,) = people_in(session, own, unit="Operations/Kitchen", location="Jakarta", manager_number="P9")
    page = admin.get(f"/people/{id}").text
    assert "Operations / Kitchen" in page
    assert "P9" in page
    assert post_form(admin, f"/people/{id}", filled(places, who="same")).status_code == 302
    person = kept(database, id)
    assert (person.name, person.email, person.language, person.manager_number) == (
        "Dewi Sari",
        "dewi@x.com",
        "id",
        None,
    )
    with database.reading() as session:
        (entry,) = session.scalars(
            select(AuditEntry).where(AuditEntry.organisation_id == own, AuditEntry.action == "person.changed")
        )
    assert "Dewi" not in f"{entry.subject}{entry.details}"


def test_a_move_says_from_when_on_it_counts(admin, database, own, places):
    with database.writing() as session:
        (id,) = people_in(session, own, unit="Operations/Kitchen")
        people_in(session, own, 40, unit="Operations/Kitchen")
        people_in(session, own, 40, unit="Office")
    post_form(admin, f"/people/{id}", filled(places, unit=places["other"], who="same"))
    assert kept(database, id).unit_id == places["other"]
    assert "The move counts from January 1, 2027 on" in admin.get(f"/people/{id}").text


def test_a_move_that_hides_a_part_is_shown_before_it_is_made(admin, database, own, places):
    with database.writing() as session:
        ids = people_in(session, own, 10, unit="Operations/Kitchen", location="Jakarta")
        people_in(session, own, 60, unit="Office", location="Jakarta")
    first = post_form(admin, f"/people/{ids[0]}", filled(places, unit=places["other"]))
    assert "Not saved yet." in first.text
    assert "No longer expected to show by themselves" in first.text
    assert kept(database, ids[0]).unit_id == places["unit"]
    seen = f"{places['other']} {places['location']}"
    post_form(admin, f"/people/{ids[0]}", filled(places, unit=places["other"], seen=seen, who="same"))
    assert kept(database, ids[0]).unit_id == places["other"]


def test_who_leaves_is_asked_no_more_and_that_can_be_undone(admin, database, own, clock):
    with database.writing() as session:
        (id,) = people_in(session, own)
    left = post_form(admin, f"/people/{id}", {}, at=f"/people/{id}/leave")
    assert "Undo: active again" in admin.get(left.location).text
    assert (kept(database, id).active, kept(database, id).left_on) == (False, clock.now().date())
    with database.reading() as session:
        assert who.invitable(session, own) == []
    post_form(admin, f"/people/{id}", {}, at=f"/people/{id}/return")
    assert (kept(database, id).active, kept(database, id).left_on) == (True, None)


def test_the_page_of_a_person_tells_nothing_they_chose_or_did(admin, database, own):
    with database.writing() as session:
        (id,) = people_in(session, own)
    page = admin.get(f"/people/{id}").text.lower()
    for word in ("collected", "reminder", "whatsapp", "hour", "ballot", "stopped"):
        assert word not in page


def test_hr_sees_the_list_and_opens_no_person(staff_app, database, own):
    with database.writing() as session:
        (id,) = people_in(session, own)
    hr = logged_in(staff_app, own, "hr")
    assert f"/people/{id}" not in hr.get("/people/").text
    assert hr.get(f"/people/{id}").status_code == 403


@pytest.mark.parametrize(("search", "found"), [("kitch", 2), ("operations", 3), ("JAKARTA", 2), ("lotus", 0)])
def test_people_are_found_by_their_unit_and_place(database, own, search, found):
    with database.writing() as session:
        people_in(session, own, 2, unit="Operations/Kitchen")
        people_in(session, own, 1, unit="Operations", location="Jakarta/Plant")
        people_in(session, own, 1, unit="Office", location="Jakarta")
        assert people_page(session, own, search=search).found == found


def test_another_name_and_another_address_are_asked_about(admin, database, own, places):
    with database.writing() as session:
        (id,) = people_in(
            session, own, unit="Operations/Kitchen", location="Jakarta", name="Bob Wu", email="bob@x.com", number="17"
        )
    asked = post_form(admin, f"/people/{id}", filled(places))
    assert (asked.status_code, "Is this still the same person?" in asked.text) == (400, True)
    assert kept(database, id).name == "Bob Wu"
    new = post_form(admin, f"/people/{id}", filled(places, who="new"))
    with database.reading() as session:
        holder = session.scalar(select(Person).where(Person.organisation_id == own, Person.number == "17"))
    assert new.location == f"/people/{holder.id}"
    assert (holder.id == id, holder.name, holder.active) == (False, "Dewi Sari", True)
    assert (kept(database, id).name, kept(database, id).active) == ("Bob Wu", False)
    assert "Somebody new has the number." in admin.get(new.location).text
