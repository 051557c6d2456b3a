"""The gate on both databases: what it lets out of a closed cycle, and what not."""

import pytest
from sqlalchemy import func, select

from pulse.cycles.operations import add_near_cells
from pulse.cycles.queries import blocks as cycle_blocks
from pulse.cycles.queries import cycle
from pulse.results.bands import Level
from pulse.results.disclosure import Cell
from pulse.results.models import Figure
from pulse.results.operations import publish
from pulse.results.queries import comments, distributions, levels, populations, trees
from tests.factories.history import LOGISTICS, OFFICE, PRODUCTION, a_closed_cycle, a_world, ballots


@pytest.fixture
def session(database):
    with database.writing() as session:
        yield session


@pytest.fixture
def world(session):
    return a_world(session)


def gate(session, world, ids, cells, **options):
    return levels(session, world.id, cells, [cycle(session, id) for id in ids], **options)


def test_twenty_answers_are_shown_exactly_and_nineteen_as_a_band(services, session, world):
    exact = ballots(PRODUCTION, canteen="5" * 15 + "1" * 5) + ballots(OFFICE, canteen="4" * 10 + "2" * 10)
    banded = ballots(PRODUCTION, canteen="5" * 15 + "1" * 5) + ballots(OFFICE, canteen="4" * 10 + "2" * 9)
    first = a_closed_cycle(services, session, world, exact)
    second = a_closed_cycle(services, session, world, banded, number=1)
    office = Cell(world.units["Office"])

    found = gate(session, world, [first, second], [Cell(), office])

    assert found[office, first, "canteen"] == Level(50, 50, 20)
    assert found[office, second, "canteen"] == Level(40, 60)
    assert found[Cell(), second, "canteen"] == Level(64, 64, 39)


def test_a_band_is_not_undone_by_the_exact_numbers_around_it(services, session, world):
    cast = ballots(PRODUCTION, canteen="5" * 15 + "1" * 15) + ballots(OFFICE, canteen="5" * 12)
    id = a_closed_cycle(services, session, world, cast)
    production, office = Cell(world.units["Operations/Production"]), Cell(world.units["Office"])

    found = gate(session, world, [id], [Cell(), production, office])

    assert found[Cell(), id, "canteen"] == Level(64, 64, 42)  # minus 15 of 30 would be 12 of 12
    assert found[production, id, "canteen"] == Level(40, 60)
    assert found[office, id, "canteen"] == Level(80, 100)


def test_a_small_part_and_the_part_that_would_betray_it_are_hidden(services, session, world):
    cast = ballots(PRODUCTION, canteen="5" * 25) + ballots(LOGISTICS, canteen="1" * 4)
    id = a_closed_cycle(services, session, world, cast)
    parts = [Cell(world.units[f"Operations/{name}"]) for name in ("Production", "Logistics")]

    assert gate(session, world, [id], parts) == {}
    assert len(gate(session, world, [id], [Cell(world.units["Operations"])])) == 1


def test_a_manager_sees_a_part_of_k_plus_one_only(services, session, world):
    cast = ballots(PRODUCTION, canteen="4" * 20) + ballots(OFFICE, canteen="4" * 5)
    id = a_closed_cycle(services, session, world, cast)
    office = Cell(world.units["Office"])

    assert len(gate(session, world, [id], [office])) == 1
    assert gate(session, world, [id], [office], narrowed=True) == {}


def test_a_question_is_gated_by_its_own_answers(services, session, world):
    cast = ballots(OFFICE, canteen="4" * 12, parking="1" * 4) + ballots(PRODUCTION, canteen="4" * 9, parking="1" * 9)
    id = a_closed_cycle(services, session, world, cast)

    found = gate(session, world, [id], [Cell(world.units["Office"])])

    assert {question for _, _, question in found} == {"canteen"}


def test_publishing_again_changes_nothing(services, session, world):
    id = a_closed_cycle(services, session, world, ballots(PRODUCTION, canteen="4" * 30))
    count = select(func.count()).select_from(Figure).filter_by(organisation_id=world.id)
    before = session.scalar(count)

    publish(session, world.id, id, {})

    assert session.scalar(count) == before > 0


def test_levels_of_almost_the_same_people_are_banded_in_both_cycles(services, session, world):
    first = a_closed_cycle(services, session, world, ballots(PRODUCTION, canteen="5" * 25))
    second = a_closed_cycle(services, session, world, ballots(PRODUCTION, canteen="5" * 24 + "1"), number=1)
    add_near_cells(session, world.id, second, [(first, world.units["Operations/Production"], "")])
    session.flush()
    production = Cell(world.units["Operations/Production"])

    found = gate(session, world, [second], [production, Cell()])
    earlier = gate(session, world, [first], [production])

    assert found[production, second, "canteen"] == Level(80, 100)
    assert earlier[production, first, "canteen"] == Level(80, 100)
    assert found[Cell(), second, "canteen"].is_exact


def test_the_parts_beside_almost_the_same_people_do_not_give_them_away(services, session, world):
    cast = ballots(PRODUCTION, canteen="5" * 40) + ballots(OFFICE, canteen="5" * 20 + "1" * 5)
    first = a_closed_cycle(services, session, world, cast)
    office = Cell(world.units["Office"])

    def before_the_close(second):
        add_near_cells(session, world.id, second, [(first, office.unit, "")])

    second = a_closed_cycle(services, session, world, cast, number=1, before_the_close=before_the_close)
    found = gate(session, world, [second], [Cell(), office, Cell(world.units["Operations/Production"])])

    assert {cell for (cell, _, _), level in found.items() if level.is_exact} == {Cell()}


def test_from_30_answers_on_almost_the_same_people_may_be_compared(services, session, world):
    ids = [a_closed_cycle(services, session, world, ballots(PRODUCTION, canteen="5" * 30), number=n) for n in (0, 1)]
    add_near_cells(session, world.id, ids[1], [(ids[0], "", "")])
    session.flush()

    assert all(found.is_exact for found in gate(session, world, ids, [Cell()]).values())


def test_nothing_of_another_organisation_comes_out(services, session, world):
    other = a_world(session)
    id = a_closed_cycle(services, session, world, ballots(PRODUCTION, canteen="4" * 30))

    assert gate(session, other, [id], [Cell()]) == {}


def test_comments_come_from_the_nodes_that_were_asked_for(services, session, world):
    cast = ballots(PRODUCTION, canteen="4" * 12, comments=[f"production {i}" for i in range(6)])
    cast += ballots(OFFICE, canteen="4" * 12, comments=["office"])
    id = a_closed_cycle(services, session, world, cast)
    places = {"", *world.locations.values()}
    below = {world.units["Operations"], world.units["Operations/Production"]}

    inside = comments(session, world.id, [id], units=below, locations=places, unplaced=False)
    everywhere = comments(session, world.id, [id], units={"", *world.units.values()}, locations=places, unplaced=True)

    assert {each.text for each in inside.comments} == {f"production {i}" for i in range(6)}
    assert [each.text for each in everywhere.comments if each.cell == Cell()] == ["office"]


def test_comments_without_a_place_are_for_those_alone_who_see_everything(services, session, world):
    id = a_closed_cycle(services, session, world, ballots(PRODUCTION, canteen="4" * 6, comments=["alone"]))

    assert comments(session, world.id, [id], units={""}, locations={""}, unplaced=False).comments == ()
    (found,) = comments(session, world.id, [id], units={""}, locations={""}, unplaced=True).comments
    assert (found.text, found.cell, found.cycle_id, found.language) == ("alone", None, None, None)


def test_the_five_answers_are_shown_where_the_level_is_exact_and_nowhere_else(services, session, world):
    cast = ballots(PRODUCTION, canteen="5" * 15 + "1" * 15) + ballots(OFFICE, canteen="5" * 12)
    id = a_closed_cycle(services, session, world, cast)
    production = Cell(world.units["Operations/Production"])

    found = distributions(session, world.id, [Cell(), production], [cycle(session, id)])

    assert found == {(Cell(), id, "canteen"): (36, 0, 0, 0, 64)}


def test_the_number_of_people_asked_is_that_of_the_blocks_below(services, session, world):
    id = a_closed_cycle(services, session, world, ballots(PRODUCTION, canteen="5" * 25))
    whole, operations = Cell(), Cell(world.units["Operations"])

    found = populations(session, trees(session, world.id), world.id, [whole, operations], [id])

    blocks = cycle_blocks(session, world.id, id)
    below = trees(session, world.id).unit_ids(operations)
    assert found[whole, id].people == sum(block.invited for block in blocks) == cycle(session, id).invited
    assert found[operations, id].people == sum(block.invited for block in blocks if block.unit_id in below)
    assert 0 < found[operations, id].people < found[whole, id].people
