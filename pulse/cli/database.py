"""`pulse db`: bring the database to the present shape, or say whether it has it."""

import argparse

from pulse import migrate
from pulse.cli import backup
from pulse.cli.trouble import Commands, Trouble
from pulse.web.services import Services


def add(commands: Commands) -> None:
    """Add `db upgrade`, `db check` and `db copy`."""
    actions = commands.add_parser("db", help="the database's shape").add_subparsers(required=True, metavar="ACTION")
    actions.add_parser("upgrade", help="run the migrations that are missing").set_defaults(command=upgrade)
    actions.add_parser("check", help="does the database have the shape the program expects?").set_defaults(
        command=check
    )
    backup.add_copy(actions)


def upgrade(services: Services, _options: argparse.Namespace) -> None:
    """Run the migrations that are missing."""
    migrate.upgrade(services.database)
    print("The database is up to date.")


def check(services: Services, _options: argparse.Namespace) -> None:
    """Say whether the database has the expected shape."""
    differences = migrate.differences(services.database)
    if differences:
        raise Trouble(f"the database differs in {len(differences)} places, first: {differences[0]}")
    print("The database has the expected shape.")
