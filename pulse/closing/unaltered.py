"""Whether a cycle is still what people were promised, and its pool what was first opened, pure.

Whoever may write to the database cannot read a ballot, but could have the close read for them: lower a threshold,
or have the same pool counted twice, once without one person. What is counted must therefore hang together with
the manifest, whose hash every ballot carries, and a pool is opened in one state and one arrangement only.
"""

import json
from collections.abc import Sequence
from hashlib import sha256

from pulse.cycles.queries import BlockView, CycleView
from pulse.envelope.canonical import block_leaf, canonical, digest
from pulse.merkle.tree import root
from pulse.organisation.tree import Tree


def as_promised(cycle: CycleView, blocks: Sequence[BlockView]) -> bool:
    """Whether thresholds, questions and blocks are those of the manifest, and the manifest the one that was hashed."""
    facts = json.loads(cycle.manifest)
    leaves = [block_leaf(block.document) for block in blocks]
    return (
        digest(cycle.manifest).hex() == cycle.manifest_hash
        and facts["k"] <= cycle.k  # to raise it takes nothing from anybody
        and facts["k_inv"] <= cycle.k_inv
        and facts["content_hash"] == digest(cycle.content).hex()
        and facts["blocks_root"] == root(leaves).hex()
        and leaves == [block.leaf for block in blocks]
        and [json.loads(block.document)["index"] for block in blocks] == [block.index for block in blocks]
    )


def arrangement(k: int, blocks: Sequence[BlockView], units: Tree, locations: Tree) -> bytes:
    """Everything besides the ballots that decides how they are added up.

    The same ballots counted over two arrangements would be as good as two pools: a block that moves from one
    part to another shows its answers as the difference. Nodes without blocks count nothing and may come and go.
    """
    places = [[block.index, block.unit_id, block.location_id] for block in blocks]
    return canonical(
        {
            "k": k,
            "blocks": places,
            "units": units.above(block.unit_id for block in blocks),
            "locations": locations.above(block.location_id for block in blocks),
        }
    )


class PoolDigest:
    """One value for an arrangement and all that lies in a pool, row by row in the order of the tags."""

    def __init__(self, arrangement: bytes) -> None:
        self._hash = sha256(digest(arrangement))

    def add(self, tag: bytes, box: bytes) -> None:
        """The next row."""
        self._hash.update(tag + sha256(box).digest())

    def value(self) -> bytes:
        """32 bytes."""
        return self._hash.digest()
