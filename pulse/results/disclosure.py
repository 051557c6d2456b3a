"""Which declared cells may be shown: PARTITION-k over unit tree, location tree and their crossing.

People whom every released cell treats alike form an *atom*. A cell is released only while every
atom that is not empty keeps at least k of those who answered. Then no sum or difference of
released figures, however long, speaks of fewer than k people. What is hidden depends on how many
answered, never on what they said.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Protocol

from pulse.organisation.tree import Tree

Parts = Sequence[AbstractSet[int]]
Acceptable = Callable[[Parts, Parts], bool]  # the parts that a cut would make, and all there would then be


class Placed(Protocol):
    """What a block needs to have to be counted: its number and where it stands in both trees."""

    @property
    def index(self) -> int:
        """Its number in the cycle."""

    @property
    def unit_id(self) -> str:
        """The lowest unit that all its people have in common."""

    @property
    def location_id(self) -> str:
        """The lowest location that all its people have in common."""


@dataclass(frozen=True)
class Cell:
    """One node of the declared family. The empty id stands for the root of its tree."""

    unit: str = ""
    location: str = ""
    depth: int = field(default=0, compare=False, repr=False)

    @property
    def kind(self) -> int:
        """Its place in the order of priority: whole organisation, location, unit, crossing."""
        return 2 * bool(self.unit) + bool(self.location)


@dataclass(frozen=True)
class Partition:
    """What may be shown, and the smallest groups that can be told apart in it."""

    released: tuple[Cell, ...] = ()
    atoms: tuple[frozenset[int], ...] = ()


def _below(tree: Tree) -> list[tuple[int, str]]:
    """Every node but the root with its depth, the higher ones first."""
    return sorted((depth, node.id) for depth, node in tree.walk() if depth)


def family(units: Tree, locations: Tree) -> list[Cell]:
    """All cells that may ever be asked about, by priority: nothing outside this list is shown."""
    places, parts = _below(locations), _below(units)
    crossings = [Cell(unit, place, down + along) for down, unit in parts for along, place in places]
    return [
        Cell(),
        *(Cell("", place, depth) for depth, place in places),
        *(Cell(unit, "", depth) for depth, unit in parts),
        *sorted(crossings, key=lambda cell: (cell.depth, cell.unit, cell.location)),
    ]


def _above(tree: Tree, id: str) -> list[str]:
    return ["" if at == tree.root.id else at for at in tree.ancestors(id)]


def members(
    cells: Iterable[Cell], blocks: Iterable[Placed], units: Tree, locations: Tree
) -> dict[Cell, frozenset[int]]:
    """The blocks of each cell: a block counts only for the ancestors of its unit and location."""
    inside: dict[Cell, set[int]] = {cell: set() for cell in cells}
    for block in blocks:
        for unit in _above(units, block.unit_id):
            for location in _above(locations, block.location_id):
                if (cell := Cell(unit, location)) in inside:
                    inside[cell].add(block.index)
    return {cell: frozenset(numbers) for cell, numbers in inside.items()}


class _Refinement:
    """The parts into which everything released so far divides the blocks."""

    def __init__(self, everything: frozenset[int], counts: Mapping[int, float], k: int) -> None:
        self.parts: list[set[int]] = [set(everything)]
        self.counts = counts
        self.k = k
        self._sizes = [self._size(everything)]
        self._part_of = dict.fromkeys(everything, 0)

    def _size(self, blocks: Iterable[int]) -> float:
        return sum(self.counts.get(block, 0) for block in blocks)

    def _pieces(self, cell: frozenset[int]) -> dict[int, set[int]]:
        """What the cell cuts out of each part that it touches."""
        pieces: dict[int, set[int]] = {}
        for block in cell:
            pieces.setdefault(self._part_of[block], set()).add(block)
        return pieces

    def split(self, cell: frozenset[int], acceptable: Acceptable | None = None) -> bool:
        """Cut along a cell if no piece falls below k and nothing else forbids it; else leave everything as it was."""
        sizes = {part: (piece, self._size(piece)) for part, piece in self._pieces(cell).items()}
        for part, (_, size) in sizes.items():
            if 0 < size < self.k or 0 < self._sizes[part] - size < self.k:
                return False
        cuts = {part: piece for part, (piece, _) in sizes.items() if len(piece) < len(self.parts[part])}
        if acceptable and not acceptable(*self._after(cuts)):
            return False
        for part, piece in cuts.items():
            self._cut(part, piece, sizes[part][1])
        return True

    def _after(self, cuts: Mapping[int, set[int]]) -> tuple[Parts, Parts]:
        """The parts that these cuts would make, and all that there would be."""
        made = [half for part, piece in cuts.items() for half in (piece, self.parts[part] - piece)]
        return made, [part for number, part in enumerate(self.parts) if number not in cuts] + made

    def _cut(self, part: int, piece: set[int], size: float) -> None:
        self.parts[part] -= piece
        self._sizes[part] -= size
        self._part_of.update(dict.fromkeys(piece, len(self.parts)))
        self.parts.append(piece)
        self._sizes.append(size)

    def atoms(self) -> tuple[frozenset[int], ...]:
        """The parts in which somebody answered, in an order that tells nothing of the answers."""
        filled = (frozenset(part) for part, size in zip(self.parts, self._sizes, strict=True) if size)
        return tuple(sorted(filled, key=min))


def partition(
    members: Mapping[Cell, frozenset[int]],
    counts: Mapping[int, float],
    k: int,
    acceptable: Acceptable | None = None,
) -> Partition:
    """PARTITION-k: walk the cells by priority, siblings by falling n, and release what is safe.

    `counts` says how many answered in each block, `acceptable` what else a cut must not do. Without
    the root nothing is released.
    """
    sizes = {cell: sum(counts.get(block, 0) for block in blocks) for cell, blocks in members.items()}
    whole = members.get(Cell(), frozenset())
    if sizes.get(Cell(), 0) < k or (acceptable and not acceptable([whole], [whole])):
        return Partition()
    refinement = _Refinement(whole, counts, k)
    order = sorted(sizes, key=lambda cell: (cell.kind, cell.depth, -sizes[cell], cell.unit, cell.location))
    released = tuple(cell for cell in order if sizes[cell] >= k and refinement.split(members[cell], acceptable))
    return Partition(released, refinement.atoms())
