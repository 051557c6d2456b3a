"""What the topics table says, from released levels."""

from datetime import datetime

import pytest

from pulse.dashboard.rounds import Asked, Round, When
from pulse.dashboard.table import Entry, ends, rows, topic_levels
from pulse.results.bands import Level
from pulse.results.disclosure import Cell

CANTEEN, PARKING = Asked("canteen", "Canteen", "canteen"), Asked("parking", "Parking", "parking")
OVERALL = Asked("overall", "Overall", None)


def a_round(id: str, *asked: Asked) -> Round:
    return Round(id, When(datetime(2026, 11, 23, 9)), {each.key: each for each in asked})


def exactly(points: int) -> Level:
    return Level(points, points, 30)


def test_rows_run_from_the_oldest_cycle_to_the_newest():
    shown = [a_round("new", CANTEEN), a_round("old", CANTEEN)]
    levels = {(Cell(), "new", "canteen"): exactly(60), (Cell(), "old", "canteen"): exactly(50)}

    (row,) = rows(levels, Cell(), shown)

    assert row.entries == [Entry(exactly(50)), Entry(exactly(60))]


def test_hidden_and_not_asked_are_different():
    (canteen, parking) = rows({}, Cell(), [a_round("new", CANTEEN, PARKING), a_round("old", CANTEEN)])

    assert canteen.entries == [Entry(None), Entry(None)]
    assert parking.entries == [Entry(None, asked=False), Entry(None)]


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
        ({name: exactly(40) for name in "abcd"} | {"e": exactly(50)}, []),
        ({"a": None}, []),
        ({}, []),
    ],
)
def test_the_lowest_topic_is_named_only_where_it_is_surely_lowest(levels, said):
    assert ends(levels).lowest == said


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ({"a": exactly(40), "b": exactly(41)}, ["b"]),
        ({"a": Level(80, 100), "b": exactly(80)}, ["a"]),
        ({"a": Level(80, 100), "b": exactly(81)}, []),
        ({"a": exactly(40), "b": exactly(40)}, []),
        ({"a": exactly(100), "b": exactly(100), "c": exactly(0)}, ["a", "b"]),
    ],
)
def test_the_highest_topic_is_named_by_the_same_rule(levels, said):
    assert ends(levels).highest == said


def test_a_hidden_topic_may_be_lower_than_all_that_are_shown():
    assert ends({"a": exactly(40), "b": exactly(50), "c": None}).whole is False


def test_several_in_one_band_need_not_be_level_with_each_other():
    assert not ends({"a": Level(40, 60), "b": Level(40, 60), "c": Level(60, 80)}).level
    assert ends({"a": exactly(40), "b": exactly(40), "c": exactly(60)}).level
    assert ends({"a": Level(40, 60), "b": Level(60, 80)}).level


def test_the_overall_question_is_no_topic():
    levels = {(Cell(), "new", "overall"): exactly(10), (Cell(), "new", "canteen"): exactly(60)}

    assert topic_levels(levels, Cell(), a_round("new", CANTEEN, OVERALL)) == {CANTEEN: exactly(60)}
