"""`pulse people import`: the same import as the page, for scripts."""

import argparse
import sys
from getpass import getpass
from pathlib import Path

from pulse.audit_log.operations import record
from pulse.cli.trouble import Commands, Trouble, organisation_option, the_organisation
from pulse.organisation.operations import change_danger_contacts
from pulse.people import operations, passwords
from pulse.people.command import import_file
from pulse.people.files.problems import BadFile
from pulse.people.links import operations as links
from pulse.people.operations import ACTOR
from pulse.people.reused import NEW, SAME
from pulse.people.roll.operations import ManyLeave, OtherPeople
from pulse.web.services import Services


def add(commands: Commands) -> None:
    """Add `people import`."""
    actions = commands.add_parser("people", help="the people of an organisation").add_subparsers(
        required=True, metavar="ACTION"
    )
    made = actions.add_parser("import", help="bring in people from a CSV or XLSX file, all or nothing")
    made.add_argument("file", type=Path, metavar="FILE")
    made.add_argument("--dry-run", action="store_true", help="only say what would change")
    made.add_argument("--whole-list", action="store_true", help="the file is everybody: who is missing has left")
    made.add_argument("--many-leave", action="store_true", help="it is meant that more than a fifth of them leave")
    made.add_argument(
        "--known-numbers",
        choices=(SAME, NEW),
        help="whose numbers are that are known with other names and addresses: the same people's, or new ones'",
    )
    organisation_option(made)
    made.set_defaults(command=import_people)
    for name, command, text in (
        ("set-password", set_password, "give an account a new password, read from standard input"),
        ("disable", disable, "let an account in no more, and end its sessions"),
    ):
        made = actions.add_parser(name, help=text)
        made.add_argument("email", metavar="E-MAIL")
        organisation_option(made)
        made.set_defaults(command=command)
    actions = commands.add_parser("organisation", help="what people are told about it").add_subparsers(
        required=True, metavar="ACTION"
    )
    made = actions.add_parser("danger-contacts", help="whom to call in danger, as the next check-in shows it")
    made.add_argument("text", metavar="TEXT")
    organisation_option(made)
    made.set_defaults(command=set_danger_contacts)


def import_people(services: Services, options: argparse.Namespace) -> None:
    """Import, or with --dry-run only say what would change."""
    try:
        content = options.file.read_bytes()
    except OSError as error:
        raise Trouble(f"{options.file} cannot be read: {error.strerror}") from None
    with services.database.reading() as session:
        organisation = the_organisation(session, options.organisation)
    try:
        reach = {"whole": options.whole_list, "sure": options.many_leave, "who": options.known_numbers}
        print(import_file(services, organisation.id, content, dry_run=options.dry_run, **reach))
    except ManyLeave as many:
        raise Trouble(f"{many} Nothing was imported; with --many-leave it is.") from None
    except BadFile as bad:
        for sentence in bad.sentences:
            print(sentence, file=sys.stderr)
        said = "; say --known-numbers same or --known-numbers new" if isinstance(bad, OtherPeople) else ""
        raise Trouble(f"nothing was imported{said}") from None


def set_password(services: Services, options: argparse.Namespace) -> None:
    """Give an account a new password; its sessions end."""
    password = getpass("New password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    with services.database.writing() as session:
        organisation = the_organisation(session, options.organisation)
        try:
            passwords.check(password, options.email, organisation.name)
        except passwords.PasswordRefused as refused:
            raise Trouble(str(refused)) from None
        now = services.clock.now()
        account_id = operations.set_password(session, organisation.id, options.email, password, now=now)
        _known(account_id is not None)
        if account_id:
            links.end_links(session, organisation.id, account_id, now=now)
            links.post_notice(session, organisation.id, account_id, now=now)
    print("The password is set; every session of this account has ended.")


def disable(services: Services, options: argparse.Namespace) -> None:
    """Let an account in no more."""
    with services.database.writing() as session:
        organisation = the_organisation(session, options.organisation)
        _known(operations.disable_account(session, organisation.id, options.email, now=services.clock.now()))
    print("The account is disabled; every session of it has ended.")


def _known(done: bool) -> None:
    if not done:
        raise Trouble("no account has this e-mail address")


def set_danger_contacts(services: Services, options: argparse.Namespace) -> None:
    """Change whom to call in danger; an open check-in keeps what it opened with."""
    with services.database.writing() as session:
        organisation = the_organisation(session, options.organisation)
        change_danger_contacts(session, organisation.id, options.text.strip())
        record(
            session,
            organisation.id,
            actor=ACTOR,
            action="organisation.changed",
            subject="danger_contacts",
            details={},
            now=services.clock.now(),
        )
    print("Saved. Check-ins that open from now on show it.")
