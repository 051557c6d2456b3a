"""The whole list of blocks, of which one client sees three: order, labels, keys, sizes, and the tree over them."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pulse.cycles.manifest import sort_key
from pulse.envelope.canonical import block_leaf
from pulse.envelope.documents import NotADocument, canonical_object, is_count, is_hex
from pulse.merkle import tree
from pulse.verify.promised import Manifest

EXPONENT, BITS = 65537, 2048
HIDDEN = frozenset({"Cf", "Cc", "Co"})


@dataclass(frozen=True)
class Block:
    """One block as its document gives it."""

    index: int
    label: str
    invited: int
    modulus: int
    exponent: int


def parse(document: str) -> Block:
    """One block; `NotADocument` where it is none."""
    found = canonical_object(document)
    label = found.get("label")
    if not isinstance(label, str) or not all(is_count(found.get(name)) for name in ("index", "invited", "e")):
        raise NotADocument("it lacks index, label, invited or e")
    if not is_hex(found.get("n"), BITS // 8):
        raise NotADocument("its key is not 512 hex digits")
    return Block(found["index"], label, found["invited"], int(found["n"], 16), found["e"])


def problems(documents: Sequence[str], manifest: Manifest, invited: int) -> Iterator[str]:
    """Everything that is wrong with a list of blocks."""
    if len(documents) != manifest.blocks:
        yield f"The board lists {len(documents)} blocks; the manifest promised {manifest.blocks}."
    if tree.root([block_leaf(document.encode()) for document in documents]) != manifest.blocks_root:
        yield "The list of blocks is not the one that the manifest was made of: its tree has another root."
    blocks: list[Block] = []
    for at, document in enumerate(documents):
        try:
            blocks.append(parse(document))
        except NotADocument as why:
            yield f"Block {at} cannot be read: {why}."
    for at, block in enumerate(blocks if len(blocks) == len(documents) else []):
        yield from _alone(at, block, manifest.k_inv)
    yield from _together(blocks)
    if len(blocks) == len(documents) and sum(block.invited for block in blocks) != invited:
        total = sum(block.invited for block in blocks)
        yield f"The blocks invite {total} people together; the board says {invited}."


def _alone(at: int, block: Block, k_inv: int) -> Iterator[str]:
    name = f"Block {at} ({ascii(block.label)[1:-1]})"
    if block.index != at:
        yield f"{name} stands at position {at} but calls itself {block.index}."
    if any(unicodedata.category(character) in HIDDEN for character in block.label):
        yield f"{name} has an invisible or control character in its label."
    if block.exponent != EXPONENT:
        yield f"{name} has the key exponent {block.exponent} instead of {EXPONENT}."
    if block.modulus.bit_length() != BITS:
        yield f"{name} has a key of {block.modulus.bit_length()} bits instead of {BITS}."
    if block.invited < k_inv:
        yield f"{name} has {block.invited} invited people; the manifest promised at least {k_inv}."


def _together(blocks: Sequence[Block]) -> Iterator[str]:
    for before, after in pairwise(blocks):
        first, second = sort_key(before.label), sort_key(after.label)
        if first == second:
            yield f"Blocks {before.index} and {after.index} have labels that look alike."
        elif first > second:
            yield f"Blocks {before.index} and {after.index} are not in the order of their labels."
    first_with: dict[int, int] = {}
    for block in blocks:
        other = first_with.setdefault(block.modulus, block.index)
        if other != block.index:
            yield f"Blocks {other} and {block.index} share one key."
