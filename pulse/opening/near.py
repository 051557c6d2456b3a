"""Which cells are too alike in two cycles to be compared exactly (disclosure rule 6), pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from pulse.organisation.tree import Tree

Spot = tuple[str, str]  # unit and location of a block
Cell = tuple[str, str]  # the same, with "" for a root


def cells_above(units: Tree, locations: Tree) -> Callable[[Spot], frozenset[Cell]]:
    """A function that gives every declared cell a block at some spot counts for."""

    def named(tree: Tree, id: str) -> list[str]:
        return ["" if node == tree.root.id else node for node in tree.ancestors(id)]

    @cache
    def above(spot: Spot) -> frozenset[Cell]:
        return frozenset((u, place) for u in named(units, spot[0]) for place in named(locations, spot[1]))

    return above


def parts_of(spots: Iterable[Spot], above: Callable[[Spot], frozenset[Cell]]) -> list[Cell]:
    """Every cell that somebody stands in, but for the whole organisation."""
    found: set[Cell] = set()
    for spot in set(spots):
        found |= above(spot)
    return sorted(found - {("", "")})


def near_cells(
    now: Mapping[str, Spot], earlier: Mapping[str, Spot], above: Callable[[Spot], frozenset[Cell]], k: int
) -> list[Cell]:
    """Cells that 1 to k-1 people left or joined; `now` and `earlier` map each person to a spot.

    Of those who left and those who joined the larger number counts: with both added, erasing a few people and
    importing them again under new ids would make two check-ins of the same people look far apart.
    """
    joined: Counter[Cell] = Counter()
    left: Counter[Cell] = Counter()
    for person in now.keys() | earlier.keys():
        here, there = now.get(person), earlier.get(person)
        if here != there:
            are, were = (above(spot) if spot else frozenset() for spot in (here, there))
            joined.update(are - were)
            left.update(were - are)
    return sorted(cell for cell in joined.keys() | left.keys() if max(joined[cell], left[cell]) < k)
