"""Opening a cycle of 100,000 people in about 3,000 groups, in a process of its own."""

from collections.abc import Iterator

from tests.bench.figures import Row
from tests.bench.installation import KINDS, an_installation
from tests.bench.large import LOCATIONS, an_organisation, measured

PEOPLE, TEAMS = 100_000, 300
SECONDS, MEGABYTES = 60.0, 512.0


def rows() -> Iterator[Row]:
    """Opening on both databases, with the keys that the worker made beforehand."""
    for kind in KINDS:
        with an_installation(kind) as installed:
            services = installed.services
            an_organisation(services, PEOPLE, TEAMS)
            services.keys.fill_reserve(TEAMS * LOCATIONS, most=TEAMS * LOCATIONS)
            services.clock.advance(hours=1)
            took = measured("open", services)
            name = f"opening for {PEOPLE:,} people, {kind}"
            told = f"the budget; {TEAMS * LOCATIONS:,} keys from the reserve"
            yield Row(name, took["seconds"], SECONDS, "s", told, most=SECONDS)
            yield Row(f"{name}, memory", took["peak"], MEGABYTES, "MB at most", "the budget", most=MEGABYTES)
