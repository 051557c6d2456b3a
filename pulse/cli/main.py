"""The commands and their arguments."""

import argparse
import logging
import sys
from collections.abc import Callable, Sequence

from sqlalchemy.exc import DBAPIError

from config import Config, ConfigError
from pulse.application import make_services
from pulse.cli import (
    audit_log,
    auditing,
    backup,
    cycles,
    database,
    mail,
    people,
    returned,
    serving,
    trustee,
    verifying,
)
from pulse.cli.trouble import Trouble
from pulse.web.services import Services

Command = Callable[[Services, argparse.Namespace], None]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; exit 1 with a sentence when it cannot be done."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    options = parser().parse_args(arguments)
    try:
        if "offline" in options:
            options.offline(options)
        else:
            _with_services(options)
    except (Trouble, ConfigError) as trouble:
        sys.exit(f"pulse: {trouble}")
    except DBAPIError as error:
        reason = str(error.orig).splitlines()[0] if error.orig else type(error).__name__
        sys.exit(f"pulse: the database does not answer as it should: {reason}. `pulse db upgrade` may help.")
    except KeyboardInterrupt:
        sys.exit(130)


def _with_services(options: argparse.Namespace) -> None:
    command: Command = options.command
    services = make_services(Config.from_env())
    try:
        command(services, options)
    finally:
        services.database.dispose()


def parser() -> argparse.ArgumentParser:
    """Every command of this installation."""
    top = argparse.ArgumentParser(prog="pulse", description="Anonymous check-ins, honest numbers.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    serving.add(commands)
    database.add(commands)
    backup.add(commands)
    people.add(commands)
    mail.add(commands)
    cycles.add(commands)
    verifying.add(commands)
    trustee.add(commands)
    auditing.add(commands)
    audit_log.add(commands)
    returned.add(commands)
    return top
