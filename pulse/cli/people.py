"""`pulse people import`: the same import as the page, for scripts."""

import argparse
import sys
from pathlib import Path

from pulse.cli.trouble import Commands, Trouble, organisation_option, the_organisation
from pulse.people.command import import_file
from pulse.people.importing import BadFile
from pulse.web.services import Services


def add(commands: Commands) -> None:
    """Add `people import`."""
    actions = commands.add_parser("people", help="the people of an organisation").add_subparsers(
        required=True, metavar="ACTION"
    )
    made = actions.add_parser("import", help="bring in people from a CSV file, all or nothing")
    made.add_argument("file", type=Path, metavar="FILE")
    made.add_argument("--dry-run", action="store_true", help="only say what would change")
    organisation_option(made)
    made.set_defaults(command=import_people)


def import_people(services: Services, options: argparse.Namespace) -> None:
    """Import, or with --dry-run only say what would change."""
    try:
        content = options.file.read_bytes()
    except OSError as error:
        raise Trouble(f"{options.file} cannot be read: {error.strerror}") from None
    with services.database.reading() as session:
        organisation = the_organisation(session, options.organisation)
    try:
        print(import_file(services, organisation.id, content, dry_run=options.dry_run))
    except BadFile as bad:
        for sentence in bad.sentences:
            print(sentence, file=sys.stderr)
        raise Trouble("nothing was imported") from None
