"""Intervals agree with published values, and hold what 95 % promises."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.results.bands import Level, exact
from pulse.results.intervals import Estimate, Interval, Lot, newcombe, of_level, wilson

MANY = 10**12  # so many people that the correction is nothing


def of(favourable: int, n: int, people: int = MANY) -> Estimate:
    return Estimate(exact(favourable, n), people)


@pytest.mark.parametrize(
    ("favourable", "n", "low", "high"),
    [  # Newcombe 1998, Statistics in Medicine 17: 857-872, table I; the first as R's stests::ci_p_wilson gives it
        (15, 50, 0.1910355, 0.4375035),
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_agrees_with_published_values(favourable, n, low, high):
    found = wilson(of(favourable, n))
    assert (found.low, found.high) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


def test_the_interval_narrows_when_most_have_answered():
    found = wilson(of(12, 20, 40))
    assert (round(found.low, 4), round(found.high, 4)) == (0.4441, 0.7380)


def test_where_all_have_answered_the_interval_is_the_share_itself():
    assert wilson(of(12, 20, 20)) == Interval(0.6, 0.6)
    assert of_level(Level(60, 60, 20), 20) == Interval(60, 60)


@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    [  # Newcombe 1998, Statistics in Medicine 17: 873-890, table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
    ],
)
def test_newcombes_interval_of_a_change_agrees_with_published_values(now, before, low, high):
    found = newcombe(of(*now), of(*before))
    assert (found.low, found.high) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


def test_the_interval_of_a_change_narrows_when_most_have_answered():
    found = newcombe(of(14, 20, 40), of(10, 20, 40))
    assert (round(found.low, 4), round(found.high, 4)) == (-0.0165, 0.3922)


def test_a_band_has_no_interval():
    assert of_level(Level(40, 60), 30) is None


@given(st.integers(0, 400), st.integers(1, 400), st.integers(0, 400))
def test_an_interval_in_points_holds_the_level_and_stays_on_the_scale(favourable, n, silent):
    level = exact(min(favourable, n), n)
    found = of_level(level, n + silent)
    assert 0 <= found.low <= level.low <= found.high <= 100


@pytest.mark.parametrize(("people", "n", "true"), [(40, 28, 0.55), (200, 130, 0.7), (1000, 700, 0.4)])
def test_the_interval_covers_the_truth_as_often_as_it_says(people, n, true):
    """Of 2,000 made-up cycles, 93 to 97.5 % (rounding outwards only adds, and the smaller the scale the more)."""
    rng = Random(1)
    population = [1] * round(people * true) + [0] * (people - round(people * true))
    covered = 0
    for _ in range(2000):
        found = wilson(of(sum(rng.sample(population, n)), n, people))
        covered += found.low <= sum(population) / people <= found.high
    assert 0.93 <= covered / 2000 <= 0.975


def test_a_lot_without_effect_is_as_if_single_people_had_been_drawn():
    assert wilson(Estimate(exact(120, 200), 1000, Lot(200, 1.0))) == wilson(of(120, 200, 1000))


def test_whole_blocks_make_an_answer_count_for_less_than_a_single_person():
    alone, in_blocks = of(120, 200, 1000), Estimate(exact(120, 200), 1000, Lot(200, 2.5))
    assert in_blocks.unsure == pytest.approx(2.5 * alone.unsure)
    half = Estimate(exact(60, 100), 1000, Lot(200, 2.5))
    assert of(60, 100, 1000).unsure < half.unsure < 2.5 * of(60, 100, 1000).unsure
