"""`pulse backup`, `pulse restore` and `pulse db copy`."""

import argparse
from pathlib import Path

from config import database_address
from pulse.backup.jobs import NotCopied, back_up, copy_database, locked_settings, restore
from pulse.cli.trouble import Commands, Trouble, troubled_by
from pulse.web.services import Services


def add(commands: Commands) -> None:
    """Add `backup` and `restore`."""
    made = commands.add_parser("backup", help="write the database into a folder, as it is now; keys are left out")
    made.add_argument("folder", metavar="DIR", type=Path)
    made.set_defaults(command=write)
    made = commands.add_parser("restore", help="bring a backup into an empty database")
    made.add_argument("folder", metavar="DIR", type=Path)
    made.set_defaults(command=bring_back)


def add_copy(actions: Commands) -> None:
    """Add `db copy`."""
    made = actions.add_parser("copy", help="copy a whole database into another, empty one of any kind")
    made.add_argument("source", metavar="SRC", help="its address, as in PULSE_DATABASE_URL")
    made.add_argument("target", metavar="DST")
    made.set_defaults(offline=copy)


def write(services: Services, options: argparse.Namespace) -> None:
    """Make a backup and say what it is good for."""
    try:
        copied = back_up(services, options.folder)
    except NotCopied as why:
        raise Trouble(str(why)) from None
    except OSError as error:
        raise Trouble(f"the backup could not be written: {error.strerror}") from None
    print(f"{copied:,} rows are in {options.folder}. Names and addresses are among them: keep it as you keep those.")
    print("The key folder is not. Its `lasting` is copied once and apart; its `cycles` never.")


def bring_back(services: Services, options: argparse.Namespace) -> None:
    """Restore, and say what that means for check-ins that were under way."""
    try:
        found = restore(services, options.folder)
    except NotCopied as why:
        raise Trouble(str(why)) from None
    except OSError as error:
        raise Trouble(f"the backup could not be read: {error.strerror}") from None
    print("The database is back. Everybody logs in again.")
    for one in found:
        print(f"Check-in {one.occurrence} ({one.cycle_id}) hands out no more ballots; its board says so.")
        if one.is_countable:
            print("  Ballots that were picked up can still be sent, and all of them are counted at its end.")
        else:
            print("  It cannot be counted: its keys are not in the key folder. They are destroyed when it is counted.")
    for organisation, channel in locked_settings(services):
        print(f"The settings of {channel} ({organisation}) must be entered again: the key folder does not open them.")


def copy(options: argparse.Namespace) -> None:
    """Copy a database."""
    with troubled_by(NotCopied):
        copied = copy_database(database_address(options.source, "SRC"), database_address(options.target, "DST"))
    print(f"{copied:,} rows copied. Set PULSE_DATABASE_URL to the second, and start Pulse again.")
