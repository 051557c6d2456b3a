"""A clock that jumps: for an hour nobody follows it, and what it was set back to in time never happened."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pulse import worker
from pulse.answers import queries as answered
from pulse.application import create_ballot_app
from pulse.clock import PATIENCE, FixedClock, SteadyClock
from pulse.simulate.browser import Refusal
from tests.conftest import START
from tests.factories.client import TestBrowser
from tests.factories.opened import an_open_cycle


class Machine:
    """A machine whose clock can be set, beside one that nobody sets."""

    def __init__(self) -> None:
        self.wall, self.ran = FixedClock(START), 0.0
        self.clock = SteadyClock(self.wall, lambda: self.ran)

    def runs(self, **by: float) -> None:
        """Time goes by."""
        self.ran += timedelta(**by).total_seconds()
        self.wall.advance(**by)


def test_a_steady_clock_is_the_machines():
    machine = Machine()
    for _ in range(50):
        machine.runs(days=1)
        machine.wall.advance(seconds=2)  # a time server mends a little
        assert machine.clock.now() == machine.wall.now()


@pytest.mark.parametrize("jump", [{"days": 3}, {"hours": -2}, {"days": 400}, {"minutes": -6}])
def test_a_jump_is_not_followed_before_it_has_stood_for_an_hour(jump, caplog):
    machine = Machine()
    machine.wall.advance(**jump)
    assert machine.clock.now() == START
    machine.runs(minutes=59)
    assert machine.clock.now() == START + timedelta(minutes=59)
    machine.runs(minutes=1)
    assert machine.clock.now() == machine.wall.now()
    assert len(caplog.records) == 1
    assert "set it right" in caplog.text


def test_a_jump_that_is_taken_back_never_happened(caplog):
    machine = Machine()
    machine.wall.advance(days=3)
    machine.runs(minutes=40)
    machine.clock.now()
    machine.wall.advance(days=-3)
    for _ in range(5):
        machine.runs(minutes=40)
        assert machine.clock.now() == START + timedelta(seconds=machine.ran)


def test_a_second_jump_begins_the_hour_anew():
    machine = Machine()
    machine.wall.advance(days=3)
    machine.clock.now()
    machine.runs(minutes=50)
    machine.wall.advance(days=1)
    machine.clock.now()
    machine.runs(seconds=PATIENCE - 60)
    assert machine.clock.now() < START + timedelta(days=1)
    machine.runs(minutes=2)
    assert machine.clock.now() == machine.wall.now()


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture
def services(services, machine):
    """The installation on a machine whose clock the test sets."""
    return replace(services, clock=machine.clock)


def closed(services, opened) -> bool:
    worker._close_due(services, services.clock.now())
    with services.database.reading() as session:
        return bool(answered.state(session, opened.organisation_id, opened.cycle_id).intake_ended)


def answer(browser, opened, number):
    return browser.answer(opened.links[number], {"canteen": 4}, {}, "en").receipt.hex()


def test_a_cycle_lives_through_a_clock_that_jumps_back_and_forward(services, machine):
    opened, browser = an_open_cycle(services), TestBrowser(create_ballot_app(services))
    receipts = [answer(browser, opened, number) for number in range(5)]
    for jump in ({"hours": -2}, {"hours": 2}, {"days": 9}, {"days": -9}, {"days": 3}, {"days": -3}):
        machine.wall.advance(**jump)
        receipts.append(answer(browser, opened, len(receipts)))
        machine.runs(minutes=20)
        assert not closed(services, opened)
    machine.runs(days=8)
    with pytest.raises(Refusal, match="410"):
        answer(browser, opened, 20)
    assert closed(services, opened)
    assert set(receipts) == set(browser.board(opened.cycle_id)["leaves"])


def test_a_wrong_time_that_stands_closes_early_once_and_for_good(services, machine):
    """What cannot be told from a machine that was off: the counts stay, and nothing is counted or opened twice."""
    opened, browser = an_open_cycle(services), TestBrowser(create_ballot_app(services))
    receipts = {answer(browser, opened, number) for number in range(8)}
    machine.wall.advance(days=9)
    machine.clock.now()
    machine.runs(hours=1)
    assert closed(services, opened)
    board = browser.board(opened.cycle_id)
    assert set(board["leaves"]) == receipts
    machine.wall.advance(days=-9)
    machine.clock.now()
    machine.runs(hours=2)
    assert services.clock.now() < START + timedelta(days=1)
    worker.tick(services, now=services.clock.now())
    assert closed(services, opened)
    assert browser.board(opened.cycle_id) == board
    with pytest.raises(Refusal, match="404"):
        answer(browser, opened, 9)
