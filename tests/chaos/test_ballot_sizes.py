"""Two hundred ballots of a browser beside a staff log-in: one size, nothing else."""

from random import Random

import pytest

from tests.browser.capture import CARRIERS, capture, staff_browser
from tests.browser.scales import every_scale

pytestmark = [pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.timeout(1800)]

BALLOTS = 200
LETTERS = 'aé茶\U0001f375\n"'


def test_two_hundred_ballots_are_of_one_size_and_carry_nothing_of_a_log_in(live, browser):
    cycle = every_scale(live.services, people=BALLOTS)
    rng = Random(20261123)
    comments = ["".join(rng.choices(LETTERS, k=rng.randrange(1501))) for _ in range(BALLOTS)]
    context = staff_browser(live, browser, cycle.organisation_id)
    found = capture(context, live, cycle, comments)
    assert found.said == []
    assert found.posts == list(CARRIERS) * BALLOTS
    assert {path: len(sizes) for path, sizes in found.sizes.items()} == dict.fromkeys(CARRIERS, 1)
    context.close()
