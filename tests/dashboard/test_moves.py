"""What moved, from released levels alone."""

from datetime import datetime, timedelta

from pulse.dashboard.moves import moves
from pulse.dashboard.rounds import Asked, Round, When
from pulse.dashboard.spark import spark
from pulse.results.bands import Change, Direction, Level
from pulse.results.disclosure import Cell
from pulse.results.intervals import Population

CANTEEN, PARKING = Asked("canteen", "Canteen", "canteen"), Asked("parking", "Parking", "parking")
MONDAY = datetime(2026, 11, 23, 9)


def rounds(*asked: tuple[Asked, ...]) -> list[Round]:
    """Newest first, named 0, 1, 2."""
    return [
        Round(str(at), When(MONDAY - timedelta(weeks=2 * at)), {each.key: each for each in some})
        for at, some in enumerate(asked)
    ]


def exactly(points: int, n: int = 300) -> Level:
    return Level(points, points, n)


def people(*ids: str) -> dict[tuple[Cell, str], Population]:
    return {(Cell(), id): Population(400) for id in ids}


def test_a_large_change_of_many_is_real_and_has_its_interval():
    levels = {(Cell(), "0", "canteen"): exactly(73), (Cell(), "1", "canteen"): exactly(50)}

    (move,) = moves(levels, people("0", "1"), [(Cell(), CANTEEN)], rounds((CANTEEN,), (CANTEEN,)))

    assert move.is_real
    assert move.verdict.points == 23
    assert move.interval.low < 73 < move.interval.high


def test_it_is_compared_with_the_last_time_it_was_asked():
    found = rounds((CANTEEN, PARKING), (PARKING,), (CANTEEN,))
    levels = {(Cell(), "0", "canteen"): exactly(60), (Cell(), "2", "canteen"): exactly(70)}

    (move,) = moves(levels, people("0", "1", "2"), [(Cell(), CANTEEN)], found)

    assert move.since == found[2]
    assert move.change == Change(Direction.DOWN, -10)


def test_bands_get_a_direction_and_never_a_verdict():
    levels = {(Cell(), "0", "canteen"): Level(60, 80), (Cell(), "1", "canteen"): exactly(30)}

    (move,) = moves(levels, people("0", "1"), [(Cell(), CANTEEN)], rounds((CANTEEN,), (CANTEEN,)))

    assert move.change == Change(Direction.UP)
    assert move.verdict is None
    assert move.interval is None


def test_hidden_or_not_asked_says_nothing():
    levels = {(Cell(), "1", "canteen"): exactly(50), (Cell(), "1", "parking"): exactly(50)}

    found = moves(
        levels, people("0", "1"), [(Cell(), CANTEEN), (Cell(), PARKING)], rounds((CANTEEN,), (CANTEEN, PARKING))
    )

    assert [(move.level, move.change, move.verdict) for move in found] == [(None, None, None)] * 2


def test_all_answers_equal_is_no_change():
    levels = {(Cell(), id, "canteen"): exactly(100) for id in "01"}

    (move,) = moves(levels, people("0", "1"), [(Cell(), CANTEEN)], rounds((CANTEEN,), (CANTEEN,)))

    assert move.verdict.word == "noise"
    assert (move.verdict.points, move.interval.high) == (0, 100)


def test_without_the_number_of_those_asked_there_is_no_verdict():
    levels = {(Cell(), id, "canteen"): exactly(50) for id in "01"}

    (move,) = moves(levels, {}, [(Cell(), CANTEEN)], rounds((CANTEEN,), (CANTEEN,)))

    assert move.change == Change(Direction.SAME, 0)
    assert move.verdict is None


def test_a_small_line_has_a_gap_where_something_is_hidden():
    drawn = spark([exactly(10), exactly(90), None, exactly(50), None])

    assert [len(line.split()) for line in drawn.lines] == [2, 1]
    assert drawn.end is None


def test_one_level_makes_no_line():
    assert spark([None, exactly(50)]) is None


def test_a_calm_line_stays_flat():
    (line,) = spark([exactly(50), exactly(51)]).lines
    heights = [float(point.split(",")[1]) for point in line.split()]

    assert abs(heights[0] - heights[1]) < 2
