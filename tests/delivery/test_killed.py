"""Workers killed at random lose no mail; tests/chaos kills many more of them."""

from tests.delivery.killing import judge, killed_again_and_again
from tests.factories.delivery import mail_server
from tests.factories.opened import a_series


def test_workers_killed_at_random_open_one_cycle_and_lose_no_mail(services):
    series = a_series(services, people=30)
    services.clock.advance(hours=2)
    with mail_server() as server:
        story = killed_again_and_again(services, server, kills=5, seed=5)
        judge(services, server, story, people=30, organisation=series.organisation_id)
    assert story.kills.total() >= 5
