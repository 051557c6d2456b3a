"""The close killed for good (SIGKILL) before each of its statements and commits, on both databases.

Each time in a process of its own over a fresh copy; the next tick ends with the very same result.
"""

import json
import os
import signal
import subprocess
import sys

import pytest

from pulse import worker
from tests.bench.installation import facts_of
from tests.bench.process import services_of
from tests.closing.killing import Steps, a_copy, close, outcome, settle
from tests.factories.client import TestBrowser
from tests.factories.closed import answer
from tests.factories.opened import an_open_cycle


@pytest.mark.timeout(3600)
def test_a_close_killed_before_any_statement_is_finished_by_the_next_tick(services, ballot_app, tmp_path):
    opened = an_open_cycle(services, people=60)
    answer(TestBrowser(ballot_app), opened, [1, 2, 3, 4, 5] * 10, comment="Said")
    services.clock.advance(days=8)
    settle(services.database)
    with a_copy(services, tmp_path) as whole:
        assert closed_alone(whole, opened.cycle_id, at=0) == 0
        expected = outcome(whole, opened.cycle_id)
    assert expected.counts[:4] == (True, 50, 50, 0)
    at, code = 0, -signal.SIGKILL
    while code:
        at += 1
        with a_copy(services, tmp_path) as copy:
            code = closed_alone(copy, opened.cycle_id, at=at)
            assert code in {0, -signal.SIGKILL}
            worker._close_due(copy, services.clock.now())
            assert outcome(copy, opened.cycle_id) == expected, f"killed before step {at}"
    print(f"killed at {at - 1} places")
    assert at > 30


def closed_alone(services, cycle_id: str, *, at: int) -> int:
    """Close in a process of its own that is killed before its step `at`; how it ended."""
    command = [sys.executable, "-m", "tests.chaos.test_closing_killed", facts_of(services, cycle=cycle_id, at=at)]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    ours = services_of(given)
    Steps(ours.database, lambda: os.kill(os.getpid(), signal.SIGKILL)).at = given["at"]
    close(ours, given["cycle"])
