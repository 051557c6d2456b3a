"""A disk that is really full under a real server: nothing lost, nothing acknowledged that is not stored.

The database lies on a small disk of memory, which only root may mount.
"""

import itertools
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from secrets import token_hex

import pytest
from sqlalchemy import func, select

from config import Config
from pulse.answers.models import PoolBallot
from pulse.clock import FixedClock
from pulse.database import Database
from pulse.keys.store import KeyStore
from pulse.web.services import Services
from tests.bench.people import waiting
from tests.closing.killing import _on_server
from tests.conftest import START, _named, bound
from tests.postgres import NOBODY
from tests.refusals.process import a_server
from tests.refusals.talk import post
from tests.refusals.test_over_http import CAST, COLLECT, JSON, wanted

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
PEOPLE = 400


@contextmanager
def a_small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of this size, mounted for a while."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", folder], check=True)
    os.chown(folder, NOBODY, NOBODY)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, memory_folder) -> Iterator[tuple[str, Path]]:
    """A migrated database on a disk of its own: its address, and where the disk is."""
    name = f"small_{token_hex(4)}"
    size = 24 if request.param == "sqlite" else 40
    with a_small_disk(memory_folder / name, size) as disk:
        if request.param == "sqlite":
            shutil.copy(request.getfixturevalue("sqlite_template"), disk / "pulse.db")
            yield f"sqlite:///{disk / 'pulse.db'}", disk
            return
        template = request.getfixturevalue("postgres_template")
        server = Database(_named(request.getfixturevalue("postgres_server"), "postgres"))
        _on_server(server, f"CREATE TABLESPACE {name} LOCATION '{disk}'")
        _on_server(server, f'CREATE DATABASE {name} TEMPLATE "{template}" TABLESPACE {name}')
        yield _named(request.getfixturevalue("postgres_server"), name), disk
        _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")
        _on_server(server, f"DROP TABLESPACE {name}")


@pytest.fixture
def installation(place, tmp_path, signing_keys) -> Iterator[Services]:
    config = Config.from_env(
        {
            "PULSE_DATA": str(tmp_path / "data"),
            "PULSE_KEYS": str(tmp_path / "keys"),
            "PULSE_DATABASE_URL": place[0],
            "PULSE_SECRET_KEY": token_hex(16),
        }
    )
    supply = itertools.cycle(signing_keys)
    database = Database(config.database_url)
    yield bound(Services(config, database, FixedClock(START), KeyStore(config.keys, make_key=lambda: next(supply))))
    database.dispose()


def fill(disk: Path) -> Path:
    """Take all the room that is left."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return ballast


def test_ballots_that_found_no_room_are_cast_again_when_there_is_some(installation, place, capfd):
    people = waiting(installation, PEOPLE)
    with a_server(installation) as (port, _):
        signed = [json.loads(post(port, COLLECT, wanted(person), JSON).body)["blind_signature"] for person in people]
        outers = [person.outer(bytes.fromhex(one), Random(1)) for person, one in zip(people, signed, strict=True)]
        ballast = fill(place[1])
        answers = [post(port, CAST, outer) for outer in outers]
        stored = [answer.status for answer in answers].count(204)
        refused = {answer for answer in answers if answer.status != 204}
        assert [(answer.status, dict(answer.headers)["Retry-After"]) for answer in refused] == [(503, "10")]
        assert in_pool(installation) == stored
        ballast.unlink()
        assert {post(port, CAST, outer).status for outer in outers} == {204}
    assert in_pool(installation) == PEOPLE
    told = [line for line in capfd.readouterr().err.splitlines() if "ballots cannot be stored" in line]
    assert len(told) == 1
    assert "SQLITE_FULL" in told[0] or "DiskFull" in told[0]


def in_pool(installation: Services) -> int:
    with installation.database.reading() as session:
        return session.scalar(select(func.count()).select_from(PoolBallot))
