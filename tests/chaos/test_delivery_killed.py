"""Two schedulers and three senders, killed at least 60 times at random while 2,000 people are invited."""

import pytest

from tests.delivery.killing import SCHEDULER, SENDER, judge, killed_again_and_again
from tests.factories.delivery import mail_server
from tests.factories.opened import a_series

PEOPLE, KILLS = 2000, 60


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
