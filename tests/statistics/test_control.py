"""Control limits agree with the handbook, wait for eight check-ins, and are seldom left without a reason."""

from random import Random

from pulse.statistics.control import FROM, Limits, is_outside, limits, run

FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]  # NIST/SEMATECH e-Handbook, 6.3.2.2


def test_the_limits_agree_with_the_handbook():
    found = limits(FLOW)
    assert (round(found.centre, 2), round(found.low, 3), round(found.high, 3)) == (50.81, 45.816, 55.804)


def test_there_are_no_limits_before_the_eighth_check_in():
    assert limits(FLOW[: FROM - 1]) is None
    assert limits(FLOW[:FROM]) is not None


def test_limits_end_where_the_scale_does():
    found = limits([96, 99, 95, 100, 94, 99, 97, 100])
    assert found.high == 100
    assert not is_outside(100, found)


def test_a_run_counts_the_newest_on_one_side():
    within = Limits(50, 40, 60)
    assert run([45, 51, 52, 53], within) == 3
    assert run([55, 49, 48], within) == -2
    assert run([55, 50], within) == 0
    assert run([], within) == 0


def test_a_new_score_is_outside_eight_others_about_as_often_as_was_measured():
    chance, left = Random(63), 0
    for _ in range(2000):
        *before, new = (chance.gauss(60, 4) for _ in range(FROM + 1))
        left += is_outside(new, limits(before))
    assert 0.015 <= left / 2000 <= 0.04


def test_scores_that_are_all_alike_are_neither_outside_nor_a_run():
    for tenths in range(1001):
        scores = [tenths / 10] * 10
        within = limits(scores)
        assert not is_outside(scores[0], within)
        assert run(scores, within) == 0
