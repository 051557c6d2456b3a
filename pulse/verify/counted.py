"""The ballots that were counted: their list, its root, and how many of what."""

from collections.abc import Iterator
from itertools import pairwise

from pulse.merkle import tree
from pulse.verify.board import Board


def problems(board: Board, *, came_back: bool = False) -> Iterator[str]:
    """Everything that is wrong with the list of ballots and the counts.

    A cycle that `came_back` from a backup lost the names of those who collected after it was made; their
    ballots count all the same, so only the invited bound their number.
    """
    if board.closed:
        yield from _list(board)
        yield from _numbers(board, came_back=came_back)
    elif board.leaves or any(
        fact is not None for fact in (board.root, board.collected, board.accepted, board.rejected)
    ):
        yield "The board lists ballots or counts of a cycle that is not closed."


def _list(board: Board) -> Iterator[str]:
    for at, (before, after) in enumerate(pairwise(board.leaves), start=1):
        if before == after:
            yield f"Ballot {at} of the list stands there twice."
        elif before > after:
            yield f"Ballot {at} of the list is not in its place: the list is not sorted."
    if board.root != tree.root([bytes.fromhex(leaf) for leaf in board.leaves]).hex():
        yield "The root of the board is not the root of its list of ballots."


def _numbers(board: Board, *, came_back: bool) -> Iterator[str]:
    collected, accepted, rejected = board.collected, board.accepted, board.rejected
    if collected is None or accepted is None or rejected is None:
        yield "The board is closed but does not say how many ballots were collected, accepted and rejected."
        return
    if len(board.leaves) != accepted:
        yield f"The board lists {len(board.leaves)} ballots; it says that {accepted} were accepted."
    if came_back and accepted + rejected > board.invited:
        yield f"More ballots came in ({accepted + rejected}) than people were invited ({board.invited})."
    if not came_back and accepted + rejected > collected:
        yield f"More ballots came in ({accepted + rejected}) than were handed out ({collected})."
    if collected > board.invited:
        yield f"More ballots were handed out ({collected}) than people were invited ({board.invited})."
