"""A cycle that only its trustee could count, seen by a stranger's client and verifier."""

import json

import pytest

from pulse.closing import trusted
from pulse.desk import work
from pulse.handover.result import read_result
from pulse.verify.verdict import verify
from tests.factories.client import TestBrowser
from tests.factories.closed import answer, close
from tests.factories.trustee import a_trusted_cycle
from tests.stranger import verifier

CHOICES = [1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 3, 3]


@pytest.fixture
def boards(services, ballot_app, tmp_path):
    """The board before and after the close."""
    browser = TestBrowser(ballot_app)
    cycle, ring = a_trusted_cycle(services, tmp_path / "w", "counts")
    before = browser.board(cycle.cycle_id)
    answer(browser, cycle, CHOICES)
    close(services, cycle)
    package = trusted.hand_over(services, cycle.cycle_id)
    result = work.count(work.prepare(package, ring, now=services.clock.now()), ring)
    trusted.take_results(services, read_result(result), now=services.clock.now())
    return before, browser.board(cycle.cycle_id)


def test_both_verifiers_agree_about_who_counted(boards):
    before, after = boards
    assert "nothing is counted yet" in verifier.verify(before)
    assert verifier.verify(after, earlier=before) == f"Consistent: {len(CHOICES)} ballots were counted."
    statement = json.loads(after["counted"]["document"])
    lies = {
        "signed nothing": {name: value for name, value in after.items() if name != "counted"},
        "not the trustee's": after | {"counted": after["counted"] | {"signature": "00" * 64}},
        "under the count": after | {"counted": after["counted"] | {"document": json.dumps(statement | {"v": 2})}},
    }
    for sentence, board in lies.items():
        assert verify(json.dumps(board).encode()).problems
        with pytest.raises(verifier.Wrong, match=sentence):
            verifier.verify(board)


def test_a_count_before_the_close_is_noticed(boards):
    before, after = boards
    board = before | {"counted": after["counted"]}
    assert verify(json.dumps(board).encode()).problems
    with pytest.raises(verifier.Wrong, match="nothing to count"):
        verifier.verify(board)
