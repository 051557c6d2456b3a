"""A number that is given to somebody else: it is asked who that is, and nothing of the one reaches the other."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from pulse.delivery.jobs import drain
from pulse.invitations.models import Invitation
from pulse.people import queries as who
from pulse.people.choices.operations import choose
from pulse.people.choices.queries import Choice, choices
from pulse.people.files.problems import BadFile
from pulse.people.importing import parse
from pulse.people.known import Known
from pulse.people.models import Account, Person
from pulse.people.reused import LONGEST, NEW, SAME, Answers, looks_like_another, step_aside
from pulse.people.roll import operations, queries
from pulse.worker import renderers
from tests.factories.imports import counts, everybody
from tests.factories.opened import a_series, opened
from tests.factories.organisation import an_organisation
from tests.factories.people import an_account

HEADER = "person_id,name,email,unit,manager_id\n"
DEWI, MINH = "17,Dewi Lestari,dewi@x.com,Kitchen,\n", "18,Minh Tran,minh@x.com,Kitchen,17\n"
BOB = "17,Bob Wu,bob@x.com,Office,\n"


@pytest.fixture
def own(database):
    with database.writing() as session:
        return an_organisation(session)


@pytest.fixture
def bring(database, own, clock):
    def bring(text: str, **options):
        with database.writing() as session:
            rows = parse((HEADER + text).encode())
            return operations.import_people(session, own, rows, actor="a", now=clock.now(), **options).counts

    bring(DEWI + MINH)
    return bring


def known(**values) -> Known:
    usual = {"id": "i", "number": "17", "name": "Dewi Lestari", "email": "dewi@x.com", "unit": (), "location": (),
             "language": "en", "time_zone": "UTC", "manager_number": None, "tenure_start": None, "phone": None,
             "active": True}  # fmt: skip
    return Known(**(usual | values))


@pytest.mark.parametrize(
    ("row", "before", "asked"),
    [
        ("name,email\n17,Bob Wu,bob@x.com", {}, True),
        ("name,email\n17,Dewi Wu,dewi.wu@x.com", {}, True),
        ("name,email\n17,Dewi Wu,dewi@x.com", {}, False),
        ("name,email\n17,lestari DÉWI,other@x.com", {}, False),
        ("name\n17,Bob Wu", {}, True),
        ("name\n17,Dewi", {}, False),
        ("name,email\n17,Bob Wu,", {}, True),
        ("name,email\n17,Bob Wu,bob@x.com", {"email": None}, True),
        ("name,email\n17,Dewi L.,bob@x.com", {"email": None}, False),
        ("name\n17,Bob Wu", {"email": None}, True),
        ("name,phone\n17,Bob Wu,+62 812 3456 789", {"email": None, "phone": "+62 812 3456 789"}, False),
        ("name,phone\n17,Bob Wu,+62 812 3456 780", {"email": None, "phone": "+62 812 3456 789"}, True),
        ("name,email\n17,Tran Minh Duc,a@x.com", {"name": "Đức Trần Minh"}, False),
        ("name\n17,Nguyen Thi Hoa", {"name": "Nguyễn Văn An", "email": None}, True),
        ("name,phone\n17,Nguyen An,+84902222222", {"name": "Nguyen Van An", "phone": "+84901111111"}, True),
        ("name,phone\n17,Nguyen An,+84901111111", {"name": "Nguyen Van An", "phone": "+84901111111"}, False),
        ("name,email\n17,Dewi Lestari,other@x.com", {"active": False}, True),
        ("name,phone,email\n17,Dewi Lestari,+62 2,other@x.com", {"phone": "+62 1"}, True),
    ],
)
def test_a_number_is_asked_about_where_neither_name_nor_address_are_the_same(row, before, asked):
    (read,) = parse(f"person_id,{row}\n".encode())
    assert looks_like_another(known(**before), read) is asked


@given(st.sets(st.text("ab1", min_size=1, max_size=3), min_size=1), st.data())
def test_who_steps_aside_never_has_a_number_that_anybody_has(numbers, data):
    day = date(2026, 11, 23)
    taken = numbers | {f"{number} (2026-11-23)" for number in data.draw(st.sets(st.sampled_from(sorted(numbers))))}
    people = [known(id=number, number=number, email=None) for number in sorted(taken)]
    gone = data.draw(st.sets(st.sampled_from(sorted(numbers))))
    after = step_aside(people, [], gone, day)
    found = [person.number for person in after]
    assert len(set(found)) == len(found)
    assert not gone & set(found)
    assert {person.id for person in after if not person.active} == gone
    assert all(len(number) <= LONGEST + 20 for number in found)


@pytest.mark.parametrize("answers", [Answers(), Answers({"18": NEW}), Answers({"17": "perhaps"})])
def test_the_import_waits_until_it_is_said_who_has_the_number(database, own, bring, answers):
    with pytest.raises(operations.OtherPeople) as waits:
        bring(BOB + "19,Ana,,Nowhere,\n", answers=answers)
    (said,) = waits.value.sentences
    assert said.startswith("Line 2, person_id: The number is known, with another name or another address.")
    assert set(everybody(database, own, by="name")) == {"Dewi Lestari", "Minh Tran"}


def test_of_the_same_person_everything_is_kept(database, own, bring):
    before = everybody(database, own, by="name")["Dewi Lestari"].id
    assert bring(BOB, answers=Answers({"17": SAME})) == counts(moved=1)
    now = everybody(database, own, by="name")
    assert (now["Bob Wu"].id, now["Bob Wu"].email, len(now)) == (before, "bob@x.com", 2)


def test_somebody_new_joins_and_whoever_had_the_number_leaves_that_day(database, own, bring, clock):
    with database.writing() as session:
        first = session.scalar(select(Person).where(Person.organisation_id == own, Person.number == "17")).id
        choose(session, own, first, Choice(hour=7, stopped=True))
        account = an_account(session, own, "hr", email="dewi@x.com")
    assert bring(BOB, answers=Answers({"17": NEW})) == counts(new=1, leaving=1)
    now = everybody(database, own, by="name")
    gone, new = now["Dewi Lestari"], now["Bob Wu"]
    assert (gone.id, gone.number, gone.email) == (first, "17 (2026-11-23)", "dewi@x.com")
    assert (gone.active, gone.left_on) == (False, clock.now().date())
    assert (new.number, new.email, new.active, new.id == first) == ("17", "bob@x.com", True, False)
    assert now["Minh Tran"].manager_number == "17 (2026-11-23)"
    with database.reading() as session:
        assert choices(session, own) == {first: Choice(hour=7, stopped=True)}
        assert session.scalar(select(Account.email).where(Account.id == account)) == "dewi@x.com"
    assert bring(BOB) == counts(unchanged=1)


def test_one_file_can_have_both_and_name_the_new_manager(database, own, bring):
    text = BOB + "18,Linh Pham,linh@x.com,Kitchen,17\n"
    assert bring(text, answers=Answers({"18": SAME}, all=NEW)) == counts(new=1, leaving=1, changed=1)
    now = everybody(database, own, by="name")
    assert now["Linh Pham"].manager_number == "17"
    assert {person.number for person in now.values() if not person.active} == {"17 (2026-11-23)"}


def test_an_address_goes_where_the_file_has_it(database, own, bring):
    """Somebody got another number, and somebody else the old one."""
    assert bring(BOB + "20,Dewi Lestari,dewi@x.com,Kitchen,\n", answers=Answers(all=NEW)) == counts(new=2, leaving=1)
    with database.reading() as session:
        rows = session.execute(select(Person.number, Person.email).where(Person.organisation_id == own)).all()
    assert set(map(tuple, rows)) == {
        ("17", "bob@x.com"), ("17 (2026-11-23)", None), ("18", "minh@x.com"), ("20", "dewi@x.com"),
    }  # fmt: skip


def test_an_address_that_somebody_outside_the_file_has_is_still_refused(database, own, bring):
    with pytest.raises(BadFile, match="already belongs to person 18"):
        bring("17,Bob Wu,minh@x.com,Office,\n", answers=Answers(all=NEW))
    assert set(everybody(database, own, by="name")) == {"Dewi Lestari", "Minh Tran"}


def test_a_number_can_change_hands_twice_in_a_day(database, own, bring):
    bring(BOB, answers=Answers(all=NEW))
    bring("17,Ana Sari,ana@x.com,Office,\n", answers=Answers(all=NEW))
    assert {person.number for person in everybody(database, own, by="name").values()} == {
        "17", "17 (2026-11-23)", "17 (2026-11-23) 2", "18",
    }  # fmt: skip


def test_a_whole_list_with_a_number_in_other_hands_says_who_leaves_once(bring):
    assert bring(BOB, whole=True, sure=True, answers=Answers(all=NEW)) == counts(new=1, leaving=2)


def test_what_is_confirmed_covers_what_is_asked(database, own, bring):
    with database.reading() as session:
        diff = queries.import_preview(session, own, parse((HEADER + BOB).encode()))
    assert [change.number for change in diff.others] == ["17"]
    assert not diff.is_empty
    with pytest.raises(operations.Outdated):
        bring(BOB.replace("Bob", "Rob"), answers=Answers(all=NEW), confirmed=diff.fingerprint)
    assert bring(BOB, answers=Answers(all=NEW), confirmed=diff.fingerprint) == counts(new=1, leaving=1)


def test_no_message_brings_the_former_ones_link_to_the_new_one(services, clock):
    """The invitation waits in the outbox when the number changes hands; later ones are due afterwards."""
    series = a_series(services, people=30)
    own, cycle = series.organisation_id, opened(services, series).cycle_id
    with services.database.writing() as session:
        first = session.scalars(select(Person).where(Person.organisation_id == own).order_by(Person.id)).first()
        text = f"person_id,name,email\n{first.number},Bob Wu,bob@x.com\n"
        rows = parse(text.encode())
        operations.import_people(session, own, rows, actor="a", now=clock.now(), answers=Answers(all=NEW))
        new = session.scalar(select(Person.id).where(Person.organisation_id == own, Person.name == "Bob Wu"))
    for later in (timedelta(hours=6), timedelta(days=4), timedelta(days=5)):
        moment = clock.now() + later
        while drain(services, renderers(services, moment), now=moment):
            pass
    mails = [path.read_text() for path in (services.config.data / "outbox").glob("*.eml")]
    assert len(mails) == 29
    assert not [mail for mail in mails if "bob@x.com" in mail or first.email in mail]
    with services.database.reading() as session:
        asked = session.scalars(select(Invitation.person_id).where(Invitation.cycle_id == cycle)).all()
        assert (first.id in asked, new in asked) == (True, False)
        assert who.addressee(session, own, first.id) is None
        assert who.addressee(session, own, new).email == "bob@x.com"
