from datetime import date

import pytest
from sqlalchemy import func, select

from pulse.audit_log.models import AuditEntry
from pulse.organisation.queries import locations, units
from pulse.people import queries as who
from pulse.people.files.problems import BadFile
from pulse.people.importing import parse
from pulse.people.models import Person
from pulse.people.roll import operations, queries
from tests.factories.imports import counts, everybody
from tests.factories.organisation import an_organisation

HEADER = "person_id,name,email,unit,location,language,status\n"
THREE = (
    HEADER
    + "1,Dewi,dewi@x.com,Operations/Kitchen,Jakarta,id,\n2,Minh,minh@x.com,Operations,Hanoi,,\n3,Ana,,Office,,,\n"
)


@pytest.fixture
def own(database):
    with database.writing() as session:
        return an_organisation(session)


@pytest.fixture
def bring(database, own, clock):
    def bring(text: str, **options):
        with database.writing() as session:
            rows = parse(text.encode())
            return operations.import_people(session, own, rows, actor="a", now=clock.now(), **options).counts

    return bring


def test_new_people_come_with_the_organisations_language_and_time_zone(database, own, bring):
    assert bring(THREE) == counts(new=3)
    people = everybody(database, own)
    assert (people["1"].language, people["2"].language) == ("id", "en")
    assert {person.time_zone for person in people.values()} == {"Asia/Jakarta"}
    with database.reading() as session:
        assert units(session, own).label(people["1"].unit_id) == "Operations / Kitchen"
        assert people["3"].location_id == locations(session, own).root.id


def test_the_same_file_again_changes_nothing(database, own, bring):
    bring(THREE)
    before = {number: person.id for number, person in everybody(database, own).items()}
    assert bring(THREE) == counts(unchanged=3)
    assert {number: person.id for number, person in everybody(database, own).items()} == before


def test_another_spelling_of_a_unit_moves_nobody(bring):
    bring(THREE)
    assert bring(THREE.replace("Operations/Kitchen", "operations / KITCHEN")) == counts(unchanged=3)


def test_each_person_is_counted_once_by_what_happens_to_them(database, own, bring):
    bring(THREE)
    text = HEADER + "1,Dewi,dewi@x.com,Office,Jakarta,id,\n2,Minh Anh,minh@x.com,Operations,Hanoi,,\n"
    text += "3,Ana,,Office,,,leaving\n4,New,,,,,\n"
    assert bring(text) == counts(new=1, moved=1, changed=1, leaving=1)
    people = everybody(database, own)
    assert (people["2"].name, people["3"].active) == ("Minh Anh", False)


def test_somebody_who_is_missing_from_the_file_stays(database, own, bring):
    bring(THREE)
    assert bring(HEADER + "1,Dewi,dewi@x.com,Operations/Kitchen,Jakarta,id,\n") == counts(unchanged=1)
    assert all(person.active for person in everybody(database, own).values())


def test_a_column_that_is_missing_leaves_what_is_known(database, own, bring):
    bring(THREE)
    assert bring("person_id,name\n1,Dewi Sari\n") == counts(changed=1)
    person = everybody(database, own)["1"]
    assert (person.name, person.email, person.language) == ("Dewi Sari", "dewi@x.com", "id")


def test_an_empty_cell_empties_what_is_known(database, own, bring):
    bring("person_id,name,email,tenure_start\n1,Dewi,dewi@x.com,2024-01-31\n")
    assert everybody(database, own)["1"].tenure_start == date(2024, 1, 31)
    bring("person_id,name,email,tenure_start\n1,Dewi,,\n")
    assert everybody(database, own)["1"].email is None
    assert everybody(database, own)["1"].tenure_start is None


def test_two_people_may_exchange_their_addresses(database, own, bring):
    bring(THREE)
    swapped = "person_id,name,email\n1,Dewi,minh@x.com\n2,Minh,dewi@x.com\n"
    assert bring(swapped) == counts(changed=2)
    assert everybody(database, own)["1"].email == "minh@x.com"


def test_an_address_that_belongs_to_somebody_outside_the_file_is_refused_and_nothing_is_saved(database, own, bring):
    bring(THREE)
    with pytest.raises(BadFile) as refused:
        bring("person_id,name,email,unit\n9,Zed,,Nowhere\n7,Eve,MINH@x.com,\n")
    assert refused.value.sentences == [
        "Line 3, email: This address already belongs to person 2, who is not in the file."
    ]
    assert set(everybody(database, own)) == {"1", "2", "3"}
    with database.reading() as session:
        assert "Nowhere" not in {node.name for node in units(session, own).nodes.values()}


def test_a_look_at_the_changes_changes_nothing(database, own, bring):
    bring(THREE)
    with database.reading() as session:
        diff = queries.import_preview(session, own, parse((HEADER + "1,Dewi,d@x.com,Office,Jakarta,id,\n").encode()))
    (moved,) = diff.moved
    assert moved.columns == (
        ("email", "dewi@x.com", "d@x.com"),
        ("unit", "Operations / Kitchen", "Office"),
    )
    assert everybody(database, own)["1"].email == "dewi@x.com"


def test_changes_other_than_the_confirmed_ones_are_not_made(database, own, bring):
    with database.reading() as session:
        seen = queries.import_preview(session, own, parse(THREE.encode())).fingerprint
    bring("person_id,name\n1,Somebody else\n")
    with pytest.raises(operations.Outdated):
        bring(THREE, confirmed=seen)
    assert set(everybody(database, own)) == {"1"}


def test_an_import_is_written_down_with_its_counts(database, own, bring):
    bring(THREE)
    bring(THREE)
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.organisation_id == own)).all()
    assert [(entry.action, entry.details["new"]) for entry in entries] == [("people.imported", 3)]


def test_only_active_people_with_an_address_can_be_invited(database, own, bring):
    bring(THREE + "4,Gone,gone@x.com,,,,leaving\n")
    people = everybody(database, own)
    with database.reading() as session:
        assert {one.id for one in who.invitable(session, own)} == {people["1"].id, people["2"].id}
        assert who.addressee(session, own, people["1"].id) == who.Addressee("Dewi", "dewi@x.com", "id", "Asia/Jakarta")
        assert who.addressee(session, own, people["3"].id) is None
        assert who.addressee(session, own, people["4"].id) is None
        found = who.counts(session, own)
    assert (found.active, found.reachable, found.not_yet_reachable, found.inactive) == (3, 2, 1, 1)


def test_people_of_another_organisation_are_not_touched(database, own, bring):
    bring(THREE)
    with database.writing() as session:
        other = an_organisation(session)
        assert who.invitable(session, other) == []
        assert queries.people_page(session, other).found == 0
    assert bring(THREE) == counts(unchanged=3)


def test_the_list_finds_people_by_name_number_and_address(database, own, bring):
    bring(THREE)
    with database.reading() as session:
        for search, found in (("DEWI", 1), ("minh@", 1), ("3", 1), ("%", 0), ("", 3)):
            assert queries.people_page(session, own, search=search).found == found, search


def test_the_list_has_pages_of_fifty(database, own, bring):
    bring("person_id,name\n" + "".join(f"{n},Name {n:03}\n" for n in range(120)))
    with database.reading() as session:
        last = queries.people_page(session, own, page=99)
        assert (last.page, last.last, len(last.people), last.people[-1].name) == (3, 3, 20, "Name 119")
        assert queries.people_page(session, own, page=-1).page == 1
        assert session.scalar(select(func.count()).select_from(Person).where(Person.organisation_id == own)) == 120


def test_who_is_missing_from_a_whole_list_leaves_and_comes_back_with_the_next(database, own, bring, clock):
    many = HEADER + "".join(f"{n},Person {n},p{n}@x.com,Office,,,\n" for n in range(20))
    bring(many)
    fewer = many.replace("7,Person 7,p7@x.com,Office,,,\n", "", 1)
    assert bring(fewer) == counts(unchanged=19)
    assert bring(fewer, whole=True) == counts(leaving=1, unchanged=19)
    assert bring(fewer, whole=True) == counts(unchanged=19)
    gone = everybody(database, own)["7"]
    assert (gone.active, gone.left_on) == (False, clock.now().date())
    bring(many, whole=True)
    assert (everybody(database, own)["7"].active, everybody(database, own)["7"].left_on) == (True, None)


def test_where_more_than_a_fifth_would_leave_somebody_has_to_say_so(database, own, bring):
    bring(HEADER + "".join(f"{n},Person {n},,,,,\n" for n in range(20)))
    few = HEADER + "1,Person 1,,,,,\n"
    with pytest.raises(operations.ManyLeave):
        bring(few, whole=True)
    assert all(person.active for person in everybody(database, own).values())
    assert bring(few, whole=True, sure=True) == counts(leaving=19, unchanged=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2,B,1\n1,A,2\n", "Line 2, manager_id: These people would manage each other in a circle: 2 → 1 → 2."),
        (
            "5,E,5\n",
            "Line 2, manager_id: 5 would be their own manager. Leave the cell empty for somebody who has none.",
        ),
        ("9,Top,8\n", "Line 2, manager_id: These people would manage each other in a circle: 9 → 8 → 9."),
    ],
)
def test_managers_in_a_circle_are_refused_by_line(database, own, bring, text, said):
    header = "person_id,name,manager_id\n"
    bring(header + "8,Known,9\n9,Top,\n")
    with pytest.raises(BadFile) as refused:
        bring(header + text)
    assert refused.value.sentences == [said]


def test_what_shows_afterwards_counts_who_comes_goes_and_moves(database, own, bring):
    bring(HEADER + "1,A,a@x.com,Office,,,\n2,B,b@x.com,Office,,,\n3,C,c@x.com,Kitchen,,,\n")
    rows = parse((HEADER + "1,A,a@x.com,Kitchen/Bakery,,,\n4,D,d@x.com,Office,,,\n5,E,,Office,,,\n").encode())
    with database.reading() as session:
        before, after = queries.around_import(session, own, rows, whole=True)
    assert sorted(before.units.label(place.unit) for place in before.places.values()) == [
        "Kitchen",
        "Office",
        "Office",
    ]
    assert sorted(after.units.label(place.unit) for place in after.places.values()) == ["Kitchen / Bakery", "Office"]
