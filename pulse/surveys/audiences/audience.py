"""Whom a survey asks, as parts of both trees, pure.

An audience takes in whole blocks of the quarter: those that stand inside it, and so count for its parts in every
check-in. A block that reaches over its edge, because some teams are too small by themselves, is not asked: its
people are too few to be asked apart from the others (docs/decisions/0014-audiences.md).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from pulse.organisation.tree import Tree

SEPARATOR = ", "


class Standing(Protocol):
    """Something that stands at a unit and a location: a block of the quarter."""

    @property
    def unit(self) -> str:
        """The lowest unit that is above all its people's."""

    @property
    def location(self) -> str:
        """The same of locations."""


Block = TypeVar("Block", bound=Standing)


@dataclass(frozen=True)
class Audience:
    """Units and locations, each with all below. Of one kind they add up, the two kinds narrow each other."""

    units: frozenset[str] = frozenset()
    locations: frozenset[str] = frozenset()

    @property
    def everybody(self) -> bool:
        """Whether nobody is left out."""
        return not self.units and not self.locations

    def within(self, units: Tree, locations: Tree) -> Callable[[str, str], bool]:
        """A function that says whether a unit and a location lie inside. A node that is gone holds nobody."""
        kinds = [(tree, chosen) for tree, chosen in ((units, self.units), (locations, self.locations)) if chosen]
        reached = {id(tree): _below(tree, chosen) for tree, chosen in kinds}

        def inside(unit: str, location: str) -> bool:
            at = {id(units): unit, id(locations): location}
            return all(at[kind] in nodes for kind, nodes in reached.items())

        return inside

    def asked(self, units: Tree, locations: Tree, blocks: Mapping[str, Block]) -> dict[str, Block]:
        """The blocks that stand inside, by id."""
        inside = self.within(units, locations)
        return {id: block for id, block in blocks.items() if inside(block.unit, block.location)}

    def tidy(self, units: Tree, locations: Tree) -> "Audience":
        """The same with nothing said twice: a root is everybody, what lies below another chosen part goes with it."""
        return Audience(_topmost(units, self.units), _topmost(locations, self.locations))

    def names(self, units: Tree, locations: Tree) -> "Names":
        """The same in words, for whoever is told."""
        return Names(_labels(units, self.units), _labels(locations, self.locations))


@dataclass(frozen=True)
class Names:
    """The parts of an audience by what they are called, as a check-in freezes them."""

    units: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()

    @property
    def unit_list(self) -> str:
        """The units in one line."""
        return SEPARATOR.join(self.units)

    @property
    def location_list(self) -> str:
        """The locations in one line."""
        return SEPARATOR.join(self.locations)

    def document(self) -> dict[str, list[str]]:
        """As a cycle's content holds them; a kind that narrows nothing is left out."""
        kinds = {"units": list(self.units), "locations": list(self.locations)}
        return {kind: names for kind, names in kinds.items() if names}

    @classmethod
    def of(cls, document: Mapping[str, Collection[str]]) -> "Names":
        """The names in a content."""
        return cls(tuple(document.get("units", ())), tuple(document.get("locations", ())))


@dataclass(frozen=True)
class Reach:
    """Whom an audience would ask now, and what would show.

    `people` are asked, `of` so many altogether. `left` belong to the chosen parts and are not asked, `others` are
    asked and belong elsewhere by now. `numbers` and `bands` name the parts that would show.
    """

    of: int
    least: int
    k: int
    people: int = 0
    left: int = 0
    others: int = 0
    numbers: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()

    @property
    def too_few(self) -> bool:
        """Whether a check-in for these people cannot open."""
        return self.people < self.least


Reaching = Callable[[str, Audience], Reach]  # put in by `application`, asked for one organisation


def _below(tree: Tree, chosen: Collection[str]) -> frozenset[str]:
    return frozenset(node for top in chosen if top in tree.nodes for node in tree.subtree(top))


def _topmost(tree: Tree, chosen: frozenset[str]) -> frozenset[str]:
    if tree.root.id in chosen:
        return frozenset()
    return frozenset(
        each for each in chosen if each not in tree.nodes or not chosen.intersection(tree.ancestors(each)[1:])
    )


def _labels(tree: Tree, chosen: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(tree.label(each) for each in chosen if each in tree.nodes))
