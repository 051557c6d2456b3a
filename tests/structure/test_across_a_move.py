"""From one check-in over a move to the next, as the worker does it."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from pulse import worker
from pulse.cycles import queries as cycles
from pulse.organisation.queries import units
from pulse.people.models import Person
from pulse.structure import operations
from pulse.structure.changing import Change
from tests.factories.opened import MONDAY, a_series, opened
from tests.structure.test_rearranging import NEXT

JANUARY = datetime(2027, 1, 4, 9, 1, tzinfo=UTC)


def test_parts_that_two_people_left_are_near_and_those_that_a_whole_team_left_are_not(services):
    series = a_series(services, people=90)
    own, first = series.organisation_id, opened(services, series).cycle_id
    with services.database.writing() as session:
        tree = units(session, own)
        ids = {tree.label(id): id for id in tree.nodes}
        move = Change("unit", ids["Operations / Kitchen"], "move", None, ids["Office"], NEXT)
        operations.plan(session, own, move, actor="a", now=services.clock.now())
        on_the_floor = session.scalars(select(Person).where(Person.unit_id == ids["Operations / Floor"]).limit(2))
        for person in on_the_floor.all():
            person.active = False
    worker.tick(services, now=(MONDAY + timedelta(days=8)).replace(tzinfo=UTC))
    worker.tick(services, now=JANUARY)
    with services.database.reading() as session:
        kitchen = units(session, own).latest(ids["Operations / Kitchen"])
        assert units(session, own).label(kitchen) == "Office / Kitchen"
        (second, *_), *_ = cycles.timeline(session, own)
        assert second != first
        assert {(block.unit_id) for block in cycles.blocks(session, own, second)} >= {kitchen}
        near = {
            unit
            for _, then, unit, place in cycles.near_cells(session, own, of={second})
            if then == first and not place
        }
    assert near == {"", ids["Operations / Floor"]}
