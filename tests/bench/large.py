"""An organisation of 10,000 in about 600 groups: opening its cycle, closing it, verifying its board."""

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from secrets import token_bytes, token_hex

import psutil
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from sqlalchemy import insert

from pulse.answers.models import PoolBallot
from pulse.answers.pool import PoolKeys
from pulse.application import create_ballot_app
from pulse.ballots.models import Issued
from pulse.cycles import queries as cycles
from pulse.cycles.queries import BlockView, CycleView
from pulse.envelope.inner import Context, seal
from pulse.envelope.layout import TOKEN_SIGNATURE
from pulse.envelope.outer import Ballot, point
from pulse.invitations import queries as invited
from pulse.keys.store import POOL
from pulse.opening.operations import open_cycle
from pulse.organisation.operations import ensure_location, ensure_unit, found
from pulse.people.models import Person
from pulse.questions.operations import add_bank
from pulse.questions.queries import questions
from pulse.schedule.operations import create_series
from pulse.schedule.queries import SeriesView, one_series
from pulse.surveys.operations import create_survey
from pulse.web.services import Services
from tests.bench.figures import Row
from tests.bench.installation import KINDS, Installed, a_process, an_installation, fresh_keys
from tests.bench.people import COMMENT, QUESTIONS
from tests.factories.client import TestBrowser
from tests.factories.opened import MONDAY

PEOPLE, UNITS, LOCATIONS = 10_000, 60, 10
CLOSE_SECONDS, VERIFY_SECONDS, VERIFY_MEGABYTES = 30.0, 10.0, 256.0


def rows() -> Iterator[Row]:
    """Opening and closing on both databases, verifying what the first of them published."""
    for kind in KINDS:
        with an_installation(kind, keys=fresh_keys(UNITS * LOCATIONS)) as installed:
            services = installed.services
            series = an_organisation(services)
            services.keys.fill_reserve(UNITS * LOCATIONS, most=UNITS * LOCATIONS)
            began = time.monotonic()
            cycle_id = open_cycle(services, series, MONDAY.replace(hour=8), now=services.clock.now())
            seconds = time.monotonic() - began
            name = f"opening for {PEOPLE:,} people, {kind}"
            yield Row(name, seconds, None, "s", "600 keys from the reserve; in our own process")
            _fill(services, cycle_id)
            yield from _close(kind, installed, cycle_id)
            if kind == KINDS[0]:
                yield from _verify(installed, cycle_id)


def an_organisation(services: Services, number: int = PEOPLE, teams: int = UNITS) -> SeriesView:
    """So many people in so many teams at ten places, and a series that begins on Monday."""
    with services.database.writing() as session:
        id = found(
            session, name="Northwind", slug="northwind", language="en", time_zone="UTC", k=7, k_inv=13, is_demo=True,
            danger_contacts="Call 112.",
        )  # fmt: skip
        units = [ensure_unit(session, id, f"Division {n // 10}/Team {n}") for n in range(teams)]
        places = [ensure_location(session, id, f"Country {n // 3}/Site {n}") for n in range(LOCATIONS)]
        session.execute(insert(Person), [_person(id, each, units, places) for each in range(number)])
        add_bank(session, id)
        asked = [question.key for question in questions(session, id)]
        survey = create_survey(session, id, name="Check-in", question_keys=asked)
        series_id = create_series(session, id, survey_id=survey, starts=MONDAY, every_weeks=2, window_days=7)
        series = one_series(session, id, series_id)
    assert series is not None
    return series


def _person(organisation_id: str, number: int, units: list[str], places: list[str]) -> dict[str, object]:
    return {
        "organisation_id": organisation_id,
        "id": token_hex(16),
        "number": f"P{number}",
        "name": f"Person {number}",
        "email": f"p{number}@example.com",
        "unit_id": units[number % len(units)],
        "location_id": places[number // len(units) % LOCATIONS],
        "language": "en",
        "time_zone": "UTC",
        "active": True,
    }


def _fill(services: Services, cycle_id: str) -> None:
    """Everybody has collected and cast: what lies in the pool is what casting would have put there.

    Only the token's bytes are made up, which nothing reads again after casting.
    """
    rng = Random(1)
    with services.database.writing() as session:
        cycle = cycles.cycle(session, cycle_id)
        assert cycle is not None
        blocks = cycles.blocks(session, cycle.organisation_id, cycle_id)
        people = invited.of_cycle(session, cycle.organisation_id, cycle_id)
        pool = PoolKeys.of(services.keys.get(cycle_id, POOL), cycle_id)
        key = {"organisation_id": cycle.organisation_id, "cycle_id": cycle_id}
        issued, boxes = [], []
        for person in people:
            tag, box = _boxed(pool, cycle, blocks[person.block_index], rng)
            boxes.append({**key, "tag": tag, "box": box})
            issued.append(
                {
                    **key,
                    "person_id": person.person_id,
                    "block_index": person.block_index,
                    "blinded_hash": token_hex(32),
                    "signature": token_bytes(256),
                    "day": services.clock.now().date(),
                }
            )
        session.execute(insert(Issued), issued)
        session.execute(insert(PoolBallot), boxes)


def _boxed(pool: PoolKeys, cycle: CycleView, block: BlockView, rng: Random) -> tuple[bytes, bytes]:
    private = generate_private_key(SECP256R1())
    public = point(private.public_key())
    manifest = bytes.fromhex(cycle.manifest_hash)
    said = [{"question": "comment", "text": (COMMENT * rng.randint(1, 4)).strip()}] if rng.random() < 0.25 else []
    inner = {
        "answers": {key: rng.choices(range(1, 6), (1, 2, 3, 4, 2))[0] for key in QUESTIONS if rng.random() < 0.95},
        "comments": said,
        "language": rng.choice(("en", "id", "vi", "zh-Hant")),
        "salt": token_hex(32),
    }
    box_public = bytes.fromhex(json.loads(cycle.manifest)["bpk"])
    sealed = seal(json.dumps(inner).encode(), box_public, Context(manifest, block.leaf, public))
    token = token_bytes(TOKEN_SIGNATURE)
    ballot = Ballot(bytes.fromhex(cycle.id), manifest, block.leaf, public, token_bytes(32), token, sealed)
    tag = pool.tag(public)
    return tag, pool.lock(tag, ballot.pack(private))


def measured(role: str, services: Services) -> dict[str, float]:
    """What a process of its own took for one piece of work."""
    with a_process(role, services) as process:
        answer = process.stdout.readline()
    return json.loads(answer)


def _alone(command: list[str]) -> dict[str, float]:
    """What a command takes, from its start to its end."""
    with psutil.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return {"cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024}


def _close(kind: str, installed: Installed, cycle_id: str) -> Iterator[Row]:
    services = installed.services
    services.clock.advance(days=8)
    before = installed.database_cpu()
    took = measured(f"close:{cycle_id}", services)
    name = f"closing {PEOPLE:,} ballots, {kind}"
    computed = took["cpu"] + installed.database_cpu() - before
    told = f"the budget; {took['seconds']:.1f} s by the clock, which other work on the machine delays"
    yield Row(name, computed, CLOSE_SECONDS, "CPU s", told, most=CLOSE_SECONDS)
    yield Row(f"{name}, memory", took["peak"], None, "MB at most", "of the closing process")


def _verify(installed: Installed, cycle_id: str) -> Iterator[Row]:
    services = installed.services
    board = TestBrowser(create_ballot_app(services)).board(cycle_id)
    path = Path(installed.folder / "board.json")
    path.write_text(json.dumps(board))
    assert board["accepted"] == PEOPLE
    assert board["rejected"] == 0
    took = _alone([sys.executable, "-m", "pulse", "verify", str(path)])
    name, size = f"verifying a board of {PEOPLE:,}", len(gzip.compress(path.read_bytes())) / 1e6
    told = f"the budget: a works council's old laptop; the file is {size:.1f} MB compressed"
    yield Row(name, took["cpu"], VERIFY_SECONDS, "CPU s", told, most=VERIFY_SECONDS)
    told = "the budget: the same laptop"
    yield Row(f"{name}, memory", took["peak"], VERIFY_MEGABYTES, "MB at most", told, most=VERIFY_MEGABYTES)
