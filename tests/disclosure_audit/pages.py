"""Random organisations with one closed check-in, and the attack on all that their pages say."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from flask import Flask

from pulse.cycles import queries as cycles
from pulse.disclosure_audit.attack import attack
from pulse.disclosure_audit.released import Finding
from pulse.organisation.operations import ensure_location, ensure_unit
from pulse.results.disclosure import Cell, family, members
from pulse.results.queries import trees
from pulse.web.services import Services
from tests.factories.history import World, a_closed_cycle, a_world, ballots
from tests.factories.reader import as_round, everybody


@dataclass(frozen=True)
class Spread(World):
    """A world whose blocks stand anywhere."""

    spots: tuple[tuple[str, str], ...] = ()

    @property
    def places(self) -> list[tuple[str, str]]:
        """Where the blocks stand, in the order of their indexes."""
        return list(self.spots)


def a_random_world(services: Services, rng: Random) -> Spread:
    """Three to five units, one or two locations, up to eight blocks, of which some have few answers."""
    with services.database.writing() as session:
        world = a_world(session)
        paths = ["Operations", "Operations/Production", "Operations/Logistics", "Office", "Office/Legal"]
        units = [world.units.get(path) or ensure_unit(session, world.id, path) for path in paths[: rng.randint(3, 5)]]
        places = [ensure_location(session, world.id, name) for name in ("Jakarta", "Taipei")[: rng.randint(1, 2)]]
        every = [(unit, place) for unit in units for place in places]
        spots = tuple(rng.sample(every, min(len(every), rng.randint(4, 8))))
    return Spread(world.id, world.series, world.units, world.locations, spots)


@dataclass(frozen=True)
class Attacked:
    """What the attacker found, and how much there was to read."""

    findings: list[Finding]
    pages: int
    read: int
    true: Callable[[frozenset[int]], int]


def attacked(services: Services, app: Flask, seed: int) -> Attacked:
    """Close a random check-in, read everything, and attack it."""
    rng = Random(seed)
    world = a_random_world(services, rng)
    drawn = {
        block: "".join(str(rng.randint(1, 5)) for _ in range(rng.choice((2, 3, 4, 12, 16, 20, 25))))
        for block in range(len(world.spots))
    }
    drawn[0] += "12345"
    cast = [ballot for block, digits in drawn.items() for ballot in ballots(block, canteen=digits)]
    with services.database.writing() as session:
        cycle = a_closed_cycle(services, session, world, cast, invited=30, topics=("canteen",))
    with services.database.reading() as session:
        where = trees(session, world.id)
        blocks = cycles.blocks(session, world.id, cycle)
    inside = members(family(where.units, where.locations), blocks, where.units, where.locations)
    filled = {cell: within for cell, within in inside.items() if within}
    managed = [cell for cell in filled if cell.kind == 2]
    reader = everybody(app, world.id, filled, managed)
    found = attack(as_round(reader, filled, {block.index: block.invited for block in blocks}, 5))
    return Attacked(found, reader.pages, len(reader.known), lambda within: sum(len(drawn[block]) for block in within))


def by_size_alone(monkeypatch) -> None:
    """Make the product publish like somebody who asks of each cell only whether k answered."""
    from pulse.counting import tally
    from pulse.results import gate, operations
    from pulse.results.bands import exact
    from pulse.results.disclosure import Partition

    def careless(cells, counts, k, acceptable=None):
        released = tuple(cell for cell, within in cells.items() if sum(counts[block] for block in within) >= k)
        whole = sorted(cells[Cell()]) if cells else []
        return Partition(released, tuple(frozenset({block}) for block in whole if counts[block]))

    monkeypatch.setattr(tally, "partition", careless)
    monkeypatch.setattr(operations, "exact_cells", lambda cells, *_: frozenset(cells))
    monkeypatch.setattr(gate, "level", lambda favourable, n, **_: exact(favourable, n))
