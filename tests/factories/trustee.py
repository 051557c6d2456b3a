"""A trustee with a folder of keys, registered; and cycles that open with one."""

from dataclasses import replace
from pathlib import Path

from pulse.desk.keyring import Keyring
from pulse.trustee.operations import change_mode, register
from pulse.trustee.public_file import read_file
from tests.factories.opened import OpenedCycle, a_series, opened

NAME = "Works council"


def a_trustee(services, organisation_id: str, folder: Path, mode: str, count: int = 2) -> Keyring:
    """A folder of keys whose public halves are registered, for this mode."""
    ring = Keyring(folder)
    file = read_file(ring.make(NAME, count).read_bytes())
    with services.database.writing() as session:
        register(session, organisation_id, file)
        change_mode(session, organisation_id, mode)
    return ring


def a_trusted_cycle(services, folder: Path, mode: str, **roster) -> tuple[OpenedCycle, Keyring]:
    """An open cycle with a trustee."""
    series = a_series(services, **roster)
    ring = a_trustee(services, series.organisation_id, folder, mode)
    return opened(services, series), ring


def altered(package, **changes):
    """A package with something else in it."""
    return replace(package, **changes).write()
