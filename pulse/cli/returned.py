"""`pulse returned-address`: where a mail server posts what comes back."""

import argparse

from pulse.cli.trouble import Commands
from pulse.delivery.bounces.views import secret
from pulse.web.services import Services


def add(commands: Commands) -> None:
    """Add the command."""
    made = commands.add_parser("returned-address", help="where a mail server posts mail that comes back")
    made.set_defaults(command=show)


def show(services: Services, _options: argparse.Namespace) -> None:
    """Print the address; whoever has it can only tell of mails that they were sent themselves."""
    key = services.config.secret_key or services.keys.secret_key()
    print(f"{services.config.base_url}/delivery/returned/{secret(key)}")
