"""What one person's whole check-in costs the server, in milliseconds of processor time.

A fresh phone: page, style, loader, program, manifest, content, block, collect, afterword, cast.
"""

import json
from collections.abc import Iterator
from random import Random
from statistics import median

from pulse.checkin.client import programs
from pulse.web.assets import fingerprint
from tests.bench.figures import Row
from tests.bench.installation import KINDS, Installed, a_process, an_installation, cpu_of
from tests.bench.load import Connection, wire
from tests.bench.people import Waiting, shares, waiting

BATCH, TIMES = 40, 7
BUDGET = 6.0


def rows() -> Iterator[Row]:
    """A row a database."""
    for kind in KINDS:
        with an_installation(kind) as installed:
            groups = shares(waiting(installed.services, BATCH * (TIMES + 1)), BATCH)
            with a_process("serve", installed.services) as server:
                connection = Connection(int(server.stdout.readline()))
                found = [_batch(connection, group, server, installed) for group in groups][1:]  # the first one warms
                connection.close()
        name = f"a whole check-in, server, {kind}"
        yield Row(name, median(ours for ours, _ in found), BUDGET, "CPU ms", "the budget", most=BUDGET)
        if kind == "PostgreSQL":
            yield Row(f"{name} itself", median(other for _, other in found), None, "CPU ms", "told beside it")


def _batch(connection: Connection, group: list[Waiting], server, installed: Installed) -> tuple[float, float]:
    """Milliseconds a person, of our process and of the database's own."""
    rng = Random(1)
    before = cpu_of(server), installed.database_cpu()
    for person in group:
        for answer in _visit(connection, person, rng):
            assert answer in {200, 204}
    after = cpu_of(server), installed.database_cpu()
    ours, theirs = ((late - early) / len(group) * 1000 for early, late in zip(before, after, strict=True))
    return ours, theirs


def _visit(connection: Connection, person: Waiting, rng: Random) -> Iterator[int]:
    cycle, block = person.link.cycle, person.link.block
    program, *later = [f"/ballot/client/{code}.js" for code, _ in programs()]
    statics = [f"/static/{name}?v={fingerprint(name)}" for name in ("checkin.css", "checkin-boot.js")]
    first = ["/checkin/", *statics, program, f"/ballot/manifest/{cycle}", f"/ballot/content/{cycle}"]
    for path in [*first, f"/ballot/manifest/{cycle}/block/{block}"]:
        yield connection.ask(wire("GET", path)).status
    collected = connection.ask(person.collect())
    yield collected.status
    for path in (f"/ballot/afterword/{cycle}", *later):
        yield connection.ask(wire("GET", path)).status
    signature = bytes.fromhex(json.loads(collected.body)["blind_signature"])
    yield connection.ask(person.cast(signature, rng)).status
