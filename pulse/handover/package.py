"""The package that a trustee counts: what is public about a cycle, its trees, and the finished outer ballots.

One line of canonical JSON, then the ballots, each 8,192 bytes, sorted bytewise by their keys: the
same pool always gives the same bytes, and nothing of the order in which ballots came.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pulse.envelope.canonical import canonical
from pulse.envelope.documents import NotADocument, canonical_object, is_count, is_hex
from pulse.envelope.layout import OUTER
from pulse.organisation.tree import Node, Tree

KIND = "pulse-package"


class NotAPackage(ValueError):
    """The file is no package; the message is one sentence."""


@dataclass(frozen=True)
class PackedBlock:
    """A block's document and where it stands in both trees."""

    index: int
    document: str
    unit_id: str
    location_id: str


@dataclass(frozen=True)
class Package:
    """Everything that a count needs but the trustee's key."""

    manifest: str
    content: str
    blocks: tuple[PackedBlock, ...]
    units: Tree
    locations: Tree
    k: int  # the manifest's, unless it was raised since
    collected: int
    restored: bool  # a backup was brought back: more ballots may have been handed out than it knows of
    ballots: tuple[bytes, ...]

    def write(self) -> bytes:
        """As a file."""
        head = {
            "v": 1,
            "kind": KIND,
            "manifest": self.manifest,
            "content": self.content,
            "blocks": [[block.document, block.unit_id, block.location_id] for block in self.blocks],
            "units": _nodes(self.units, {block.unit_id for block in self.blocks}),
            "locations": _nodes(self.locations, {block.location_id for block in self.blocks}),
            "k": self.k,
            "collected": self.collected,
            "restored": self.restored,
            "ballots": len(self.ballots),
        }
        return canonical(head) + b"\n" + b"".join(self.ballots)


def digest_of(content: bytes) -> str:
    """What tells one package from every other."""
    return sha256(content).hexdigest()


def _nodes(tree: Tree, used: Iterable[str]) -> list[list[str | None]]:
    """The nodes above blocks, without names: a part without blocks counts nothing, and may come or go."""
    return [[id, parent] for id, parent in tree.above((tree.root.id, *used)).items()]


def read(content: bytes) -> Package:
    """The package in a file."""
    line, _, rest = content.partition(b"\n")
    try:
        head = canonical_object(line.decode())
    except (NotADocument, UnicodeDecodeError):
        raise NotAPackage("This file is no package of ballots.") from None
    if head.get("kind") != KIND or head.get("v") != 1:
        raise NotAPackage("This file is no package of ballots.")
    counts = (head.get("k"), head.get("collected"), head.get("ballots"))
    if not all(is_count(number) for number in counts) or len(rest) != head["ballots"] * OUTER:
        raise NotAPackage("The package is not whole: it has not as many ballots as it says.")
    if (
        not all(isinstance(head.get(name), str) for name in ("manifest", "content"))
        or type(head.get("restored")) is not bool
    ):
        raise NotAPackage("The package has no manifest or no content.")
    return Package(
        head["manifest"],
        head["content"],
        _blocks(head.get("blocks")),
        _tree(head.get("units")),
        _tree(head.get("locations")),
        head["k"],
        head["collected"],
        head["restored"],
        tuple(rest[at : at + OUTER] for at in range(0, len(rest), OUTER)),
    )


def _rows(value: Any, length: int) -> Sequence[Any]:
    if not isinstance(value, list) or not all(isinstance(row, list) and len(row) == length for row in value):
        raise NotAPackage("The package's blocks or parts cannot be read.")
    return value


def _blocks(value: Any) -> tuple[PackedBlock, ...]:
    rows = _rows(value, 3)
    if not all(isinstance(item, str) for row in rows for item in row):
        raise NotAPackage("The package's blocks cannot be read.")
    return tuple(PackedBlock(index, *row) for index, row in enumerate(rows))


def _tree(value: Any) -> Tree:
    """A tree of ids; each node must hang, over however many steps, from the one root."""
    rows = _rows(value, 2)
    if not all(is_hex(id, 16) and (parent is None or is_hex(parent, 16)) for id, parent in rows):
        raise NotAPackage("The package's parts cannot be read.")
    try:
        tree = Tree(Node(id, parent, "") for id, parent in rows)
    except ValueError:
        raise NotAPackage("The package's parts are no tree.") from None
    if len({id for id, _ in rows}) != len(rows) or len(list(tree.walk())) != len(rows):
        raise NotAPackage("The package's parts are no tree.")
    return tree
