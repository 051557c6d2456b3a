"""The smallest group is the smallest of which enough answer with 93 % certainty."""

import pytest

from pulse.setup.thresholds import CERTAIN, OFFERED, SHARES, chance, smallest_group, usual_k


@pytest.mark.parametrize(("k", "percent", "size"), [(7, 70, 13), (5, 70, 10), (7, 65, 15), (5, 65, 11)])
def test_the_smallest_groups_are_those_of_the_specification(k, percent, size):
    assert smallest_group(k, percent) == size


@pytest.mark.parametrize("k", OFFERED)
@pytest.mark.parametrize("percent", SHARES)
def test_no_smaller_group_would_do(k, percent):
    size = smallest_group(k, percent)
    assert size >= k + 3
    assert chance(size, k, percent / 100) >= CERTAIN
    assert size == k + 3 or chance(size - 1, k, percent / 100) < CERTAIN


def test_five_answers_suit_a_small_organisation_and_seven_a_large_one():
    assert [usual_k(people) for people in (0, 149, 150, 10_000)] == [5, 5, 7, 7]
