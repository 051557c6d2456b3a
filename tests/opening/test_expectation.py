"""Where a check-in is set up it is told what it can show: from the roster, in names, before anybody is asked."""

import pytest

from pulse.cycles.queries import rounds
from pulse.opening.expectation import NAMED, Names, what_will_show
from pulse.opening.foreseen import last_participation
from pulse.people.models import Person
from pulse.results.disclosure import Cell
from pulse.results.queries import levels
from tests.factories.history import LOGISTICS, OFFICE, PRODUCTION, a_closed_cycle, a_world, ballots
from tests.factories.opened import a_series, add_people, opened
from tests.factories.people import logged_in


def told(services, organisation_id):
    with services.database.reading() as session:
        return what_will_show(session, organisation_id, now=services.clock.now())


def test_parts_that_would_show_are_named_and_those_too_small_too(services):
    found = told(services, a_series(services, people=60).organisation_id)
    assert (found.invited, found.percent, found.measured, found.whole) == (60, 70, False, True)
    assert {*found.numbers.named, *found.bands.named} == {
        "Jakarta", "Taipei", "Operations", "Operations / Kitchen", "Operations / Floor", "Office"
    }  # fmt: skip
    assert found.crossings > 0
    few = told(services, a_series(services, people=31).organisation_id)
    assert few.hidden.named
    assert not {*few.hidden.named} & {*few.numbers.named, *few.bands.named}


def test_with_too_few_people_nothing_is_promised(services):
    found = told(services, a_series(services, people=9).organisation_id)
    assert found.too_few
    assert found.numbers == found.bands == found.hidden == Names()


def test_while_a_quarter_runs_its_blocks_are_those_that_stand(services):
    series = a_series(services, people=60)
    opened(services, series)
    before = told(services, series.organisation_id)
    with services.database.writing() as session:
        for person in session.query(Person).filter_by(organisation_id=series.organisation_id):
            person.unit_id = session.query(Person).filter_by(organisation_id=series.organisation_id).first().unit_id
    assert told(services, series.organisation_id).bands == before.bands


def test_after_the_first_check_in_its_own_participation_is_expected(services):
    with services.database.writing() as session:
        world = a_world(session)
        add_people(session, world.id, 60)
        a_closed_cycle(services, session, world, ballots(PRODUCTION, canteen="4" * 30), invited=20)
        assert last_participation(session, world.id) == 0.5
    found = told(services, world.id)
    assert (found.measured, found.percent) == (True, 50)


def test_what_shows_is_what_was_told_when_people_answer_as_last_time(services):
    with services.database.writing() as session:
        world = a_world(session)
        cast = [ballot for block in (OFFICE, LOGISTICS, PRODUCTION) for ballot in ballots(block, canteen="4" * 20)]
        cycle = a_closed_cycle(services, session, world, cast)
        for number, unit in enumerate(("Office", "Operations/Logistics", "Operations/Production")):
            for person in add_people(session, world.id, 40):
                row = session.get_one(Person, (world.id, person))
                row.unit_id, row.location_id = world.units[unit], world.locations["Jakarta"]
                row.number = f"{number}-{person[:8]}"
    found = told(services, world.id)
    with services.database.reading() as session:
        cells = [Cell(unit) for unit in world.units.values()] + [Cell("", place) for place in world.locations.values()]
        shown = levels(session, world.id, cells, rounds(session, world.id, [cycle]))
    names = {path.replace("/", " / "): Cell(id) for path, id in world.units.items()}
    names |= {name: Cell("", id) for name, id in world.locations.items()}
    exact = {cell for (cell, _, _), level in shown.items() if level.is_exact}
    assert {names[name] for name in found.numbers.named} == exact
    assert {names[name] for name in found.bands.named} == {cell for cell, _, _ in shown} - exact


def test_of_many_parts_the_first_are_named_and_the_others_counted():
    labels = [str(number) for number in range(NAMED + 3)]
    assert Names.of(labels) == Names(tuple(labels[:NAMED]), 3)


@pytest.mark.parametrize("path", ["/schedule/", "/people/"])
def test_the_pages_that_set_up_tell_it(services, staff_app, path):
    series = a_series(services, people=60)
    page = logged_in(staff_app, series.organisation_id, "admin").get(path).get_data(as_text=True)
    assert "What the next check-in can show" in page
    assert "of the 60 people who can be asked" in page
    assert "Operations / Kitchen" in page
