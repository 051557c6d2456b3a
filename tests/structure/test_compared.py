"""Earlier check-ins once a unit was put under another one: nothing is compared with a tree that is gone."""

from datetime import date, timedelta

from sqlalchemy import select

from pulse.opening.near import cells_above, parts_of
from pulse.organisation.models import TreeChange
from pulse.organisation.queries import locations, reshaped_at, units
from pulse.results.disclosure import Cell
from pulse.results.queries import populations, trees
from tests.factories.history import OFFICE, PRODUCTION, a_closed_cycle, a_world, ballots


def a_move(organisation_id, done_at):
    return TreeChange(
        organisation_id=organisation_id, id="m" * 32, tree="unit", node_id="", change="move",
        effective_on=date(2026, 1, 1), done_at=done_at,
    )  # fmt: skip


def test_figures_from_before_a_move_speak_of_nobody_in_particular_but_for_the_whole(services):
    with services.database.writing() as session:
        world = a_world(session)
        cast = [*ballots(PRODUCTION, canteen="5" * 24), *ballots(OFFICE, canteen="41" * 6)]
        cycle_id = a_closed_cycle(services, session, world, cast)
    with services.database.reading() as session:
        here = trees(session, world.id)
        cells = [Cell(), *(Cell(id) for id in here.units.nodes if id != here.units.root.id)]
        known = populations(session, here, world.id, cells, [cycle_id])
        assert {cell for cell, _ in known} > {Cell()}
    with services.database.writing() as session:
        session.add(a_move(world.id, services.clock.now() + timedelta(days=1)))
    with services.database.reading() as session:
        assert reshaped_at(session, world.id) is not None
        assert {cell for cell, _ in populations(session, here, world.id, cells, [cycle_id])} == {Cell()}
        assert session.scalar(select(TreeChange.change)) == "move"


def test_a_rename_leaves_everything_comparable(services):
    with services.database.writing() as session:
        world = a_world(session)
        change = a_move(world.id, services.clock.now())
        change.change = "rename"
        session.add(change)
    with services.database.reading() as session:
        assert reshaped_at(session, world.id) is None


def test_every_part_with_somebody_in_it_is_near_but_for_the_whole(services):
    with services.database.writing() as session:
        world = a_world(session)
    with services.database.reading() as session:
        tree, places = units(session, world.id), locations(session, world.id)
    lowest = next(id for id in tree.nodes if not tree.children(id))
    found = parts_of([(lowest, places.root.id)], cells_above(tree, places))
    assert (lowest, "") in found
    assert ("", "") not in found
