"""Answers that are not on five steps, on both databases: what is kept of them, and what the gate lets out."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from pulse.counting.inner import OpenBallot
from pulse.cycles.operations import add_near_cells
from pulse.cycles.queries import cycle
from pulse.questions.scales import NOT_ASKED
from pulse.results.bands import Level
from pulse.results.choices import Enps
from pulse.results.disclosure import Cell
from pulse.results.models import ChoiceFigure, Figure
from pulse.results.operations import publish
from pulse.results.queries import choices, levels
from tests.factories.history import OFFICE, PRODUCTION, a_closed_cycle, a_question, a_world

QUESTIONS = (
    a_question("enps", "points10"),
    a_question("shuttle", "yesno"),
    a_question("place", "single", options=3),
    a_question("want", "multiple", options=4),
    a_question("canteen_why", "single", options=3, parent="canteen"),
    a_question("shuttle_why", "multiple", options=3, parent="shuttle"),
    a_question("trust", "agree5"),
)


@pytest.fixture
def session(database):
    with database.writing() as session:
        yield session


@pytest.fixture
def world(session):
    return a_world(session)


def cast(block: int, people: int, **answers: int | Sequence[int]) -> list[OpenBallot]:
    """So many ballots that all say the same."""
    return [OpenBallot(block, dict(answers), (), "en")] * people


def close(services, session, world, ballots, **options):
    return a_closed_cycle(services, session, world, ballots, more=QUESTIONS, **options)


WHOLE = (Cell(),)


def shown(session, world, ids, cells=WHOLE, **options):
    return choices(session, world.id, cells, [cycle(session, id) for id in ids], **options)


def whole(numbers):
    return {option: Level(points, points) for option, points in numbers.items()}


def test_from_20_answers_on_the_shares_are_numbers_that_add_up_to_100(services, session, world):
    ballots = cast(PRODUCTION, 20, place=1) + cast(PRODUCTION, 9, place=2) + cast(PRODUCTION, 1, place=3)
    id = close(services, session, world, ballots)

    found = shown(session, world, [id])[Cell(), id, "place"]

    assert (found.scale, found.n) == ("single", 30)
    assert found.shares == whole({1: 67, 2: 30, 3: 3})


def test_under_20_each_share_is_a_band_and_nobody_hears_how_many_answered(services, session, world):
    ballots = cast(PRODUCTION, 10, shuttle=1) + cast(PRODUCTION, 9, shuttle=2)
    id = close(services, session, world, ballots)

    found = shown(session, world, [id])[Cell(), id, "shuttle"]

    assert found.n is None
    assert found.shares == {1: Level(40, 60), 2: Level(40, 60)}


def test_bands_beside_each_other_leave_every_share_open(services, session, world):
    ballots = cast(PRODUCTION, 6, shuttle=1, place=1) + cast(PRODUCTION, 4, shuttle=2, place=2)
    id = close(services, session, world, ballots)

    found = shown(session, world, [id])

    assert found[Cell(), id, "shuttle"].shares == {1: Level(40, 60), 2: Level(40, 60)}
    assert found[Cell(), id, "place"].shares == {1: Level(40, 60), 2: Level(40, 60), 3: Level(0, 20)}


def test_of_what_somebody_chose_together_only_the_sums_are_kept(services, session, world):
    ballots = cast(PRODUCTION, 15, want=(1, 2)) + cast(PRODUCTION, 10, want=(2, 3))
    id = close(services, session, world, ballots)

    found = shown(session, world, [id])[Cell(), id, "want"]

    assert found.n == 25
    assert found.shares == whole({1: 60, 2: 100, 3: 40, 4: 0})


def test_enps_is_told_from_20_answers_on_with_its_margin(services, session, world):
    points = {10: 5, 9: 5, 8: 4, 7: 2, 5: 3, 1: 1}
    ballots = [ballot for value, people in points.items() for ballot in cast(PRODUCTION, people, enps=value)]
    ids = [close(services, session, world, ballots), close(services, session, world, ballots[1:], number=1)]

    found = shown(session, world, ids)

    assert found[Cell(), ids[0], "enps"].enps == Enps(30, 35)  # 34.2, outwards
    assert found[Cell(), ids[1], "enps"].enps is None


def test_agreement_is_told_like_faces(services, session, world):
    id = close(services, session, world, cast(PRODUCTION, 15, trust=4) + cast(PRODUCTION, 15, trust=1))

    assert levels(session, world.id, [Cell()], [cycle(session, id)])[Cell(), id, "trust"] == Level(50, 50, 30)
    assert "trust" not in {question for _, _, question in shown(session, world, [id])}


def test_a_branch_is_shown_as_shares_of_all_who_answered_its_parent(services, session, world):
    ballots = cast(PRODUCTION, 20, canteen=5) + cast(PRODUCTION, 4, canteen=1)
    ballots += cast(PRODUCTION, 10, canteen=2, canteen_why=1) + cast(PRODUCTION, 6, canteen=2, canteen_why=3)
    id = close(services, session, world, ballots)

    found = shown(session, world, [id])[Cell(), id, "canteen_why"]

    assert found.n == 40
    assert found.shares == whole({NOT_ASKED: 60, 1: 25, 2: 0, 3: 15})


def test_a_branch_of_several_answers_counts_each_for_all_who_answered_its_parent(services, session, world):
    ballots = cast(PRODUCTION, 20, shuttle=1) + cast(PRODUCTION, 20, shuttle=2, shuttle_why=(1, 3))
    id = close(services, session, world, ballots)

    found = shown(session, world, [id])[Cell(), id, "shuttle_why"]

    assert (found.n, found.shares) == (40, whole({NOT_ASKED: 50, 1: 50, 2: 0, 3: 50}))


def test_no_band_of_a_branch_tells_why_fewer_than_k_are_unhappy(services, session, world):
    ballots = cast(PRODUCTION, 30, canteen=4) + cast(PRODUCTION, 10, canteen=1, canteen_why=2)
    ballots += cast(OFFICE, 16, canteen=4) + cast(OFFICE, 4, canteen=1, canteen_why=1)
    id = close(services, session, world, ballots)
    office = Cell(world.units["Office"])

    told = levels(session, world.id, [office], [cycle(session, id)])

    assert told[office, id, "canteen"].is_exact  # so everybody knows that four are unhappy
    assert (office, id, "canteen_why") not in shown(session, world, [id], [office])
    assert shown(session, world, [id])[Cell(), id, "canteen_why"].is_exact


def test_a_branch_is_hidden_once_another_check_in_makes_a_band_of_its_parent(services, session, world):
    asked = cast(PRODUCTION, 25, canteen=4) + cast(PRODUCTION, 10, canteen=1, canteen_why=1)
    first = close(services, session, world, asked)
    assert (Cell(), first, "canteen_why") in shown(session, world, [first])
    others = tuple(each for each in QUESTIONS if each["key"] != "canteen_why")
    ballots = cast(PRODUCTION, 20, canteen=4) + cast(PRODUCTION, 5, canteen=1)
    second = a_closed_cycle(services, session, world, ballots, more=others, number=1)
    add_near_cells(session, world.id, second, [(first, "", "")])
    session.flush()

    assert not levels(session, world.id, WHOLE, [cycle(session, first)])[Cell(), first, "canteen"].is_exact
    assert (Cell(), first, "canteen_why") not in shown(session, world, [first])


def test_no_numbers_of_a_branch_speak_of_fewer_than_k_who_are_unhappy(services, session, world):
    ballots = cast(PRODUCTION, 20, canteen=4) + cast(PRODUCTION, 10, canteen=1, canteen_why=1)
    ballots += cast(OFFICE, 28, canteen=4) + cast(OFFICE, 2, canteen=1, canteen_why=2)
    id = close(services, session, world, ballots)
    cells = [Cell(), Cell(world.units["Office"]), Cell(world.units["Operations"])]

    found = shown(session, world, [id], cells)
    levelled = levels(session, world.id, cells, [cycle(session, id)])

    assert {cell for cell in cells if levelled[cell, id, "canteen"].is_exact} == set(cells)
    assert {cell for cell, _, question in found if question == "canteen_why"} == {Cell()}


def test_a_branch_is_hidden_where_its_parent_is_a_band(services, session, world):
    ballots = cast(PRODUCTION, 20, canteen=4) + cast(PRODUCTION, 10, canteen=1, canteen_why=1)
    ballots += cast(OFFICE, 6, canteen=4) + cast(OFFICE, 6, canteen=1, canteen_why=2)
    id = close(services, session, world, ballots)
    cells = [Cell(), Cell(world.units["Office"]), Cell(world.units["Operations"])]

    found = shown(session, world, [id], cells)
    levelled = levels(session, world.id, cells, [cycle(session, id)])

    for cell in cells:
        assert ((cell, id, "canteen_why") in found) == levelled[cell, id, "canteen"].is_exact == (cell == Cell())


def test_a_manager_sees_a_part_of_k_plus_one_only(services, session, world):
    ballots = cast(PRODUCTION, 20, place=1, canteen=1, canteen_why=1) + cast(OFFICE, 5, place=1, canteen=4)
    id = close(services, session, world, ballots)
    office = Cell(world.units["Office"])

    assert {question for _, _, question in shown(session, world, [id], [office])} == {"place"}
    assert shown(session, world, [id], [office], narrowed=True) == {}


def test_a_question_that_too_few_answered_in_a_part_is_hidden_there(services, session, world):
    ballots = cast(PRODUCTION, 20, shuttle=1) + cast(OFFICE, 4, shuttle=1) + cast(OFFICE, 10, place=1)
    id = close(services, session, world, ballots)
    office = Cell(world.units["Office"])

    assert {question for _, _, question in shown(session, world, [id], [office])} == {"place"}


def test_shares_of_almost_the_same_people_are_banded_in_both_cycles(services, session, world):
    first = close(services, session, world, cast(PRODUCTION, 25, place=1))
    second = close(services, session, world, cast(PRODUCTION, 24, place=1) + cast(PRODUCTION, 1, place=2), number=1)
    add_near_cells(session, world.id, second, [(first, "", "")])
    session.flush()

    for id in (first, second):
        assert not shown(session, world, [id])[Cell(), id, "place"].is_exact
        assert shown(session, world, [id], remembered=True)[Cell(), id, "place"].is_exact


def test_what_is_near_a_check_in_that_few_answered_is_never_published_as_a_number(services, session, world):
    first = close(services, session, world, cast(PRODUCTION, 12, place=1))

    def before_the_close(second):
        add_near_cells(session, world.id, second, [(first, "", "")])

    second = close(
        services, session, world, cast(PRODUCTION, 40, place=1), number=1, before_the_close=before_the_close
    )

    assert not shown(session, world, [second], remembered=True)[Cell(), second, "place"].is_exact


def test_a_check_in_without_faces_is_published_once(services, session, world):
    id = close(services, session, world, cast(PRODUCTION, 30, place=1))
    before = session.scalars(select(ChoiceFigure.chosen).filter_by(organisation_id=world.id)).all()

    publish(session, world.id, id, {})

    assert session.scalars(select(Figure.question).filter_by(organisation_id=world.id)).all() == []
    assert session.scalars(select(ChoiceFigure.chosen).filter_by(organisation_id=world.id)).all() == before


def test_nothing_of_another_organisation_comes_out(services, session, world):
    other = a_world(session)
    id = close(services, session, world, cast(PRODUCTION, 30, place=1))

    assert shown(session, other, [id]) == {}
