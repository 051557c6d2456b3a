"""The insider in full size: twenty cycles of a thousand people on each database, every careless build on both.

Prints what every attack reached, the figures of docs/threat-model.md among them. About twenty minutes.
"""

from functools import partial
from random import Random

import pytest

from tests.insider import game
from tests.insider.statistics import limit
from tests.insider.test_insider import CARELESS
from tests.insider.world import World

PEOPLE, CYCLES = 1_000, 20
FEW = 150

pytestmark = pytest.mark.timeout(3_600)


@pytest.fixture
def world(services, memory_folder):
    """Makes organisations of so many people on this database."""
    return partial(World, services, memory_folder / "postgres" / "log")


def test_twenty_cycles_of_a_thousand_people_stay_at_chance(services, world, capsys):
    scores = game.play(world(people=PEOPLE, rng=Random()), CYCLES)
    with capsys.disabled():
        print(f"\n{services.database.engine.dialect.name}: {CYCLES} cycles of {PEOPLE}\n{game.table(scores)}")
    assert game.above(scores, limit(len(game.linking(scores)))) == {}
    assert scores["box"].share > 0.9


@pytest.mark.parametrize(
    "leak", [leak for leak, (_, links) in CARELESS.items() if links], ids=lambda leak: leak.__name__
)
def test_a_careless_build_is_linked(services, world, leak, capsys):
    here = world(people=FEW, rng=Random(1))
    scores = game.attack(here.cycle(leak(services)))
    for _ in range(2):
        scores = game.pooled(scores, game.attack(here.cycle(leak(services))))
    with capsys.disabled():
        name = max((name for name in game.linking(scores)), key=lambda name: getattr(scores[name], "share", 0))
        print(f"\n{services.database.engine.dialect.name} {leak.__name__}: {name} {scores[name]}")
    assert game.best(scores) > 0.9
