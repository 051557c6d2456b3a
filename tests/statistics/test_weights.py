"""Weights agree with worked examples and leave an even response alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.statistics.weights import Stratum, effective, representativity, weighted

UNEVEN = [Stratum(100, 60, 0.5), Stratum(100, 10, 0.9)]


def test_a_part_that_answered_little_weighs_as_much_as_its_people():
    found = weighted(UNEVEN)
    assert (round(found.raw, 4), round(found.weighted, 4), round(found.worth, 2)) == (0.5571, 0.70, 34.29)
    assert found.is_worth_saying


def test_answers_of_unequal_weight_are_worth_fewer():
    assert round(effective([1, 2], [4, 2]), 3) == 5.333


def test_no_answer_stands_for_more_than_five_times_the_average():
    found = weighted([Stratum(900, 899, 0.5), Stratum(1000, 1, 1.0)])
    assert found.weighted < 0.51


def test_a_part_that_said_nothing_stays_out():
    assert weighted([*UNEVEN, Stratum(500, 0, 0.0)]) == weighted(UNEVEN)


def test_two_parts_of_which_one_answers_half_as_much_are_less_representative():
    assert round(representativity([Stratum(100, 80, 0), Stratum(100, 40, 0)]), 2) == 0.60
    assert representativity([Stratum(50, 25, 0), Stratum(80, 40, 0)]) == 1


@given(st.lists(st.tuples(st.integers(1, 300), st.floats(0, 1)), min_size=1, max_size=8))
def test_where_every_part_answers_alike_weighing_changes_nothing(parts):
    found = weighted([Stratum(2 * answers, answers, share) for answers, share in parts])
    assert found.weighted == pytest.approx(found.raw)
    assert not found.is_worth_saying


@pytest.mark.parametrize("work", [weighted, representativity])
def test_nobody_has_no_weight(work):
    with pytest.raises(ValueError, match="nobody"):
        work([])
