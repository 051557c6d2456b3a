"""The attack on what an installation has published on every scale, on both databases."""

from dataclasses import replace

import pytest

from pulse.counting.inner import OpenBallot, OpenComment
from pulse.disclosure_audit.attack import attack
from pulse.disclosure_audit.queries import asked, betrayals, published
from pulse.disclosure_audit.released import Round, choice_statement
from pulse.disclosure_audit.shapes import shape_of
from pulse.questions.scales import Answerable
from pulse.results import queries
from pulse.results.bands import Level
from pulse.results.choices import Choices
from pulse.results.disclosure import Cell
from pulse.results.gate import choose
from pulse.results.models import ChoiceFigure
from tests.factories.history import OFFICE, PRODUCTION, a_closed_cycle, a_question, a_world

QUESTIONS = (
    a_question("enps", "points10"),
    a_question("want", "multiple", options=2),
    a_question("canteen_why", "single", options=2, parent="canteen"),
    a_question("canteen_words", "open", parent="canteen"),
)


@pytest.fixture
def session(database):
    with database.writing() as session:
        yield session


@pytest.fixture
def world(session):
    return a_world(session)


def cast(block, people, *, sad):
    """People of a block, so many of whom are unhappy and say why."""
    said = (OpenComment("canteen_words", "Cold"),)
    why = [OpenBallot(block, {"canteen": 1, "canteen_why": 1, "enps": 3}, said, "en")] * sad
    return why + [OpenBallot(block, {"canteen": 4, "enps": 9, "want": (1, 2)}, (), "en")] * (people - sad)


def close(services, session, world, ballots, number=0):
    return a_closed_cycle(services, session, world, ballots, number=number, more=QUESTIONS)


def rounds(session, world):
    return {one.question: one for cycle in published(session, world.id) for one in asked(session, world.id, cycle)}


def test_a_question_and_its_branches_are_one_round_with_the_comments_on_them(services, session, world):
    close(services, session, world, cast(PRODUCTION, 30, sad=8) + cast(OFFICE, 25, sad=3))

    found = rounds(session, world)

    assert set(found) == {"canteen", "enps", "want"}
    assert {key for key, _ in found["canteen"].round.shape.columns} == {"canteen", "canteen_why"}
    whole = [said for said in found["canteen"].round.statements if said.cell == Cell()]
    assert any(said.speaks_of for said in whole)
    assert [said.claims[0].counts for said in whole if said.n == (5, 120)] == [(11, 120)]
    assert [attack(one.round) for one in found.values()] == [[], [], []]


def test_numbers_of_a_branch_that_speak_of_three_unhappy_people_are_found(services, session, world):
    id = close(services, session, world, cast(PRODUCTION, 30, sad=8) + cast(OFFICE, 25, sad=3))
    office = {"unit_id": world.units["Office"], "location_id": "", "question": "canteen_why"}
    for row in session.query(ChoiceFigure).filter_by(organisation_id=world.id, cycle_id=id, **office):
        row.exact = True
    session.flush()

    found = attack(rounds(session, world)["canteen"].round)

    assert {(one.people, tuple(one.blocks)) for one in found} == {((3, 3), (OFFICE,))}


def test_a_figure_that_leaves_three_people_beside_it_is_found_on_any_scale(services, session, world):
    id = close(services, session, world, cast(PRODUCTION, 30, sad=0) + cast(OFFICE, 3, sad=0))
    hidden = {"unit_id": world.units["Operations"], "location_id": "", "question": "want"}
    for option in (1, 2):
        session.add(
            ChoiceFigure(
                organisation_id=world.id, cycle_id=id, **hidden, option=option, chosen=30, people=30, exact=True
            )
        )
    session.flush()

    (found,) = attack(rounds(session, world)["want"].round)

    assert found.people == (3, 3)


def test_two_check_ins_are_put_beside_each_other_on_any_scale(services, session, world):
    for number in (0, 1):
        close(services, session, world, cast(PRODUCTION, 30, sad=8) + cast(OFFICE, 25, sad=0), number=number)
    every = [one for cycle in published(session, world.id) for one in asked(session, world.id, cycle)]

    assert len(every) == 6
    assert list(betrayals(session, world.id, every)) == []


def test_a_band_on_the_reasons_of_four_unhappy_people_is_found(services, session, world, monkeypatch):
    close(services, session, world, cast(PRODUCTION, 30, sad=8) + cast(OFFICE, 20, sad=4))
    monkeypatch.setattr(queries, "choose", as_bands)

    found = attack(rounds(session, world)["canteen"].round)

    assert {(one.people, tuple(one.blocks)) for one in found} == {((4, 4), (OFFICE,))}


def as_bands(counts, *, least, near):
    """A gate that shows a branch wherever its parent is, in bands."""
    return choose(replace(counts, parent=None, exact=False), least=least, near=near)


def test_bands_that_leave_one_share_alone_are_found():
    shape, whole = shape_of("lift", {"lift": Answerable("yesno")}), frozenset({0})
    for bands, found in (((60, 40), 1), ((40, 40), 0), ((80, 0), 0)):
        said = Choices("yesno", None, {at: Level(low, low + 20) for at, low in enumerate(bands, 1)})
        one = choice_statement(Cell(), whole, "lift", said, shape, least=5, most=30)
        assert len(attack(Round(5, {0: 30}, (one,), (), shape))) == found
