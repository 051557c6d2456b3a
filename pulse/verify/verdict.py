"""All checks of one board together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pulse.verify import blocks, counted, logged, promised, trusted
from pulse.verify.board import Board, NotABoard, parse
from pulse.verify.promised import Manifest, NotAManifest

_RECEIPT = re.compile(r"(?:\S*\br=)?([0-9a-f]{64})(?:&\S*)?")


class NotAReceipt(ValueError):
    """What was given is no receipt; the message is one sentence."""


@dataclass(frozen=True)
class Verdict:
    """What a board is worth: each thing that is wrong as one sentence, and what it is about."""

    problems: tuple[str, ...]
    board: Board | None = None
    manifest: Manifest | None = None
    listed: bool | None = None  # of the receipt, where one was given

    @property
    def consistent(self) -> bool:
        """Whether nothing contradicts itself."""
        return not self.problems

    @property
    def attested(self) -> bool:
        """Whether people cast these ballots themselves, so that the board is evidence of something."""
        return self.consistent and self.board is not None and self.board.origin == "cast"


def receipt_of(text: str) -> str:
    """The receipt in 64 hex digits or in the link that the check-in gives; `NotAReceipt` for anything else."""
    found = _RECEIPT.fullmatch(text.strip())
    if found is None:
        raise NotAReceipt("A receipt is 64 hex digits, or the link that the check-in gave.")
    return found[1]


def verify(content: bytes, *, receipt: str | None = None, earlier: bytes | None = None) -> Verdict:
    """Check a board's file; with a receipt (64 hex digits) also that it is listed, with an earlier one the log."""
    try:
        board = parse(content)
        manifest = promised.parse(board.manifest)
    except (NotABoard, NotAManifest) as why:
        return Verdict((str(why),))
    listed = receipt in board.leaves if receipt is not None else None
    found = [*_all(board, manifest, earlier)]
    if listed is False:
        found.append(_unlisted(board))
    return Verdict(tuple(found), board, manifest, listed)


def _unlisted(board: Board) -> str:
    if board.closed:
        return "The receipt is not on the board: this ballot was not counted."
    return "The receipt cannot be on the board yet: ballots are listed once the cycle is closed."


def _all(board: Board, manifest: Manifest, earlier: bytes | None) -> Iterator[str]:
    yield from promised.problems(manifest)
    yield from blocks.problems(board.blocks, manifest, board.invited)
    yield from logged.problems(board, manifest)
    yield from counted.problems(board, came_back=logged.came_back(board, manifest))
    yield from trusted.problems(board, manifest)
    if earlier is not None:
        try:
            yield from logged.rewritten(parse(earlier), board)
        except NotABoard as why:
            yield f"The earlier board cannot be compared. {why}"
