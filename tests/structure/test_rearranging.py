"""Changes of the trees, planned for a day and made on it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from pulse.audit_log.models import AuditEntry
from pulse.organisation.models import Unit
from pulse.organisation.operations import ensure_unit
from pulse.organisation.queries import units
from pulse.people.files.problems import BadFile
from pulse.people.importing import parse
from pulse.people.models import Person
from pulse.people.roll.operations import import_people
from pulse.structure import operations, queries
from pulse.structure.changing import Change, ChangeRefused
from pulse.structure.jobs import carry_out_due
from pulse.worker import tick
from tests.factories.opened import a_series, opened
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in, people_in, post_form

NEXT = date(2027, 1, 1)
NEW_YEAR = datetime(2026, 12, 31, 17, 5, tzinfo=UTC)  # five past midnight in Jakarta


@pytest.fixture
def own(database):
    with database.writing() as session:
        return an_organisation(session)


@pytest.fixture
def node(database, own):
    def node(path: str) -> str:
        with database.writing() as session:
            return ensure_unit(session, own, path)

    return node


def planned(database, own, clock, *change) -> str:
    with database.writing() as session:
        return operations.plan(session, own, Change("unit", *change), actor="a", now=clock.now())


def unit_of(database, id) -> str:
    with database.reading() as session:
        return session.scalar(select(Person.unit_id).where(Person.id == id))


def actions(database, own) -> list[str]:
    with database.reading() as session:
        return list(
            session.scalars(
                select(AuditEntry.action).where(AuditEntry.organisation_id == own).order_by(AuditEntry.position)
            )
        )


def test_a_name_changes_at_once(database, own, clock, node):
    kitchen = node("Operations/Kitchen")
    planned(database, own, clock, kitchen, "rename", "Canteen", None, clock.now().date())
    with database.reading() as session:
        assert units(session, own).label(kitchen) == "Operations / Canteen"
    assert actions(database, own) == ["tree.planned", "tree.changed"]


def test_a_merge_waits_for_its_day_and_takes_the_people_along(services, database, own, clock, node):
    kitchen, office = node("Operations/Kitchen"), node("Office")
    with database.writing() as session:
        (id,) = people_in(session, own, unit="Operations/Kitchen")
    planned(database, own, clock, kitchen, "merge", None, office, NEXT)
    carry_out_due(services, NEW_YEAR - timedelta(minutes=10))
    assert unit_of(database, id) == kitchen
    carry_out_due(services, NEW_YEAR)
    carry_out_due(services, NEW_YEAR)
    with database.reading() as session:
        assert unit_of(database, id) == units(session, own).latest(office) != office
        assert session.get(Unit, (own, kitchen)).closed_on == session.get(Unit, (own, office)).closed_on == NEXT
        assert queries.planned(session, own) == []
    assert actions(database, own) == ["tree.planned", "tree.changed"]


def test_while_the_quarters_groups_stand_a_move_waits_for_the_next(services, clock):
    series = a_series(services, people=60)
    opened(services, series)
    with services.database.writing() as session:
        tree = units(session, series.organisation_id)
        kitchen = next(id for id in tree.nodes if tree.label(id) == "Operations / Kitchen")
        office = next(id for id in tree.nodes if tree.label(id) == "Office")
        change = Change("unit", kitchen, "move", None, office, date(2026, 12, 1))
        with pytest.raises(ChangeRefused, match="The first day for this is 2027-01-01"):
            operations.plan(session, series.organisation_id, change, actor="a", now=clock.now())


def test_a_change_waits_until_the_open_check_in_is_counted(services):
    series = a_series(services, people=60)
    own = series.organisation_id
    opened(services, series)
    with services.database.writing() as session:
        tree = units(session, own)
        office = next(id for id in tree.nodes if tree.label(id) == "Office")
        kitchen = next(id for id in tree.nodes if tree.label(id) == "Operations / Kitchen")
        for id, change in ((kitchen, ("merge", None, office)), (office, ("rename", "Desks", None))):
            operations.plan(session, own, Change("unit", id, *change, NEXT), actor="a", now=services.clock.now())
    carry_out_due(services, NEW_YEAR + timedelta(days=1))
    with services.database.reading() as session:
        assert [one.change.change for one in queries.planned(session, own)] == ["merge"]
        assert queries.held_up(session, own, now=NEW_YEAR + timedelta(days=1)) == queries.CHECK_IN
        assert units(session, own).label(office) == "Desks"
        assert not units(session, own).nodes[kitchen].closed


def test_a_change_that_became_impossible_is_called_off_and_the_log_says_so(services, database, own, clock, node):
    kitchen, office = node("Operations/Kitchen"), node("Office")
    planned(database, own, clock, kitchen, "move", None, office, NEXT)
    node("Office/Kitchen")
    carry_out_due(services, NEW_YEAR)
    with database.reading() as session:
        assert units(session, own).label(kitchen) == "Operations / Kitchen"
        assert queries.planned(session, own) == []
    assert actions(database, own) == ["tree.planned", "tree.cancelled"]


def test_two_plans_that_would_go_round_in_a_circle_are_refused(database, own, clock, node):
    first, second = node("A"), node("B")
    planned(database, own, clock, first, "move", None, second, NEXT)
    with pytest.raises(ChangeRefused, match="a part cannot be put into itself"):
        planned(database, own, clock, second, "move", None, first, NEXT)
    with pytest.raises(ChangeRefused, match="planned already"):
        planned(database, own, clock, first, "close", None, None, NEXT)


def test_a_file_that_names_a_closed_unit_is_refused_by_line(database, own, clock, node):
    planned(database, own, clock, node("Operations/Kitchen"), "close", None, None, clock.now().date())
    rows = parse(b"person_id,name,unit\n1,Dewi,operations/kitchen/Bakery\n2,Minh,Operations\n")
    with database.writing() as session, pytest.raises(BadFile) as refused:
        import_people(session, own, rows, actor="a", now=clock.now())
    (said,) = refused.value.sentences
    assert said.startswith("Line 2, unit: “operations/kitchen/Bakery” is closed. Name another one, or add it anew")


def test_the_worker_makes_the_changes_of_the_day(services, database, own, clock, node):
    kitchen = node("Operations/Kitchen")
    planned(database, own, clock, kitchen, "close", None, None, date(2026, 12, 1))
    tick(services, now=datetime(2026, 12, 1, 1, tzinfo=UTC))
    with database.reading() as session:
        assert units(session, own).nodes[kitchen].closed


def test_what_it_does_is_shown_before_it_is_planned_and_it_can_be_cancelled(staff_app, database, own, node):
    kitchen, office = node("Operations/Kitchen"), node("Office")
    with database.writing() as session:
        people_in(session, own, 12, unit="Operations/Kitchen")
        people_in(session, own, 60, unit="Office")
    admin = logged_in(staff_app, own, "admin")
    page = f"/structure/units/{kitchen}"
    asked = {"change": "merge", "target": office, "on": "2027-01-01", "name": ""}
    shown = post_form(admin, page, asked)
    assert "A new “Office” begins with the people of both." in shown.text
    assert "No longer expected to show by themselves" in shown.text
    with database.reading() as session:
        assert queries.planned(session, own) == []
    post_form(admin, page, {**asked, "seen": f"merge  {office} 2027-01-01"})
    listed = admin.get("/structure/units").text
    assert "“Operations / Kitchen” goes into “Office”" in listed
    with database.reading() as session:
        (waiting,) = queries.planned(session, own)
    post_form(admin, "/structure/units", {}, at=f"/structure/changes/{waiting.id}/cancel")
    with database.reading() as session:
        assert queries.planned(session, own) == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"change": "rename", "name": "Office"}, None),
        ({"change": "rename", "name": "a/b"}, "Write one name, without a slash."),
        ({"change": "move", "target": "elsewhere"}, "Please choose one."),
        ({"change": "burn"}, "Please choose one."),
        ({"change": "rename", "name": "X", "on": "soon"}, "This is not a day."),
        ({"change": "rename", "name": "X", "on": "2020-01-01"}, "The first day for this is 2026-11-23"),
    ],
)
def test_what_cannot_be_planned_is_said_beside_its_field(staff_app, own, node, asked, said):
    page = f"/structure/units/{node('Operations/Kitchen')}"
    response = post_form(logged_in(staff_app, own, "admin"), page, {"name": "", "target": "", "on": "", **asked})
    assert response.status_code == (400 if said else 200)
    assert said is None or said in response.text


def test_a_unit_is_added_once(staff_app, database, own):
    admin = logged_in(staff_app, own, "admin")
    with database.reading() as session:
        root = units(session, own).root.id
    assert post_form(admin, "/structure/units", {"name": "Bakery", "parent": root}).status_code == 302
    twice = post_form(admin, "/structure/units", {"name": "BAKERY", "parent": root})
    assert twice.status_code == 400
    assert 'value="BAKERY"' in twice.text


def test_the_plan_says_that_a_change_waits_for_the_open_check_in_and_why(staff_app, services):
    series = a_series(services, people=60, is_demo=False)
    own = series.organisation_id
    opened(services, series)
    with services.database.writing() as session:
        tree = units(session, own)
        office = next(id for id in tree.nodes if tree.label(id) == "Office")
        change = Change("unit", office, "close", None, None, NEXT)
        operations.plan(session, own, change, actor="a", now=services.clock.now())
    admin = logged_in(staff_app, own, "admin")
    why = "Waits until the open check-in is counted: what it shows was declared before it opened."
    assert why not in admin.get("/structure/units").text
    services.clock.advance(days=41)
    later = logged_in(staff_app, own, "admin").get("/structure/units").text
    assert why in later


def test_what_is_closed_stands_apart_and_says_where_it_goes_on(staff_app, database, own, clock, node):
    kitchen, office = node("Operations/Kitchen"), node("Office")
    planned(database, own, clock, kitchen, "move", None, office, clock.now().date())
    admin = logged_in(staff_app, own, "admin")
    listed = admin.get("/structure/units").text
    assert 'id="closed"' in listed
    for page in (listed, admin.get(f"/structure/units/{kitchen}").text):
        assert "Closed on November 23, 2026." in page
        assert "It goes on as “Office / Kitchen”." in page
