"""A ballot cast beside a staff log-in carries none of it, and each is as large as every other."""

import pytest

from tests.browser.capture import CARRIERS, capture, staff_browser
from tests.browser.scales import every_scale

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

LENGTHS = [0, 1, 40, 400, 1100, 1499, 1500]


def test_ballots_beside_a_log_in_carry_nothing_of_it_and_are_of_one_size(live, browser):
    cycle = every_scale(live.services)
    context = staff_browser(live, browser, cycle.organisation_id)
    found = capture(context, live, cycle, ["茶" * length for length in LENGTHS])
    assert found.said == []
    assert found.posts == list(CARRIERS) * len(LENGTHS)
    assert {path: len(sizes) for path, sizes in found.sizes.items()} == dict.fromkeys(CARRIERS, 1)
    assert {sizes[0] for sizes in found.sizes["/ballot/cast"]} == {8192}
    assert context.cookies(live.ballot_url) == []
    context.close()
