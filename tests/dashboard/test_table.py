"""What the topics table says, from released levels."""

from datetime import date

import pytest

from pulse.dashboard.table import Asked, Entry, Round, Row, lowest, rows
from pulse.results.bands import Change, Direction, Level
from pulse.results.disclosure import Cell

CANTEEN, PARKING = Asked("canteen", "Canteen", True), Asked("parking", "Parking", True)
OVERALL = Asked("overall", "Overall", False)


def a_round(id: str, *asked: Asked) -> Round:
    return Round(id, date(2026, 11, 23), {each.key: each for each in asked})


def exactly(points: int) -> Level:
    return Level(points, points, 30)


def test_rows_run_from_the_oldest_cycle_to_the_newest():
    shown = [a_round("new", CANTEEN), a_round("old", CANTEEN)]
    levels = {(Cell(), "new", "canteen"): exactly(60), (Cell(), "old", "canteen"): exactly(50)}

    (row,) = rows(levels, Cell(), shown, [])

    assert row.entries == [Entry(exactly(50)), Entry(exactly(60))]
    assert row.change == Change(Direction.UP, 10)


def test_hidden_and_not_asked_are_different():
    (canteen, parking) = rows({}, Cell(), [a_round("new", CANTEEN, PARKING), a_round("old", CANTEEN)], [])

    assert canteen.entries == [Entry(None), Entry(None)]
    assert parking.entries == [Entry(None, asked=False), Entry(None)]


def test_a_change_is_counted_from_the_last_time_it_was_asked():
    shown = [a_round("3", CANTEEN), a_round("2", PARKING)]
    levels = {(Cell(), "3", "canteen"): exactly(60), (Cell(), "1", "canteen"): exactly(70)}

    canteen, parking = rows(levels, Cell(), shown, [a_round("1", CANTEEN)])

    assert canteen.change == Change(Direction.DOWN, -10)
    assert parking.change is None


def test_no_change_is_told_when_one_of_both_is_hidden():
    (row,) = rows(
        {(Cell(), "new", "canteen"): exactly(60)}, Cell(), [a_round("new", CANTEEN), a_round("old", CANTEEN)], []
    )

    assert row.change is None


def named(**levels: Level | None) -> list[Row]:
    return [Row(Asked(name, name, name != "overall"), [Entry(level)], None) for name, level in levels.items()]


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ({"a": exactly(40), "b": exactly(41)}, ["a"]),
        ({"a": exactly(40), "b": exactly(40), "c": exactly(60)}, ["a", "b"]),
        ({"a": Level(20, 40), "b": exactly(40)}, ["a"]),
        ({"a": Level(20, 40), "b": exactly(39)}, []),
        ({"a": Level(40, 60), "b": exactly(50), "c": exactly(70)}, []),
        ({"a": Level(40, 60), "b": Level(40, 60), "c": Level(60, 80)}, ["a", "b"]),
        ({"a": exactly(40), "b": exactly(40)}, []),
        ({"a": exactly(40), "b": None}, []),
        ({"a": exactly(40), "b": exactly(60), "overall": exactly(10)}, ["a"]),
        ({name: exactly(40) for name in "abcd"} | {"e": exactly(50)}, []),
        ({"a": None}, []),
    ],
)
def test_the_lowest_topic_is_named_only_where_it_is_surely_lowest(levels, said):
    assert lowest(named(**levels)) == said
