"""Boards as files, made by hand from the pure parts: right ones, and ones with a single thing wrong."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from pulse.answers import log
from pulse.cycles.manifest import build_manifest, sort_key
from pulse.envelope.canonical import canonical
from pulse.merkle.tree import root

ORGANISATION, CYCLE = "0a" * 16, "c1" * 16
LOG_KEY = bytes(range(32))
K, K_INV = 7, 13
ZONES = {"Asia/Jakarta": (datetime(2026, 11, 23, 2, tzinfo=UTC), datetime(2026, 11, 30, 2, tzinfo=UTC))}
OTHER_CYCLE = "c2" * 16


def leaves_of(count: int) -> list[str]:
    """So many receipts, sorted."""
    return sorted(sha256(number.to_bytes(4, "big")).hexdigest() for number in range(count))


def block_documents(count: int, *, invited: int = 20) -> list[dict[str, Any]]:
    """Blocks as values, each with a key of its own, in the order of their labels."""
    labels = sorted((f"Part {number}" for number in range(count)), key=sort_key)
    return [
        {"index": at, "label": label, "invited": invited, "n": f"{(1 << 2047) + 2 * at + 1:0512x}", "e": 65537}
        for at, label in enumerate(labels)
    ]


def manifest_over(blocks: Sequence[str], **changes: Any) -> str:
    """The manifest that belongs to these blocks."""
    body = build_manifest(
        organisation=ORGANISATION, cycle=CYCLE, zones=ZONES, k=K, k_inv=K_INV, content=b"{}", client_hash="00" * 32,
        box_public=b"\4" + bytes(64), leaves=[log.leaf_hash(block.encode()) for block in blocks],
    )  # fmt: skip
    return canonical(json.loads(body) | changes).decode()


def signed(documents: Sequence[bytes], key: bytes = LOG_KEY) -> list[dict[str, str]]:
    """A log of these entries."""
    found = []
    for size in range(1, len(documents) + 1):
        head = log.log_root(documents[:size])
        signature = log.sign_head(key, ORGANISATION, size, head)
        found.append({"document": documents[size - 1].decode(), "root": head.hex(), "signature": signature.hex()})
    return found


def entries(board: dict[str, Any], *, others: int = 1) -> list[bytes]:
    """What the log of an installation says that had other cycles before this one."""
    m = sha256(board["manifest"].encode()).hexdigest()
    facts = {name: board[name] for name in ("origin", "invited", "collected", "accepted", "rejected", "root")}
    before = [bytes([9, number]) * 8 for number in range(others)]
    said = [log.opened_entry(ORGANISATION, cycle.hex(), "11" * 32) for cycle in before]
    said.append(log.opened_entry(ORGANISATION, CYCLE, m))
    return [*said, log.closed_entry(ORGANISATION, CYCLE, m, **facts)] if board["closed"] else said


def a_board(
    *,
    ballots: int = 30,
    blocks: int = 3,
    invited: int = 20,
    closed: bool = True,
    edit_blocks: Callable[[list[dict[str, Any]]], None] = lambda _: None,
    promises: dict[str, Any] | None = None,
    edit: Callable[[dict[str, Any]], None] = lambda _: None,
    said: Callable[[list[bytes]], None] = lambda _: None,
    **changes: Any,
) -> dict[str, Any]:
    """A board that holds, unless something is changed: blocks and manifest before they are signed, `edit` last."""
    values = block_documents(blocks, invited=invited)
    edit_blocks(values)
    documents = [canonical(value).decode() for value in values]
    leaves = leaves_of(ballots) if closed else []
    board: dict[str, Any] = {
        "v": 1,
        "manifest": manifest_over(documents, **(promises or {})),
        "origin": "cast",
        "closed": closed,
        "invited": sum(value["invited"] for value in values),
        "collected": ballots + 4 if closed else None,
        "accepted": ballots if closed else None,
        "rejected": 1 if closed else None,
        "blocks": documents,
        "leaves": leaves,
        "root": root([bytes.fromhex(leaf) for leaf in leaves]).hex() if closed else None,
        "log_key": log.Ed25519PrivateKey.from_private_bytes(LOG_KEY).public_key().public_bytes_raw().hex(),
    } | changes
    documents_of_the_log = entries(board)
    said(documents_of_the_log)
    board["log"] = signed(documents_of_the_log)
    edit(board)
    return board


def as_file(board: dict[str, Any]) -> bytes:
    """The board as it is downloaded."""
    return json.dumps(board, ensure_ascii=False, separators=(",", ":")).encode()
