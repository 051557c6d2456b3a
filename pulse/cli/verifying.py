"""`pulse verify`: checks a board's file, anywhere, without an installation of Pulse around it."""

import argparse
import json
import sys

from pulse.cli.files import content_of
from pulse.cli.trouble import Commands, Trouble, troubled_by
from pulse.envelope.words import words
from pulse.trustee.frozen import FrozenTrustee
from pulse.verify.board import Board
from pulse.verify.logged import came_back
from pulse.verify.promised import Manifest
from pulse.verify.verdict import NotAReceipt, Verdict, receipt_of
from pulse.verify.verdict import verify as judge


def add(commands: Commands) -> None:
    """Add `verify`."""
    made = commands.add_parser("verify", help="check a public board, offline")
    made.add_argument(
        "board", metavar="BOARD.json", help="the file from /ballot/board/<cycle>, or - for what is piped in"
    )
    made.add_argument("--receipt", metavar="R", help="a receipt that must be on it: 64 hex digits or its link")
    made.add_argument(
        "--earlier", metavar="OLD.json", help="a board kept from before, whose log must begin this one's"
    )
    made.add_argument("--json", action="store_true", help="for scripts")
    made.set_defaults(offline=verify)


def verify(options: argparse.Namespace) -> None:
    """Check a board; end with 1 and a sentence for each thing that is wrong."""
    with troubled_by(NotAReceipt):
        receipt = receipt_of(options.receipt) if options.receipt is not None else None
    earlier = content_of(options.earlier) if options.earlier else None
    verdict = judge(content_of(options.board), receipt=receipt, earlier=earlier)
    if options.json:
        print(json.dumps(_facts(verdict)))
    elif verdict.consistent and verdict.board and verdict.manifest:
        _praise(verdict, verdict.board, verdict.manifest)
    else:
        for sentence in verdict.problems:
            print(sentence, file=sys.stderr)
    if verdict.problems:
        number = len(verdict.problems)
        raise Trouble(
            "the board does not hold: " + ("one thing is wrong" if number == 1 else f"{number} things are wrong")
        )


def _facts(verdict: Verdict) -> dict[str, object]:
    return {
        "consistent": verdict.consistent,
        "attested": verdict.attested,
        "problems": verdict.problems,
        "listed": verdict.listed,
        "manifest": verdict.manifest.hash if verdict.manifest else None,
    }


def _trustee(trustee: FrozenTrustee, *, closed: bool) -> str:
    who = f"{ascii(trustee.name)[1:-1]}, key {trustee.key.id}"
    if not trustee.counts:
        return f"The trustee ({who}) held a copy of the keys."
    return f"Counted by the trustee ({who}), who signed it." if closed else f"Only the trustee ({who}) can count it."


def _praise(verdict: Verdict, board: Board, manifest: Manifest) -> None:
    print("consistent" if verdict.attested else "consistent, unattested")
    if not verdict.attested:
        print("These ballots were made up and never cast: the board contradicts nothing, and is evidence of nothing.")
    if came_back(board, manifest):
        print("It was brought back from a backup while it was open, and handed out no ballots from then on.")
    if board.closed:
        print(
            f"{board.accepted} ballots counted and {board.rejected} rejected, of {board.collected} handed out "
            f"to {board.invited} invited people in {len(board.blocks)} blocks."
        )
    else:
        print(f"Not closed yet: {board.invited} people are invited in {len(board.blocks)} blocks.")
    if manifest.trustee:
        print(_trustee(manifest.trustee, closed=board.closed))
    if verdict.listed:
        print("The receipt is on the board.")
    print(f"Fingerprint of the manifest: {manifest.hash}")
    print(f"In words, as in everybody's mail: {' '.join(words(bytes.fromhex(manifest.hash)))}")
    print(f"Key of the log: {board.log_key.hex()}")
