"""`pulse trustee`: keys, count, recover, delete on the trustee's machine; register, mode, withdraw on the server."""

import argparse
import sys
from pathlib import Path
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from pulse.audit_log.operations import record
from pulse.cli.files import content_of, write_new
from pulse.cli.trouble import Commands, Trouble, organisation_option, the_organisation, troubled_by
from pulse.clock import SystemClock
from pulse.desk import work
from pulse.desk.keyring import Keyring, KeyringTrouble
from pulse.handover.recovery import NotRecovery, read_request
from pulse.people.operations import ACTOR
from pulse.trustee import operations, queries
from pulse.trustee.modes import MODES
from pulse.trustee.public_file import NotPublicKeys, read_file
from pulse.web.services import Services

USUAL = 12


def add(commands: Commands) -> None:
    """Add `trustee` with everything on both machines."""
    text = "keys of somebody whom people trust: made, used and deleted on that person's own machine"
    actions = commands.add_parser("trustee", help=text).add_subparsers(required=True, metavar="ACTION")
    _add_desk(actions)
    for name, command, help_ in (
        ("register", register, "on the server: take in the file of public keys"),
        ("mode", mode, "on the server: what the trustee does from the next check-in on"),
        ("withdraw", withdraw, "on the server: forget the keys that no check-in has taken"),
    ):
        made = actions.add_parser(name, help=help_)
        organisation_option(made)
        made.set_defaults(command=command)
        if name == "register":
            made.add_argument("file", metavar="FILE")
        if name == "mode":
            made.add_argument("mode", choices=MODES, help="none; copy: holds a copy of the keys; counts: alone opens")


def _add_desk(actions: Commands) -> None:
    made = actions.add_parser("keys", help="make keys, one for each coming check-in")
    made.add_argument("folder", metavar="FOLDER")
    made.add_argument("--name", required=True, help="as people will read it, for example: Works council")
    made.add_argument("--count", type=int, default=USUAL, metavar="N", help=f"how many ({USUAL})")
    made.set_defaults(offline=keys)
    made = actions.add_parser("list", help="the keys in a folder")
    made.add_argument("folder", metavar="FOLDER")
    made.set_defaults(offline=list_keys)
    made = actions.add_parser("count", help="check, open and count a package, and sign the result")
    made.add_argument("package", metavar="PACKAGE")
    made.add_argument("--keys", required=True, metavar="FOLDER")
    made.add_argument("-o", "--output", required=True, metavar="RESULT")
    made.set_defaults(offline=count)
    made = actions.add_parser("page", help="the same as a page in your browser, on this machine alone")
    made.add_argument("--keys", required=True, metavar="FOLDER")
    made.add_argument("--port", type=int, default=8765)
    made.set_defaults(offline=page)
    made = actions.add_parser("recover", help="give lost keys of a check-in back to the server")
    made.add_argument("request", metavar="REQUEST")
    made.add_argument("--keys", required=True, metavar="FOLDER")
    made.add_argument("-o", "--output", required=True, metavar="ANSWER")
    made.add_argument("--yes", action="store_true", help="do not ask")
    made.set_defaults(offline=recover)
    made = actions.add_parser("delete", help="delete the key of a check-in whose board shows the close")
    made.add_argument("board", metavar="BOARD.json")
    made.add_argument("--keys", required=True, metavar="FOLDER")
    made.add_argument("--yes", action="store_true", help="do not ask")
    made.set_defaults(offline=delete)


def keys(options: argparse.Namespace) -> None:
    """Make keys and say what to do with them."""
    with troubled_by(KeyringTrouble, OSError):
        path = Keyring(Path(options.folder)).make(options.name, options.count)
    print(f"{options.count} keys are in {options.folder}. Keep this folder to yourself, and keep a copy of it:")
    print("without it nobody can count the answers that are sealed to it. Copy the folder again after each count: an")
    print("older copy does not know what was counted, and from a second count a single answer could be read. If the")
    print("folder is lost, look at the check-in's board, or ask for the log, before you count anything with a copy.")
    print(f"Hand over only {path}; it holds nothing secret.")


def list_keys(options: argparse.Namespace) -> None:
    """Print the names of the keys, to be compared with a check-in's published rules."""
    said = {
        True: "has counted",
        False: "not used yet",
        None: "what it has counted cannot be read: let it count nothing",
    }
    for id, counted in Keyring(Path(options.folder)).listed():
        print(f"{id}  {said[counted]}")


def count(options: argparse.Namespace) -> None:
    """Count a package with nothing but the package and the keys."""
    ring = Keyring(Path(options.keys))
    with troubled_by(work.Refused, KeyringTrouble):
        ready = work.prepare(content_of(options.package), ring, now=SystemClock().now())
        result = work.count(ready, ring)
    write_new(options.output, result)
    print(f"Counted {len(ready.ballots)} ballots of check-in {ready.manifest.cycle}.")
    print(f"Copy {options.keys} again now: an older copy does not know that this key has counted.")
    print(f"Hand over {options.output}. When the board of this check-in shows the close, delete the key:")
    print(f"pulse trustee delete BOARD.json --keys {options.keys}")


def page(options: argparse.Namespace) -> None:
    """Serve the desk on 127.0.0.1 until stopped."""
    from waitress.server import create_server

    from pulse.desk.page import create_desk

    secret = token_urlsafe(24)
    desk = create_desk(Keyring(Path(options.keys)), secret=secret, port=options.port, now=SystemClock().now)
    try:
        server = create_server(desk, host="127.0.0.1", port=options.port, threads=2, ident=None)
    except OSError as error:
        raise Trouble(f"port {options.port} cannot be used ({error.strerror}); choose another with --port") from None
    print("Open this address in a browser on this machine. It ends with Ctrl-C, and is another one next time:")
    print(f"http://127.0.0.1:{options.port}/{secret}/", flush=True)
    server.run()


def recover(options: argparse.Namespace) -> None:
    """Give the keys of a check-in back, after saying what that means."""
    with troubled_by(NotRecovery, work.Refused, KeyringTrouble):
        request = read_request(content_of(options.request))
        _ask(
            "Whoever runs the server can open the answers of this check-in with what you give them, as they could "
            "before the keys were lost. Do this only if you were told that they were lost.",
            options,
        )
        answer = work.recover(request, Keyring(Path(options.keys)))
    write_new(options.output, answer)
    print(f"Hand over {options.output}. Only the server that asked can open it.")


def delete(options: argparse.Namespace) -> None:
    """Delete a key that nothing needs any more."""
    ring = Keyring(Path(options.keys))
    with troubled_by(work.Refused, KeyringTrouble):
        id = work.spent_key(content_of(options.board), ring)
        ring.pair(id)
        _ask(f"Key {id} is deleted for good. This check-in can then never be opened or counted again.", options)
        ring.delete(id)
    print(f"Key {id} is deleted. Delete it from your copies too. If you have counted, delete the two files that")
    print("passed between you and the server as well, whatever you called them: ballots-….pulse and result-….json.")


def _ask(warning: str, options: argparse.Namespace) -> None:
    print(warning)
    if options.yes:
        return
    if not sys.stdin.isatty() or input("Go on? Type yes: ").strip() != "yes":
        raise Trouble("nothing was done (without a question: --yes)")


def register(services: Services, options: argparse.Namespace) -> None:
    """Take in public keys."""
    with troubled_by(NotPublicKeys, operations.KeyKnown):
        file = read_file(content_of(options.file))
        with services.database.writing() as session:
            here = the_organisation(session, options.organisation)
            number = operations.register(session, here.id, file)
            _note(services, session, here.id, "trustee.registered", {"name": file.name, "keys": number})
            left = queries.standing(session, here.id).left
    print(f"{number} keys of {file.name} are registered; there are keys for {left} check-ins.")


def mode(services: Services, options: argparse.Namespace) -> None:
    """Say what the trustee does from the next check-in on."""
    with services.database.writing() as session:
        here = the_organisation(session, options.organisation)
        operations.change_mode(session, here.id, options.mode)
        _note(services, session, here.id, "trustee.changed", {"trustee": options.mode})
        standing = queries.standing(session, here.id)
    print(f"From the next check-in on: {options.mode}. There are keys for {standing.left} check-ins.")
    if standing.hinders:
        print("None opens until the trustee's keys are registered.")


def withdraw(services: Services, options: argparse.Namespace) -> None:
    """Forget unused keys."""
    with services.database.writing() as session:
        here = the_organisation(session, options.organisation)
        number = operations.withdraw(session, here.id)
        _note(services, session, here.id, "trustee.withdrawn", {"keys": number})
    print(f"{number} keys that no check-in had taken are forgotten.")


def _note(services: Services, session: Session, organisation_id: str, action: str, details: dict[str, object]) -> None:
    now = services.clock.now()
    record(session, organisation_id, actor=ACTOR, action=action, subject=organisation_id, details=details, now=now)
