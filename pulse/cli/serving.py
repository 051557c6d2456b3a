"""`pulse serve`, `pulse worker`, `pulse tick`, `pulse demo load`."""

import argparse
import signal
import sys
from datetime import UTC, datetime
from threading import Event

from rich.console import Console
from rich.progress import Progress

from config import Demo
from pulse import migrate, worker
from pulse.application import LARGEST_UPLOAD, create_apps
from pulse.cli.memory import give_back, share_pools
from pulse.cli.trouble import Commands, Trouble, troubled_by
from pulse.demo import operations as demo
from pulse.organisation.queries import demo_left, organisations
from pulse.web.services import Services

# An answer leaves in one piece. Sent by halves from its own thread, it keeps the main one turning meanwhile.
HANDLING = {"threads": 8, "ident": None, "send_bytes": 18_000}


def add(commands: Commands) -> None:
    """Add the commands that run Pulse."""
    commands.add_parser("serve", help="everything in one process: pages, ballots, worker").set_defaults(command=serve)
    commands.add_parser("worker", help="only the worker, beside other servers").set_defaults(command=work)
    made = commands.add_parser("tick", help="do once what is due, then end")
    made.add_argument("--now", metavar="ISO8601", help="as if it were this instant")
    made.set_defaults(command=tick)
    actions = commands.add_parser("demo", help="the demo organisation").add_subparsers(required=True, metavar="ACTION")
    made = actions.add_parser("load", help="make the demo organisation")
    made.add_argument("--people", type=int, default=demo.PEOPLE, metavar="N")
    made.add_argument("--cycles", type=int, default=demo.CYCLES, metavar="N")
    made.add_argument("--seed", type=int, default=1, metavar="N")
    made.set_defaults(command=load_demo)


def serve(services: Services, _options: argparse.Namespace) -> None:
    """Migrate, load the demo if there is nothing, and serve until stopped."""
    from waitress.server import create_server

    config = services.config
    share_pools()
    migrate.upgrade(services.database)
    if wants_demo(services):
        _load(services, demo.PEOPLE, demo.CYCLES, 1)
        give_back()
    try:
        server = create_server(
            create_apps(services),
            host=config.host,
            port=config.port,
            **HANDLING,
            max_request_body_size=2 * LARGEST_UPLOAD,  # what is far beyond is not even taken in
            clear_untrusted_proxy_headers=True,
        )
    except OSError as error:
        raise Trouble(
            f"port {config.port} cannot be used ({error.strerror}); choose another, for example: make run PORT=8080"
        ) from None
    _end_when_told()
    scheduler = worker.start(services)
    print(f"Pulse is ready at {config.base_url}", flush=True)
    for line in demo.log_ins(services):
        print(line, flush=True)
    try:
        server.run()
    finally:
        scheduler.shutdown(wait=True)


def _end_when_told() -> None:
    """Let a service manager's SIGTERM end the process in order, as Ctrl-C does."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def wants_demo(services: Services) -> bool:
    """Whether there is nothing yet, and the settings ask for a demo that nobody has left."""
    wanted = services.config.demo
    with services.database.reading() as session:
        empty, left = not organisations(session), demo_left(session)
    return empty and (wanted is Demo.ALWAYS or (wanted is Demo.UNLESS_LEFT and not left))


def work(services: Services, _options: argparse.Namespace) -> None:
    """Tick until stopped."""
    _end_when_told()
    scheduler = worker.start(services)
    print("The worker is running.", flush=True)
    try:
        Event().wait()
    finally:
        scheduler.shutdown(wait=True)


def tick(services: Services, options: argparse.Namespace) -> None:
    """Do once what is due."""
    worker.tick(services, now=_instant(options.now) if options.now else services.clock.now())


def _instant(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise Trouble(f"{text!r} is not an instant; write for example 2026-11-23T09:00:00+00:00") from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def load_demo(services: Services, options: argparse.Namespace) -> None:
    """Make the demo organisation, unless there is one."""
    migrate.upgrade(services.database)
    _load(services, options.people, options.cycles, options.seed)
    for line in demo.log_ins(services):
        print(line)


def _load(services: Services, people: int, cycles: int, seed: int) -> None:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("The demo organisation", total=1.0)
        with troubled_by(demo.DemoRefused):
            demo.load(
                services,
                people=people,
                cycles=cycles,
                seed=seed,
                progress=lambda share: progress.update(task, completed=share),
            )
