"""A check-in that asked only some parts stands on their pages, and on no page beside figures of other people."""

import pytest

from pulse.cycles import queries as cycles
from pulse.cycles.models import Cycle, LeftOut
from pulse.results.disclosure import Cell
from pulse.results.queries import levels
from tests.factories.history import LOGISTICS, OFFICE, PRODUCTION, a_closed_cycle, a_world, ballots
from tests.factories.people import logged_in

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FIRST, SECOND = "Sep 7", "Sep 21"
THIRTY = "4" * 20 + "2" * 10
SAID = ("The canteen is loud.", "The soup is cold.", "Please open earlier.", "I like it.", "More fruit.")


def cast(*blocks):
    return [one for block in blocks for one in ballots(block, canteen=THIRTY, parking=THIRTY)]


@pytest.fixture
def world(database):
    with database.writing() as session:
        return a_world(session)


@pytest.fixture
def only_operations(services, world):
    """A check-in for everybody, then one for Operations alone."""

    def narrow(session):
        def do(id):
            session.get_one(Cycle, (world.id, id)).audience = {"units": [world.units["Operations"]], "locations": []}
            unit, place = world.places[0]
            session.add(LeftOut(organisation_id=world.id, cycle_id=id, unit_id=unit, location_id=place))
            session.flush()

        return do

    with services.database.writing() as session:
        a_closed_cycle(services, session, world, cast(OFFICE, LOGISTICS, PRODUCTION), number=0)
        some = [*cast(LOGISTICS), *cast(PRODUCTION), *ballots(PRODUCTION, canteen="44444", comments=SAID)]
        return a_closed_cycle(services, session, world, some, number=1, before_the_close=narrow(session))


def page(staff_app, world, path, unit=None):
    address = f"/dashboard/{path}" + (f"?unit={world.units[unit]}" if unit else "")
    return " ".join(logged_in(staff_app, world.id, "hr").get(address).get_data(as_text=True).split())


def test_the_parts_that_were_asked_go_on_in_one_course(staff_app, world, only_operations):
    for unit in ("Operations", "Operations/Production"):
        shown = page(staff_app, world, "topics", unit)
        assert FIRST in shown
        assert SECOND in shown
        assert "asked only these parts" not in shown


def test_the_whole_and_the_parts_outside_keep_to_those_that_asked_them(staff_app, world, only_operations):
    for unit in (None, "Office"):
        for path in ("", "topics", "topics/canteen"):
            shown = page(staff_app, world, path, unit)
            assert SECOND not in shown
            assert "September 21" not in shown


def test_the_whole_says_where_the_others_are(staff_app, world, only_operations):
    for path in ("", "topics", "topics/canteen"):
        shown = page(staff_app, world, path)
        assert "Some check-ins asked only these parts" in shown
        assert f"?unit={world.units['Operations']}" in shown.split("asked only these parts")[1].split("</ul>")[0]
        assert "asked only these parts" not in page(staff_app, world, path, "Office")


def test_what_people_wrote_is_not_lost(staff_app, world, only_operations):
    assert "The soup is cold." in page(staff_app, world, "topics")


def test_the_gate_gives_no_figure_of_the_whole_where_only_parts_were_asked(services, world, only_operations):
    with services.database.reading() as session:
        ids = [id for id, *_ in cycles.timeline(session, world.id)]
        found = levels(
            session, world.id, {Cell(), Cell(world.units["Operations"])}, cycles.rounds(session, world.id, ids)
        )
    assert {cell.kind for cell, id, _ in found if id == only_operations} == {2}
    assert {cell.kind for cell, id, _ in found if id != only_operations} == {0, 2}
