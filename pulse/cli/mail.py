"""`pulse mail check`."""

import argparse

from pulse.cli.trouble import Commands, Trouble
from pulse.delivery.mailcheck import checked, records
from pulse.web.services import Services

PATIENCE = 20.0


def add(commands: Commands) -> None:
    """Add `mail check`."""
    actions = commands.add_parser("mail", help="whether mail can leave").add_subparsers(
        required=True, metavar="ACTION"
    )
    made = actions.add_parser("check", help="connect and log in to the mail server; say what the DNS should hold")
    made.set_defaults(command=check)


def check(services: Services, _options: argparse.Namespace) -> None:
    """Say how mail stands; exit 1 if it cannot leave."""
    found = checked(services.config, timeout=PATIENCE)
    print(f"Mail server: {found.server or 'none'}")
    print(f"Sender: {found.sender}")
    if found.domain:
        print(
            f"What the DNS of {found.domain} should hold (not looked up; your mail server's provider knows the rest):"
        )
        for record in records(found):
            print(f'  {record.purpose:5}  {record.name}  TXT  "{record.text}"')
    if found.trouble:
        raise Trouble(f"mail cannot leave: {found.trouble}")
    print("The mail server answers, and takes mail from Pulse.")
