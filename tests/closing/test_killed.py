"""The close killed before each of its statements and commits: the next tick ends with the very same result."""

import pytest

from pulse import worker
from tests.closing.killing import Killed, Steps, a_copy, close, outcome, settle
from tests.factories.client import TestBrowser
from tests.factories.closed import answer
from tests.factories.opened import an_open_cycle

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def die() -> None:
    raise Killed


def test_a_close_killed_before_any_statement_is_finished_by_the_next_tick(services, ballot_app, tmp_path):
    opened = an_open_cycle(services, people=40)
    answer(TestBrowser(ballot_app), opened, [1, 2, 3, 4, 5] * 5, comment="Said")
    services.clock.advance(days=8)
    settle(services.database)
    now = services.clock.now()
    with a_copy(services, tmp_path) as whole:
        steps = Steps(whole.database, die)
        close(whole, opened.cycle_id)
        number = steps.seen
        expected = outcome(whole, opened.cycle_id)
    assert expected.counts[:4] == (True, 25, 25, 0)
    assert number > 30
    for at in range(1, number + 1):
        with a_copy(services, tmp_path) as copy:
            steps = Steps(copy.database, die)
            steps.at = at
            with pytest.raises(Killed):
                close(copy, opened.cycle_id)
            worker._close_due(copy, now)
            assert outcome(copy, opened.cycle_id) == expected, f"killed before step {at} of {number}"
