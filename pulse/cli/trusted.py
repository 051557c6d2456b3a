"""`pulse cycle hand-over|take-results|ask-recovery|take-recovery`: what the server exchanges with its trustee."""

import argparse

from pulse.audit_log.operations import record
from pulse.cli.files import content_of, write_new
from pulse.cli.trouble import Commands, troubled_by
from pulse.closing import recovering, trusted
from pulse.closing.operations import PoolKeyMissing
from pulse.cycles.queries import cycle as cycle_of
from pulse.handover.recovery import NotRecovery
from pulse.handover.result import NotAResult, read_result
from pulse.keys.store import KeyFolderAway
from pulse.people.operations import ACTOR
from pulse.web.services import Services


def add(actions: Commands) -> None:
    """Add the actions to `pulse cycle`."""
    made = actions.add_parser("hand-over", help="write the ballots that only the trustee can open into a file")
    made.add_argument("cycle", metavar="CYCLE")
    made.add_argument("file", metavar="FILE")
    made.set_defaults(command=hand_over)
    made = actions.add_parser("take-results", help="check, store and publish what the trustee counted")
    made.add_argument("file", metavar="FILE")
    made.set_defaults(command=take_results)
    made = actions.add_parser("ask-recovery", help="ask the trustee for the copy of keys that were lost")
    made.add_argument("cycle", metavar="CYCLE")
    made.add_argument("file", metavar="FILE")
    made.set_defaults(command=ask_recovery)
    made = actions.add_parser("take-recovery", help="put the keys back that the trustee gave")
    made.add_argument("file", metavar="FILE")
    made.set_defaults(command=take_recovery)


def hand_over(services: Services, options: argparse.Namespace) -> None:
    """Write the package for the trustee."""
    with troubled_by(trusted.NotWaiting, PoolKeyMissing):
        content = trusted.hand_over(services, options.cycle)
    write_new(options.file, content)
    _note(services, options.cycle, "cycle.handed_over")
    print(f"{options.file} is for the trustee: nobody else can open what is in it.")


def take_results(services: Services, options: argparse.Namespace) -> None:
    """Take in the trustee's result; a second time changes nothing."""
    with troubled_by(NotAResult, trusted.NotWaiting, trusted.ResultRefused, trusted.KeysAway, PoolKeyMissing):
        result = read_result(content_of(options.file))
        new = trusted.take_results(services, result, now=services.clock.now())
    if new:
        _note(services, result.facts["cycle"], "cycle.results_taken")
        print(f"Counted by the trustee and published: {result.counted.accepted} ballots.")
    else:
        print("This result is published already. Nothing was changed.")
    print(
        f"Delete {options.file} and the file that `pulse cycle hand-over` wrote (or ballots-….pulse, from the page),"
    )
    print("and ask the trustee to delete theirs: nobody needs them any more.")


def ask_recovery(services: Services, options: argparse.Namespace) -> None:
    """Write the request for the recovery copy."""
    with troubled_by(NotRecovery, KeyFolderAway):
        content = recovering.ask(services, options.cycle)
    write_new(options.file, content)
    _note(services, options.cycle, "cycle.recovery_asked")
    print(f"{options.file} is for the trustee. Their answer goes into `pulse cycle take-recovery`.")


def take_recovery(services: Services, options: argparse.Namespace) -> None:
    """Put the keys back."""
    with troubled_by(NotRecovery, KeyFolderAway):
        cycle_id = recovering.take(services, content_of(options.file))
    _note(services, cycle_id, "cycle.recovered")
    print("The keys are back. Ballots are taken again while the time runs, and the close counts.")


def _note(services: Services, cycle_id: str, action: str) -> None:
    with services.database.writing() as session:
        cycle = cycle_of(session, cycle_id)
        if cycle:
            now = services.clock.now()
            record(session, cycle.organisation_id, actor=ACTOR, action=action, subject=cycle_id, details={}, now=now)
