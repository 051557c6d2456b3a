"""An administrator with every file, log and backup links nobody to an answer; every careless build is found out.

`make chaos` plays the same game with twenty cycles of a thousand people (tests/chaos/test_insider.py).
"""

from functools import partial
from random import Random

import pytest

from pulse.keys.store import BOX, POOL
from tests.insider import game, leaks
from tests.insider.statistics import CAUGHT
from tests.insider.world import World

PEOPLE, CYCLES = 300, 3
FEW = 60  # enough to see what a careless build gives away

CARELESS = {  # the leak: the checks that must see it, and whether it tells by itself who wrote what
    leaks.created_at: ({"columns"}, True),
    leaks.shared_request_id: ({"columns"}, True),
    leaks.comments_at_once: ({"early"}, True),
    leaks.open_pool: ({"early", "sizes"}, True),
    leaks.unsealed_pool: ({"early"}, False),
    leaks.no_shuffle: (set(), True),
    leaks.arrival_order: (set(), True),
    leaks.kept_keys: ({"opened"}, True),
    leaks.logged_ballots: ({"said"}, True),
    leaks.no_padding: ({"sizes"}, True),
}
# What depends on the database is tried on both here; make chaos tries all of it on both.
STORAGE = (leaks.comments_at_once, leaks.open_pool, leaks.no_shuffle, leaks.arrival_order)
TRIED = [*(("sqlite", leak) for leak in CARELESS), *(("postgresql", leak) for leak in STORAGE)]


@pytest.fixture
def world(services, memory_folder):
    """Makes organisations of so many people on this database, who do the same every time."""
    return partial(World, services, memory_folder / "postgres" / "log", rng=Random(1))


def test_no_attack_on_everything_that_is_left_links_a_person_to_an_answer(world):
    scores, linked = game.verdict(world(people=PEOPLE), CYCLES)
    assert linked == {}
    assert len(scores) > 40
    assert scores["box"].share > 0.9  # the attacker is no fool: it is the lock that holds


@pytest.mark.parametrize(
    ("database", "leak"), TRIED, indirect=["database"], ids=[f"{kind}-{leak.__name__}" for kind, leak in TRIED]
)
def test_a_careless_build_is_found_out(services, world, leak):
    here = world(people=FEW)
    red, links = CARELESS[leak]
    round_ = here.cycle(leak(services))
    assert set(game.faults(round_)) >= red
    if links:
        assert game.best(game.attack(round_)) > 0.9


@pytest.mark.parametrize("name", [POOL, BOX])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_one_of_the_two_keys_alone_opens_nothing(services, world, name):
    round_ = world(people=FEW).cycle(leaks.kept_key(services, name))
    assert set(round_.traces.kept_keys) == {name}
    assert game.faults(round_) == {"opened": [name]}  # the key is there, and no box opens


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_whoever_reads_the_live_keys_reads_everybody(world):
    scores = game.play(world(people=FEW), 1, live=True)
    assert scores["comment: opened"].share > 0.9  # which is why there can be a trustee


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_where_a_trustee_counts_the_live_keys_link_nobody(services, world, tmp_path):
    here = world(people=2 * FEW, trustee=tmp_path / "trustee")
    scores = game.play(here, 1, live=True)
    assert scores["box"].share > 0.9
    assert scores["comment: opened"].asked == 0
    assert game.above(scores, CAUGHT) == {}
    careless = here.cycle(leaks.no_shuffle(services))
    careless.traces.live_keys = careless.secrets
    assert game.attack(careless)["comment: via key / result closed text"].share > 0.9
