"""A count that only the trustee could make: their signed statement, and that it is about this very board."""

from collections.abc import Iterator
from typing import Any

from pulse.envelope.canonical import digest
from pulse.envelope.documents import NotADocument, canonical_object
from pulse.handover.result import NotAResult, signature_holds, stated
from pulse.verify.board import Board
from pulse.verify.promised import Manifest

SAME = ("collected", "accepted", "rejected", "root")


def problems(board: Board, manifest: Manifest) -> Iterator[str]:
    """Everything that is wrong with who counted."""
    counts = manifest.trustee is not None and manifest.trustee.counts
    if board.counted is None:
        if counts and board.closed:
            yield "The manifest promised that the trustee counts; the board has nothing that they signed."
        return
    if manifest.trustee is None or not counts or not board.closed:
        yield "The board says that a trustee counted; by its manifest none did, or nothing is counted yet."
        return
    signature, text = board.counted.signature, board.counted.document
    if not signature_holds(manifest.trustee.key.sign, manifest.hash, text.encode(), signature):
        yield "What the trustee is said to have counted is not signed by the key that the manifest names."
    try:
        facts = stated(text)
    except NotAResult as why:
        yield str(why)
        return
    ours = {"organisation": manifest.organisation, "cycle": manifest.cycle, "manifest": manifest.hash}
    ours["key"] = manifest.trustee.key.id
    if any(facts[name] != value for name, value in ours.items()):
        yield "What the trustee signed is about another check-in."
    for name in SAME:
        if facts[name] != getattr(board, name):
            yield f'What the trustee signed has another "{name}" than the board.'
    if digest(text.encode()).hex() not in [entry.get("statement") for entry in _closes(board, manifest)]:
        yield "The log's close of this cycle does not name what the trustee signed."


def _closes(board: Board, manifest: Manifest) -> Iterator[dict[str, Any]]:
    for entry in board.log:
        try:
            said = canonical_object(entry.document)
        except NotADocument:  # the log's own checks say so
            continue
        if said.get("kind") == "closed" and said.get("cycle") == manifest.cycle:
            yield said
