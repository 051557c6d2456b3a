"""Installations to measure, on both databases and a real disk, durable as in production."""

import itertools
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from secrets import token_hex

import psutil

from config import Config
from pulse import migrate
from pulse.blind_signature.issuer import SigningKey
from pulse.clock import FixedClock
from pulse.database import Database
from pulse.keys.store import KeyStore
from pulse.organisation.operations import installation_id
from pulse.web.services import Services
from tests.factories.keys import committed_keys
from tests.postgres import a_server

OPENED = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
KINDS = ("SQLite", "PostgreSQL")


@dataclass(frozen=True)
class Installed:
    """An installation and the processes of its database."""

    services: Services
    folder: Path

    def database_cpu(self) -> float:
        """Seconds that a database of its own has computed so far; SQLite computes in ours."""
        if self.services.database.is_sqlite:
            return 0.0
        head = psutil.Process(int((self.folder / "server/data/postmaster.pid").read_text().splitlines()[0]))
        return sum(cpu_of(process) for process in [head, *head.children(recursive=True)])


def cpu_of(process: psutil.Process) -> float:
    """Seconds of processor time of one process."""
    times = process.cpu_times()
    return float(times.user + times.system)


def repeated_keys() -> Iterator[SigningKey]:
    """The committed keys over and over: what is measured does not depend on the key."""
    return itertools.cycle(committed_keys())


@cache
def _made(count: int) -> tuple[SigningKey, ...]:
    return tuple(SigningKey.generate() for _ in range(count))


def fresh_keys(count: int) -> Iterator[SigningKey]:
    """So many keys of which no two are alike, as a verifier asks; made once for all databases."""
    return itertools.cycle(_made(count))


@contextmanager
def an_installation(kind: str, *, keys: Iterator[SigningKey] | None = None) -> Iterator[Installed]:
    """A fresh one; its clock stands at the opening."""
    supply = keys or repeated_keys()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pulse-bench-")))
        folder.chmod(0o755)
        url = f"sqlite:///{folder / 'pulse.db'}"
        if kind == "PostgreSQL":
            url = stack.enter_context(a_server(folder / "server", durable=True))
        config = Config.from_env(
            {
                "PULSE_DATA": str(folder / "data"),
                "PULSE_KEYS": str(folder / "keys"),
                "PULSE_DATABASE_URL": url,
                "PULSE_SECRET_KEY": token_hex(16),
                "PORT": "8000",
            }
        )
        database = Database(config.database_url)
        stack.callback(database.dispose)
        migrate.upgrade(database)
        store = KeyStore(config.keys, make_key=lambda: next(supply))
        with database.writing() as session:
            store.claim(installation_id(session)[0])
        yield Installed(Services(config, database, FixedClock(OPENED), store), folder)


def facts_of(services: Services, **more: object) -> str:
    """What another process must know to work on this installation (`tests.bench.process.services_of` reads it)."""
    facts = {
        "url": services.config.database_url,
        "keys": str(services.keys.folder),
        "data": str(services.config.data),
        "port": services.config.port,
        "now": services.clock.now().isoformat(),
    }
    return json.dumps({**facts, **more})


@contextmanager
def a_process(role: str, services: Services) -> Iterator[psutil.Popen]:
    """A process of its own over this installation (`tests.bench.process` knows the roles), told to end at the end."""
    command = [sys.executable, "-m", "tests.bench.process", role, facts_of(services)]
    with psutil.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()
