"""What is said of a share: exact, banded, and how it changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.results.bands import Change, Direction, Level, band, change, exact, level


@pytest.mark.parametrize(
    ("favourable", "n", "low", "high"),
    [(0, 10, 0, 20), (1, 10, 0, 20), (2, 10, 20, 40), (5, 10, 40, 60), (9, 10, 80, 100), (10, 10, 80, 100)],
)
def test_a_band_is_20_points_wide_with_ends_0_to_20_and_80_to_100(favourable, n, low, high):
    assert band(favourable, n) == Level(low, high)


@given(st.integers(1, 19).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_under_20_answers_neither_number_nor_n_is_said(counts):
    favourable, n = counts
    said = level(favourable, n)

    assert said.high - said.low == 20
    assert said.n is None
    assert said.low <= 100 * favourable / n <= said.high


@given(st.integers(20, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_from_20_answers_on_the_share_is_rounded_to_whole_points(counts):
    favourable, n = counts
    said = level(favourable, n)

    assert said.is_exact
    assert said.n == n
    assert abs(said.low - 100 * favourable / n) <= 0.5


def test_a_level_near_another_cycles_is_banded_whatever_its_n():
    assert level(26, 29, near=True) == Level(80, 100)


def test_a_change_between_exact_levels_is_given_in_points():
    assert change(exact(15, 20), exact(12, 20)) == Change(Direction.UP, 15)
    assert change(exact(12, 20), exact(12, 20)) == Change(Direction.SAME, 0)


@pytest.mark.parametrize(
    ("now", "before", "direction"),
    [
        (Level(40, 60), Level(20, 40), "up"),
        (Level(40, 60), Level(40, 60), "same"),
        (Level(40, 60), Level(45, 45, 20), "same"),
        (Level(40, 60), Level(60, 60, 20), "down"),
        (Level(61, 61, 20), Level(40, 60), "up"),
    ],
)
def test_a_change_from_or_to_a_band_is_only_a_direction_at_a_step_of_10_points(now, before, direction):
    assert change(now, before) == Change(Direction(direction), None)


@given(st.integers(0, 100))
def test_colours_have_ten_steps(points):
    assert 0 <= Level(points, points, 30).heat <= 9
