"""Workers killed at random lose no mail; tests/chaos kills many more of them."""

import pytest

from tests.delivery import killing
from tests.delivery.killing import (
    invited_and_waiting,
    is_reminded,
    judge,
    judge_reminders,
    killed_again_and_again,
)
from tests.factories.delivery import mail_server
from tests.factories.opened import a_series


def test_workers_killed_at_random_open_one_cycle_and_lose_no_mail(services):
    series = a_series(services, people=30)
    services.clock.advance(hours=2)
    with mail_server() as server:
        story = killed_again_and_again(services, server, kills=5, seed=5)
        judge(services, server, story, people=30, organisation=series.organisation_id)
    assert story.kills.total() >= 5


def test_workers_killed_at_random_remind_everybody_once(services):
    series = invited_and_waiting(services, people=12)
    with mail_server() as server:
        story = killed_again_and_again(services, server, kills=3, seed=3, until=is_reminded)
        judge_reminders(services, server, story, people=12, organisation=series.organisation_id)
    assert story.kills.total() >= 3


def test_a_worker_that_hangs_is_given_up(services, monkeypatch):
    monkeypatch.setattr(killing, "GIVE_UP", -1.0)
    with mail_server() as server, pytest.raises(AssertionError, match="neither ended nor died"):
        killed_again_and_again(services, server, kills=1, seed=1)
