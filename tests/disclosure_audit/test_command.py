"""`pulse audit` over what an installation has published."""

import json
from time import perf_counter

import pytest

from pulse.cli.main import parser
from pulse.cli.trouble import Trouble
from pulse.demo.operations import load
from pulse.disclosure_audit.queries import asked, published
from pulse.organisation.queries import organisations
from pulse.results.disclosure import Cell
from pulse.results.models import Figure
from tests.factories.history import LOGISTICS, OFFICE, PRODUCTION, a_closed_cycle, a_world, ballots

MIXED = "12345"


def cast(office=6, logistics=6, production=6):
    """Answers in fives."""
    return [
        *ballots(OFFICE, canteen=MIXED * office),
        *ballots(LOGISTICS, canteen=MIXED * logistics),
        *ballots(PRODUCTION, canteen=MIXED * production),
    ]


@pytest.fixture
def world(services):
    with services.database.writing() as session:
        return a_world(session)


@pytest.fixture
def slug(services, world):
    with services.database.reading() as session:
        return next(one.slug for one in organisations(session) if one.id == world.id)


def play(services, world, ballots_cast, number=0):
    with services.database.writing() as session:
        return a_closed_cycle(services, session, world, ballots_cast, number=number)


def run(services, *arguments):
    options = parser().parse_args(["audit", *arguments])
    options.command(services, options)


def test_an_organisation_that_published_nothing_gives_nothing_away(services, slug, capsys):
    run(services, "--organisation", slug)
    assert capsys.readouterr().out.startswith("Attacked 0 questions")


def test_what_the_gate_released_gives_nothing_away(services, world, slug, capsys):
    play(services, world, cast())
    play(services, world, cast(office=1, logistics=2, production=4), number=1)
    run(services, "--organisation", slug)
    assert capsys.readouterr().out.startswith("Attacked 2 questions")
    run(services, "--organisation", slug, "--json")
    assert json.loads(capsys.readouterr().out) == {"attacked": 2, "found": []}


def test_a_figure_that_betrays_a_few_people_is_named_with_its_cells(services, world, slug, capsys):
    cycle = play(services, world, [*ballots(OFFICE, canteen="345"), *cast(office=0)])
    operations = {"unit_id": world.units["Operations"], "location_id": "", "question": "canteen"}
    counts = {f"n{option}": 12 for option in range(1, 6)}
    with (
        services.database.writing() as session
    ):  # beside the whole it leaves the three of the office, so it was hidden
        session.add(Figure(organisation_id=world.id, cycle_id=cycle, exact=True, **operations, **counts))
    with pytest.raises(Trouble, match="figures of fewer than k people can be worked out"):
        run(services, "--organisation", slug)
    said = capsys.readouterr().err
    assert said.endswith(
        "canteen: 3 people in block 0 can be told apart by the figures of Lotus Works, Operations.\n"
    ), said


def test_two_check_ins_of_nearly_the_same_few_people_are_named_with_their_cells(services, world, slug, capsys):
    for number, invited in enumerate((40, 42)):  # the block lists tell that two came; who they are is not known here
        cast = [*ballots(OFFICE, canteen=MIXED * 5), *ballots(PRODUCTION, canteen=MIXED * 8)]
        with services.database.writing() as session:
            a_closed_cycle(services, session, world, cast, number=number, invited=invited)
    with pytest.raises(Trouble, match="in 2 places"):
        run(services, "--organisation", slug)
    said = capsys.readouterr().err
    assert "2026-09-21T09:00 beside 2026-09-07T09:00, canteen: 2 people came or went and 25 and 25 answered" in said
    assert "from Office" in said


def test_only_what_is_released_is_read(services, world):
    play(services, world, cast(office=1))
    with services.database.reading() as session:
        (cycle,) = published(session, world.id)
        (one,) = asked(session, world.id, cycle)
    cells = {said.cell: said for said in one.round.statements}
    assert cells[Cell()].answered == 65
    assert {said.answered for said in cells.values()} <= {65, 60, 30, 5, None}
    assert one.question == "canteen"
    assert Cell("", world.locations["Taipei"]) in {cell for cell, _ in one.round.hidden}


def test_a_demo_of_120_people_gives_nothing_away(services, capsys):
    load(services, people=120, cycles=6, progress=lambda _: None)
    begun = perf_counter()
    run(services, "--organisation", "northwind")
    taken = perf_counter() - begun
    with capsys.disabled():
        print(f"\nthe demo's 6 check-ins of 120 people were attacked in {taken:.1f} s")
    assert taken < 60
