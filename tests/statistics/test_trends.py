"""Trends agree with published values and with another implementation, and are seldom seen where there are none."""

from random import Random

import pytest

from pulse.statistics.trends import cochran_armitage, theil_sen

SMOKERS, PATIENTS = [83, 90, 129, 70], [86, 93, 136, 82]  # Fleiss 1981, as in R's help page of prop.trend.test


def test_the_trend_in_shares_agrees_with_rs_example():
    found = cochran_armitage(SMOKERS, PATIENTS, [1, 2, 3, 4])
    assert (round(found.square, 4), round(found.p, 6)) == (8.2249, 0.004132)


@pytest.mark.parametrize("favourable", [[10, 10, 10], [0, 0, 0], [20, 20, 20]])
def test_shares_that_are_all_alike_show_no_trend(favourable):
    assert cochran_armitage(favourable, [20] * 3, [1, 2, 3]).p == 1


def test_a_share_without_its_answers_is_refused():
    with pytest.raises(ValueError, match="missing"):
        cochran_armitage([1, 2], [3], [1, 2])


def test_no_answers_have_no_trend():
    with pytest.raises(ValueError, match="nobody answered"):
        cochran_armitage([0, 0], [0, 0], [1, 2])


def test_the_median_slope_agrees_with_a_worked_example():
    found = theil_sen([51, 54, 57, 50, 62, 63, 66, 73])
    assert (round(found.tau, 4), round(found.p, 6)) == (0.7857, 0.005506)
    assert (found.each, found.low, found.high) == (2.875, 2.0, 5.0)


def test_one_bad_check_in_bends_the_slope_little():
    steady = [50 + number for number in range(12)]
    assert theil_sen(steady).each == 1
    assert abs(theil_sen([*steady[:6], 0, *steady[7:]]).each - 1) < 0.1


def test_too_few_check_ins_have_no_slope_and_equal_ones_have_none():
    assert theil_sen([50, 60, 70]) is None
    assert (theil_sen([50] * 6).each, theil_sen([50] * 6).p) == (0, 1)


def test_a_trend_is_seen_about_once_in_twenty_times_where_there_is_none():
    chance = Random(6)
    shares = sum(
        cochran_armitage([sum(chance.random() < 0.6 for _ in range(60)) for _ in range(8)], [60] * 8, range(8)).p
        < 0.05
        for _ in range(600)
    )
    slopes = sum(theil_sen([chance.gauss(60, 5) for _ in range(8)]).p < 0.05 for _ in range(600))
    assert 0.025 <= shares / 600 <= 0.08
    assert slopes / 600 <= 0.08
