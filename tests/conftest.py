"""What every test may ask for: a clock that stands still, both databases, both apps.

Each module gets fresh databases, cloned from one migrated template; tests within a module tell
themselves apart by making organisations of their own. Data lies in memory (/dev/shm).
"""

import itertools
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest
from argon2 import PasswordHasher
from hypothesis import settings
from sqlalchemy.engine import make_url

from config import Config
from pulse import migrate
from pulse.application import create_app, create_ballot_app
from pulse.blind_signature.issuer import SigningKey
from pulse.clock import FixedClock
from pulse.database import Database
from pulse.keys.store import KeyStore
from pulse.organisation.operations import installation_id
from pulse.people import passwords
from pulse.web.services import Services
from tests.browser.fixtures import *  # noqa: F403 - a fixture counts where its name stands
from tests.browser.northwind import *  # noqa: F403
from tests.factories.keys import committed_keys
from tests.postgres import a_server

DATA = Path(__file__).parent / "data"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # a Monday

settings.register_profile("pulse", derandomize=True, deadline=None, max_examples=100)
settings.load_profile("pulse")


@pytest.fixture(scope="session", autouse=True)
def insecure_fast_argon2() -> Iterator[None]:
    """Weak password hashing, or every test would wait for it; one test of people looks at the real one."""
    real = passwords.hasher
    passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    passwords.hasher = real


@pytest.fixture(scope="session")
def memory_folder() -> Iterator[Path]:
    """A folder that costs no disk writes."""
    parent = "/dev/shm" if Path("/dev/shm").is_dir() else None
    folder = Path(tempfile.mkdtemp(prefix="pulse-test-", dir=parent))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def signing_keys() -> list[SigningKey]:
    """The committed test keys."""
    return committed_keys()


@pytest.fixture(scope="session")
def postgres_server(memory_folder: Path) -> Iterator[str]:
    """The URL of a real PostgreSQL: the one that is named, or one started for this run."""
    given = os.environ.get("PULSE_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    with a_server(memory_folder / "postgres") as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a migrated database to clone."""
    name = f"pulse_template_{token_hex(4)}"
    _postgres(postgres_server, f'CREATE DATABASE "{name}"')
    database = Database(_named(postgres_server, name))
    migrate.upgrade(database)
    database.dispose()
    return name


@pytest.fixture(scope="session")
def sqlite_template(memory_folder: Path) -> Path:
    """A migrated file to copy."""
    path = memory_folder / "template.db"
    database = Database(f"sqlite:///{path}")
    migrate.upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


def _postgres(url: str, statement: str) -> None:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def _named(url: str, name: str) -> str:
    return make_url(url).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, memory_folder: Path) -> Iterator[Database]:
    """A fresh database of each kind for each module."""
    with _a_database(request, memory_folder, request.param) as made:
        yield made


@pytest.fixture
def another_database(request: pytest.FixtureRequest, memory_folder: Path, database: Database) -> Iterator[Database]:
    """One more of the same kind, which nobody uses yet."""
    with _a_database(request, memory_folder, "sqlite" if database.is_sqlite else "postgresql") as made:
        yield made


@contextmanager
def _a_database(request: pytest.FixtureRequest, memory_folder: Path, kind: str) -> Iterator[Database]:
    """A clone of the migrated template."""
    name = f"pulse_{token_hex(6)}"
    if kind == "sqlite":
        path = memory_folder / f"{name}.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        made = Database(f"sqlite:///{path}")
    else:
        server = request.getfixturevalue("postgres_server")
        _postgres(server, f'CREATE DATABASE "{name}" TEMPLATE "{request.getfixturevalue("postgres_template")}"')
        made = Database(_named(server, name))
    yield made
    made.dispose()
    if kind == "postgresql":
        _postgres(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def clock() -> FixedClock:
    """Monday 23 November 2026, 08:00 UTC, until a test moves it."""
    return FixedClock(START)


@pytest.fixture
def keys(tmp_path: Path, signing_keys: list[SigningKey]) -> KeyStore:
    """An empty key folder that draws on the committed test keys."""
    supply = itertools.cycle(signing_keys)
    return KeyStore(tmp_path / "keys", make_key=lambda: next(supply))


@pytest.fixture
def config(tmp_path: Path, database: Database) -> Config:
    """The default settings, over this test's database and folders."""
    url = database.engine.url.render_as_string(hide_password=False)
    return Config.from_env(
        {
            "PULSE_DATA": str(tmp_path / "data"),
            "PULSE_KEYS": str(tmp_path / "keys"),
            "PULSE_DATABASE_URL": url,
            "PULSE_SECRET_KEY": token_hex(16),
        }
    )


@pytest.fixture
def services(config: Config, database: Database, clock: FixedClock, keys: KeyStore) -> Services:
    """The parts of an installation under test."""
    return bound(Services(config, database, clock, keys))


def bound(made: Services) -> Services:
    """Tests of one module share a database, each with a key folder of its own: the folder is marked as its own."""
    with made.database.writing() as session:
        made.keys.claim(installation_id(session)[0])
    return made


@pytest.fixture
def staff_app(services: Services):
    """The staff host."""
    return create_app(services)


@pytest.fixture
def ballot_app(services: Services):
    """The anonymous host."""
    return create_ballot_app(services)


_seconds: dict[str, float] = defaultdict(float)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up what each folder of tests takes."""
    _seconds[report.nodeid.split("/")[1]] += report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print minutes per folder, the longest first."""
    terminalreporter.section("minutes per folder")
    for folder, seconds in sorted(_seconds.items(), key=lambda item: -item[1]):
        terminalreporter.write_line(f"{seconds / 60:6.2f}  {folder}")
