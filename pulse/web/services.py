"""What every view may use: settings, database, clock and keys of this installation."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from config import Config
from pulse.clock import Clock
from pulse.database import Database
from pulse.keys.store import KeyStore


@dataclass(frozen=True)
class Services:
    """The installation's parts, put together once by `application` or a test."""

    config: Config
    database: Database
    clock: Clock
    keys: KeyStore


def services() -> Services:
    """Those of the running app."""
    return cast(Services, current_app.extensions["pulse"])
