"""Two schedulers and three senders, killed at random: 60 times while 2,000 are invited, 30 while 500 are reminded."""

import pytest

from tests.delivery.killing import (
    SCHEDULER,
    SENDER,
    invited_and_waiting,
    is_reminded,
    judge,
    judge_reminders,
    killed_again_and_again,
)
from tests.factories.delivery import mail_server
from tests.factories.opened import a_series

PEOPLE, KILLS = 2000, 60
REMINDED, KILLS_THEN = 500, 30


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", [1])
def test_sixty_kills_cost_no_mail(services, seed):
    series = a_series(services, people=PEOPLE)
    services.clock.advance(hours=2)
    with mail_server() as server:
        story = killed_again_and_again(services, server, kills=KILLS, seed=seed)
        got = judge(services, server, story, people=PEOPLE, organisation=series.organisation_id)
    assert story.kills.total() >= KILLS
    assert min(story.kills[SCHEDULER], story.kills[SENDER]) > 0
    print(f"{dict(story.kills)} killed, {sum(got.values()) - PEOPLE} mails repeated")


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", [2])
def test_thirty_kills_remind_nobody_of_two_things(services, seed):
    series = invited_and_waiting(services, people=REMINDED)
    with mail_server() as server:
        story = killed_again_and_again(services, server, kills=KILLS_THEN, seed=seed, until=is_reminded)
        got = judge_reminders(services, server, story, people=REMINDED, organisation=series.organisation_id)
    assert min(story.kills[SCHEDULER], story.kills[SENDER]) > 0
    print(f"{dict(story.kills)} killed, {sum(got.values()) - REMINDED} reminders repeated")
