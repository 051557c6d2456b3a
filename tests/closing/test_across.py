"""A close compares the people of its blocks with those of other cycles, and shows no more than that allows."""

import pytest

from pulse.cycles.queries import rounds
from pulse.invitations.operations import NewInvitation, invite
from pulse.results.disclosure import Cell
from pulse.results.queries import levels
from tests.factories.history import OFFICE, PRODUCTION, a_closed_cycle, a_world, ballots
from tests.factories.opened import add_people

K = 5


@pytest.fixture
def world(services):
    with services.database.writing() as session:
        return a_world(session)


def play(services, world, asked, *, number):
    """A cycle in which 25 of the office and 40 of production answer; `asked` maps people to their block."""
    cast = ballots(PRODUCTION, canteen="4" * 40) + ballots(OFFICE, canteen="5" * 25)
    with services.database.writing() as session:

        def invited(cycle):
            invite(session, world.id, cycle, [NewInvitation(person, block, "UTC") for person, block in asked.items()])

        return a_closed_cycle(services, session, world, cast, number=number, before_the_close=invited)


def shown_exactly(services, world, cycle):
    office, operations = Cell(world.units["Office"]), Cell(world.units["Operations"])
    with services.database.reading() as session:
        found = levels(session, world.id, [Cell(), office, operations], rounds(session, world.id, [cycle]))
    names = {Cell(): "all", office: "office", operations: "operations"}
    assert len(found) == 3
    return {names[cell] for (cell, _, _), level in found.items() if level.is_exact}


@pytest.mark.parametrize(
    ("replaced", "expected"),  # as many came as left: k of either are enough
    [(0, {"all", "office", "operations"}), (1, {"all"}), (K - 1, {"all"}), (K, {"all", "office", "operations"})],
)
def test_a_rest_of_nearly_the_same_people_is_not_shown_exactly_twice(services, world, replaced, expected):
    with services.database.writing() as session:
        people = add_people(session, world.id, 90)
    first = dict.fromkeys(people[:40], PRODUCTION) | dict.fromkeys(people[40:80], OFFICE)
    later = dict.fromkeys(people[:40], PRODUCTION) | dict.fromkeys(people[40 + replaced : 80 + replaced], OFFICE)
    before = play(services, world, first, number=0)
    after = play(services, world, later, number=1)
    assert shown_exactly(services, world, before) == {"all", "office", "operations"}
    assert shown_exactly(services, world, after) == expected
