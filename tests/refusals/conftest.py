"""One open cycle a database for all tests over real HTTP, and a server of its own before it."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest

from config import Config
from pulse.clock import FixedClock
from pulse.database import Database
from pulse.keys.store import KeyStore
from pulse.web.services import Services
from tests.bench.people import Waiting, waiting
from tests.conftest import START, bound
from tests.refusals.process import a_server


@pytest.fixture(scope="module")
def installation(database: Database, signing_keys, tmp_path_factory) -> Services:
    """An installation that another process can open as well."""
    folder: Path = tmp_path_factory.mktemp("installation")
    supply = itertools.cycle(signing_keys)
    config = Config.from_env(
        {
            "PULSE_DATA": str(folder / "data"),
            "PULSE_KEYS": str(folder / "keys"),
            "PULSE_DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
            "PULSE_SECRET_KEY": token_hex(16),
        }
    )
    keys = KeyStore(config.keys, make_key=lambda: next(supply))
    return bound(Services(config, database, FixedClock(START), keys))


@pytest.fixture(scope="module")
def people(installation: Services) -> Iterator[Waiting]:
    """People of an open cycle who have not collected yet; each test takes as many as it needs."""
    return iter(waiting(installation, 40))


@pytest.fixture(scope="module")
def port(installation: Services) -> Iterator[int]:
    """Where the server listens."""
    with a_server(installation) as (found, _):
        yield found
