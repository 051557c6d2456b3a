"""A real server in a process of its own, as `pulse serve` sets it up; told to, it is killed at a certain point."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import PIPE, Popen
from typing import NoReturn

from pulse.answers import views as casting
from pulse.application import create_apps
from pulse.ballots import operations as collecting
from pulse.ballots import views as collect_views
from pulse.web.services import Services
from tests.bench.installation import facts_of
from tests.bench.process import serve, services_of


def die(*_args: object, **_more: object) -> NoReturn:
    """Nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


POINTS = {
    "signed": (collecting, "_store"),
    "stored, not answered": (collect_views, "jsonify"),
    "cast, not answered": (casting, "_empty"),
}


@contextmanager
def a_server(services: Services, killed_when: str = "") -> Iterator[tuple[int, Popen]]:
    """Its port and its process, over the installation of a test."""
    command = [sys.executable, "-m", "tests.refusals.process", facts_of(services, killed_when=killed_when)]
    with Popen(command, stdout=PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline()), process
        finally:
            process.kill()


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    if given["killed_when"]:
        setattr(*POINTS[given["killed_when"]], die)
    serve(create_apps(services_of(given)))
