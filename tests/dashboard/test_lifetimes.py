"""Pages of parts that were moved or closed: each tells of its own check-ins, and leads to where it goes on."""

import pytest

from pulse.organisation.queries import units
from pulse.structure import operations
from pulse.structure.changing import Change
from tests.factories.history import OFFICE, PRODUCTION, ballots
from tests.factories.people import logged_in

THEN = "November 23, 2026"
CAST = [*ballots(PRODUCTION, canteen="5" * 24 + "1" * 8), *ballots(OFFICE, canteen="4" * 24 + "1" * 8)]


@pytest.fixture
def moved(database, clock, world, close):
    """A check-in; then Production moves from Operations to the Office. Gives its former id and the new one."""
    close(CAST)
    old = world.units["Operations/Production"]
    with database.writing() as session:
        change = Change("unit", old, "move", None, world.units["Office"], clock.now().date())
        operations.plan(session, world.id, change, actor="a", now=clock.now())
        new = units(session, world.id).latest(old)
    return old, new


def at(unit: str, page: str = "topics") -> str:
    return f"/dashboard/{page}?unit={unit}"


def test_a_closed_part_keeps_its_figures_and_leads_to_where_it_goes_on(read, moved):
    for page in ("", "topics", "topics/canteen"):
        shown = read(path=at(moved[0], page))
        assert f"Closed on {THEN}. Its past figures stay here. Since then: Office / Production" in shown
        assert "75" in shown or not page
        assert "is hidden in" not in shown


def test_the_new_part_begins_without_figures_and_leads_to_those_of_before(read, moved):
    shown = read(path=at(moved[1]))
    assert f"Here since {THEN}. Figures from before: Operations / Production" in shown
    assert "There are no results yet." in shown


def test_where_it_was_it_is_marked_as_closed_and_where_it_is_not_yet_there(read, world, moved):
    assert f"Production (closed on {THEN}) 75" in read(path=at(world.units["Operations"]))
    assert "Production" not in read(path=at(world.units["Office"]))


def test_from_the_next_check_in_on_only_the_new_part_is_listed(close, read, world, moved):
    old, new = moved
    world.units["Operations/Production"] = new
    close(CAST, number=6)
    assert "Production" not in read(path=at(world.units["Operations"])).partition("How to read")[0]
    assert "Production 75" in read(path=at(world.units["Office"]))
    assert "November 30" not in read(path=at(old))
    assert "September 7" not in read(path=at(new))


def test_whoever_may_not_open_the_new_part_is_not_led_there(staff_app, world, moved):
    manager = logged_in(staff_app, world.id, "manager", unit_id=world.units["Operations"])
    page = manager.get(at(moved[0])).text
    assert f"Closed on {THEN}." in page
    assert "Since then" not in page
    assert manager.get(at(moved[1])).status_code == 404


def test_a_manager_begins_at_the_part_that_is_there_and_may_look_back(staff_app, database, world, clock, close):
    old = world.units["Operations/Production"]
    manager = logged_in(staff_app, world.id, "manager", unit_id=old)
    close(CAST)
    with database.writing() as session:
        change = Change("unit", old, "move", None, world.units["Office"], clock.now().date())
        operations.plan(session, world.id, change, actor="a", now=clock.now())
    page = manager.get("/dashboard/topics").text
    assert f"Operations / Production (closed on {THEN})" in page
    assert "Here since" in page
