"""Collecting and casting a second, through the server as it runs in production, against bare routes.

Both servers are waitress with the same threads, over the same database on the same disk, and are asked in
turn. A bare route commits the same bytes in one INSERT through the plain driver.
"""

import json
from collections.abc import Iterator
from random import Random
from secrets import token_bytes

from tests.bench.figures import Row, interleaved
from tests.bench.installation import KINDS, a_process, an_installation
from tests.bench.load import together, wire
from tests.bench.people import shares, waiting

BATCH, TIMES = 80, 9
BOX = 8220


def rows() -> Iterator[Row]:
    """Three rows a database."""
    for kind in KINDS:
        with an_installation(kind) as installed:
            people = waiting(installed.services, BATCH * TIMES)
            with a_process("serve", installed.services) as ours, a_process("bare", installed.services) as bare:
                yield from _rows(kind, people, int(ours.stdout.readline()), int(bare.stdout.readline()))


def _rows(kind: str, people: list, ours: int, bare: int) -> Iterator[Row]:
    rng = Random(1)
    groups = iter(shares(people, BATCH))
    casts: list[list[bytes]] = []

    def collect() -> float:
        group = next(groups)
        speed, answers = together(ours, [one.collect() for one in group])
        assert {answer.status for answer in answers} == {200}
        signatures = [bytes.fromhex(json.loads(answer.body)["blind_signature"]) for answer in answers]
        casts.append([one.cast(signed, rng) for one, signed in zip(group, signatures, strict=True)])
        return speed

    def plain(path: str) -> float:
        speed, answers = together(bare, [one.collect(path) for one in people[:BATCH]])
        assert {answer.status for answer in answers} == {200}
        return speed

    signed: list[float] = []

    def both() -> float:
        signed.append(plain("/collect-signed"))
        return plain("/collect")

    collected, wrote = interleaved(collect, both, TIMES)
    against = "a bare Flask route that commits the signature's row and does not sign"
    yield Row(f"collecting, {kind}", collected, wrote, "a second", against, least=0.5, of="ratio")
    against = "the same with the raw half-size powers: what no signer can do without"
    yield Row(f"collecting, {kind}", collected, sorted(signed)[TIMES // 2], "a second", against, least=0.5, of="ratio")

    def cast() -> float:
        speed, answers = together(ours, casts.pop())
        assert {answer.status for answer in answers} == {204}
        return speed

    def box() -> float:
        bodies = [wire("POST", "/cast", token_bytes(BOX), "application/octet-stream") for _ in range(BATCH)]
        speed, answers = together(bare, bodies)
        assert {answer.status for answer in answers} == {204}
        return speed

    taken, stored = interleaved(cast, box, TIMES)
    against = f"a bare Flask route that commits {BOX:,} bytes"
    yield Row(f"casting, {kind}", taken, stored, "a second", against, least=0.5, of="ratio")
