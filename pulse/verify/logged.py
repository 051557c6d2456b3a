"""The append-only log: its tree, its signed heads, and what it says of this cycle."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from pulse.answers.log import head_holds
from pulse.envelope.documents import NotADocument, canonical_object
from pulse.merkle.tree import Tree, consistent, leaf_hash
from pulse.verify.board import Board, Entry
from pulse.verify.promised import Manifest

FACTS = ("origin", "invited", "collected", "accepted", "rejected", "root")


def problems(board: Board, manifest: Manifest) -> Iterator[str]:
    """Everything that is wrong with a log."""
    if not board.log:
        yield "The log is empty."
        return
    yield from _tree(board.log)
    for at, entry in enumerate(board.log):
        if not head_holds(board.log_key, manifest.organisation, at + 1, entry.root, entry.signature):
            yield f"The head after entry {at} of the log is not signed by the log's key."
    said: list[dict[str, Any]] = []
    for at, entry in enumerate(board.log):
        try:
            said.append(canonical_object(entry.document))
        except NotADocument as why:
            yield f"Entry {at} of the log cannot be read: {why}."
        else:
            if said[-1].get("organisation") != manifest.organisation:
                yield f"Entry {at} of the log is of another organisation."
    yield from _lives(said)
    yield from _ours([one for one in said if one.get("cycle") == manifest.cycle], board, manifest)


def _tree(log: Sequence[Entry]) -> Iterator[str]:
    """Each head must be the root of all entries so far; then every earlier log begins the later ones."""
    whole = Tree([leaf_hash(entry.document.encode()) for entry in log])
    last = whole.root()
    for at, entry in enumerate(log):
        if not consistent(at + 1, len(log), whole.consistency(at + 1), entry.root, last):
            yield f"The root after entry {at} of the log does not belong to the entries up to there."


def _lives(said: Sequence[dict[str, Any]]) -> Iterator[str]:
    """No cycle of the log opens or closes twice, or closes before it opened."""
    seen: Counter[tuple[str, str]] = Counter()
    for entry in said:
        kind, cycle = str(entry.get("kind")), str(entry.get("cycle"))
        if kind not in {"opened", "restored", "closed"}:
            continue
        seen[kind, cycle] += 1
        if kind != "restored" and seen[kind, cycle] == 2:
            yield f"The log says twice that cycle {ascii(cycle)[1:-1]} {kind}."
        if kind == "closed" and not seen["opened", cycle]:
            yield f"The log closes cycle {ascii(cycle)[1:-1]} without having opened it."
        if kind == "restored" and (seen["closed", cycle] or not seen["opened", cycle]):
            yield f"The log brings cycle {ascii(cycle)[1:-1]} back from a backup when it was not open."


def came_back(board: Board, manifest: Manifest) -> bool:
    """Whether this cycle was brought back from a backup before it was counted, by the log's own word."""
    wanted = {"kind": "restored", "organisation": manifest.organisation, "manifest": manifest.hash}
    return any(wanted.items() <= entry.items() for entry in _readable(board.log))


def _readable(log: Sequence[Entry]) -> Iterator[dict[str, Any]]:
    for entry in log:
        with suppress(NotADocument):
            yield canonical_object(entry.document)


def _ours(said: Sequence[dict[str, Any]], board: Board, manifest: Manifest) -> Iterator[str]:
    opened = [entry for entry in said if entry.get("kind") == "opened"]
    closed = [entry for entry in said if entry.get("kind") == "closed"]
    if not opened:
        yield "The log does not have the opening of this cycle."
    if board.closed and not closed:
        yield "The log does not have the close of this cycle."
    if closed and not board.closed:
        yield "The board says that the cycle is not closed; the log has its close."
    for kind, entries in (("opening", opened), ("close", closed)):
        if any(entry.get("manifest") != manifest.hash for entry in entries):
            yield f"The log's {kind} of this cycle names another manifest than the board's."
    for name in FACTS if board.closed else ():
        if any(entry.get(name) != getattr(board, name) for entry in closed):
            yield f'The log\'s close of this cycle has another "{name}" than the board.'


def _beginning(earlier: Board, later: Board) -> bool:
    """Whether the earlier log begins the later one, shown by a proof between their heads."""
    old, new = len(earlier.log), len(later.log)
    if not 0 < old <= new:
        return False
    proof = Tree([leaf_hash(entry.document.encode()) for entry in later.log]).consistency(old)
    return consistent(old, new, proof, earlier.log[-1].root, later.log[-1].root)


def rewritten(earlier: Board, later: Board) -> Iterator[str]:
    """Whether what an earlier board's log said was changed since."""
    if earlier.log_key != later.log_key:
        yield "The earlier board's log was signed by another key."
    if not _beginning(earlier, later):
        yield "The earlier board's log is not the beginning of this one: something was changed or taken away."
