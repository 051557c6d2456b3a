"""Relative weights agree with worked examples and add up to what is explained."""

import pytest

from pulse.statistics.drivers import relative_weights


def test_three_topics_agree_with_a_worked_example():
    found = relative_weights([[1, 0.3, 0.4], [0.3, 1, 0.5], [0.4, 0.5, 1]], [0.5, 0.4, 0.3])
    assert [round(weight, 6) for weight in found] == [0.188186, 0.098583, 0.031941]
    assert round(sum(found), 6) == 0.318710


def test_two_topics_share_like_the_average_over_both_orders():
    found = relative_weights([[1, 0.5], [0.5, 1]], [0.6, 0.4])
    assert [round(weight, 6) for weight in found] == [0.286667, 0.086667]  # Lindeman, Merenda, Gold 1980


def test_topics_that_do_not_go_together_account_for_their_own_square():
    assert relative_weights([[1, 0], [0, 1]], [0.5, 0.3]) == pytest.approx((0.25, 0.09))


@pytest.mark.parametrize(
    ("between", "overall", "sentence"),
    [
        ([[1, 1], [1, 1]], [0.5, 0.5], "the same as others"),
        ([[1, 0.2], [0.3, 1]], [0.5, 0.5], "do not fit"),
        ([[1, 0], [0, 1]], [0.5], "do not fit"),
        ([[1, 0], [0, 1]], [0.9, 0.9], "no answers correlate"),
    ],
)
def test_correlations_that_cannot_be_are_refused(between, overall, sentence):
    with pytest.raises(ValueError, match=sentence):
        relative_weights(between, overall)
