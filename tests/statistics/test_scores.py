"""Scores agree with worked examples."""

import pytest

from pulse.statistics.scores import favourable, mean_score, recommendation


def test_one_answer_on_each_step_is_the_middle_and_two_of_five_are_favourable():
    assert (mean_score([1] * 5), favourable([1] * 5)) == (50, 0.4)


@pytest.mark.parametrize(("step", "score"), [(1, 0), (2, 25), (3, 50), (4, 75), (5, 100)])
def test_the_mean_lies_between_0_and_100(step, score):
    assert mean_score([7 if each == step else 0 for each in range(1, 6)]) == score


def test_the_enps_of_twenty_people_has_a_margin_that_says_how_little_it_tells():
    counts = [0, 0, 1, 0, 0, 3, 0, 2, 4, 5, 5]  # 0 to 10
    found = recommendation(counts)
    assert (round(found.score, 6), round(found.margin, 1)) == (30, 34.2)


def test_the_enps_ends_at_100_without_a_margin():
    assert (recommendation([0] * 10 + [9]).score, recommendation([0] * 10 + [9]).margin) == (100, 0)


@pytest.mark.parametrize("score", [favourable, mean_score, recommendation])
def test_no_answers_have_no_score(score):
    with pytest.raises(ValueError, match="nobody answered"):
        score([0] * 11)
