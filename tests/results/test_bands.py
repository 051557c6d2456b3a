"""What is said of a share: exact, banded, and how it changed."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.results.bands import (
    Change,
    Direction,
    Level,
    band,
    change,
    exact,
    exact_cells,
    level,
    percents,
    shares,
    together,
    whole,
)
from pulse.results.disclosure import Cell


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


def test_a_level_that_may_not_be_exact_is_banded_whatever_its_n():
    assert level(26, 29, may_be_exact=False) == Level(80, 100)


@given(st.dictionaries(st.integers(0, 5), st.integers(5, 40), min_size=1), st.data())
def test_exact_cells_never_leave_a_part_under_20_between_them(sizes, data):
    parts = st.frozensets(st.sampled_from(sorted(sizes)), min_size=1)
    cells = {Cell(): frozenset(sizes)} | {
        Cell(f"u{number}"): part for number, part in enumerate(data.draw(st.lists(parts, max_size=5)))
    }

    chosen = [cells[cell] for cell in exact_cells(cells, sizes)]

    groups = Counter()
    for atom, n in sizes.items():
        groups[tuple(atom in cell for cell in chosen)] += n
    assert not chosen or min(groups.values()) >= 20


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


def test_a_part_that_must_be_banded_is_not_left_over_between_exact_cells():
    cells = {Cell(): frozenset({0, 1}), Cell("a"): frozenset({0}), Cell("b"): frozenset({1})}
    sizes = {0: 60, 1: 25}

    assert exact_cells(cells, sizes) == set(cells)
    assert exact_cells(cells, sizes, near=[Cell("b")]) == {Cell()}


@given(st.lists(st.integers(0, 500), min_size=5, max_size=5).filter(any))
def test_whole_percents_add_up_to_a_hundred_and_are_never_off_by_a_point(counts):
    shares = percents(counts)
    assert sum(shares) == 100
    assert all(abs(share - 100 * count / sum(counts)) < 1 for share, count in zip(shares, counts, strict=True))


@given(st.lists(st.integers(0, 30), min_size=11, max_size=11).filter(any))
def test_what_follows_for_several_options_holds_and_is_exact_where_they_are(counts):
    n, some = sum(counts), range(9, 11)
    true = 100 * sum(counts[option] for option in some) / n
    banded = together(dict(enumerate(band(count, n) for count in counts)), some)
    told = together(dict(enumerate(whole(points) for points in percents(counts))), some)

    assert banded.low <= true <= banded.high
    assert told.is_exact
    assert abs(told.low - true) <= 2


@given(st.lists(st.integers(0, 12), min_size=2, max_size=6).filter(any))
def test_bands_of_one_whole_hold_the_shares_and_leave_each_of_them_open(chosen):
    people = sum(chosen)
    bands = shares(chosen, people, may_be_exact=False, together=True)
    lowest, highest = sum(each.low for each in bands), sum(each.high for each in bands)
    for number, each in zip(chosen, bands, strict=True):
        assert each.low * people <= 100 * number <= each.high * people
        assert max(each.low, 100 - highest + each.high) < min(each.high, 100 - lowest + each.low)
