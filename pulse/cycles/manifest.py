"""The manifest of a cycle and the tree of its blocks, as bytes (docs/protocol.md section 2)."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pulse.envelope.canonical import block_leaf, canonical, digest
from pulse.merkle.tree import Tree
from pulse.trustee.frozen import FrozenTrustee, trustee_of

VERSION = 1


@dataclass(frozen=True)
class BlockEntry:
    """A block before it has its place in the tree."""

    block_id: str
    unit_id: str
    location_id: str
    label: str
    invited: int


@dataclass(frozen=True)
class PlacedBlock:
    """A block at its index, with the bytes that were hashed."""

    entry: BlockEntry
    index: int
    label: str
    modulus: int
    document: bytes
    leaf: bytes


def sort_key(label: str) -> bytes:
    """Labels are compared as these bytes, so that no two that look alike stand in one list."""
    return unicodedata.normalize("NFKC", label).lower().encode()


def instant(at: datetime) -> str:
    """As written in the manifest."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_order(entries: Sequence[BlockEntry]) -> list[tuple[BlockEntry, str]]:
    """The blocks in the tree's order, each with a label that no other has."""
    taken: set[bytes] = set()
    labelled = []
    for entry in sorted(entries, key=lambda e: (sort_key(e.label), e.block_id)):
        label, number = entry.label, 1
        while sort_key(label) in taken:
            number += 1
            label = f"{entry.label} ({number})"
        taken.add(sort_key(label))
        labelled.append((entry, label))
    return sorted(labelled, key=lambda pair: sort_key(pair[1]))


def place(entry: BlockEntry, label: str, index: int, modulus: int, exponent: int) -> PlacedBlock:
    """Give a block its index and key, and hash it."""
    document = canonical(
        {"index": index, "label": label, "invited": entry.invited, "n": f"{modulus:0512x}", "e": exponent}
    )
    return PlacedBlock(entry, index, label, modulus, document, block_leaf(document))


def promised_end(manifest: bytes) -> datetime:
    """The instant before which people were promised that nobody reads their answers."""
    ends = [zone["answer_until"] for zone in json.loads(manifest)["zones"].values()]
    return max(datetime.fromisoformat(end) for end in ends)


def named_trustee(manifest: bytes) -> FrozenTrustee | None:
    """The trustee that a manifest of ours names, if any."""
    return trustee_of(json.loads(manifest))


def build_manifest(
    *,
    organisation: str,
    cycle: str,
    zones: Mapping[str, tuple[datetime, datetime]],
    k: int,
    k_inv: int,
    content: bytes,
    client_hash: str,
    box_public: bytes,
    leaves: Sequence[bytes],
    trustee: FrozenTrustee | None = None,
) -> bytes:
    """The canonical bytes whose SHA-256 is M; without a trustee there is no field for one."""
    return canonical(
        {
            "v": VERSION,
            "organisation": organisation,
            "cycle": cycle,
            "zones": {
                zone: {"opens": instant(opens), "answer_until": instant(until)}
                for zone, (opens, until) in zones.items()
            },
            "k": k,
            "k_inv": k_inv,
            "content_hash": digest(content).hex(),
            "client_hash": client_hash,
            "bpk": box_public.hex(),
            "blocks": len(leaves),
            "blocks_root": Tree(leaves).root().hex(),
            **({"trustee": trustee.field()} if trustee else {}),
        }
    )
