"""Forming blocks: the smallest groups a ballot can carry, each with at least k_inv invited people.

Per location and from the leaves of the unit tree upwards, people who are too few for a block of
their own wait at the parent unit; where they are still too few, the smallest block below takes
them in. A location with too few people joins its parent location. Canteens and car parks belong
to locations, work to units: hence unit x location.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

from pulse.organisation.tree import Tree


@dataclass(frozen=True)
class Place:
    """Where somebody belongs."""

    unit: str
    location: str


@dataclass(frozen=True)
class FormedBlock:
    """People whose ballots look alike. Joiners of its location enter where `takes_joiners`."""

    unit: str
    location: str
    people: frozenset[str]
    takes_joiners: bool = False


class TooFewPeople(ValueError):
    """Fewer people can be invited than one block needs."""


@dataclass
class _Group:
    """Some people of one location, not yet or already a block."""

    people: list[str]

    def __lt__(self, other: "_Group") -> bool:
        return (len(self.people), self.people[0]) < (len(other.people), other.people[0])


def form_blocks(units: Tree, locations: Tree, people: Mapping[str, Place], k_inv: int) -> list[FormedBlock]:
    """Partition `people` into blocks of at least `k_inv`; `TooFewPeople` if not even one is possible."""
    if len(people) < k_inv:
        raise TooFewPeople(f"{len(people)} people can be invited; a check-in needs at least {k_inv}")
    blocks: list[FormedBlock] = []
    for location, members in sorted(_by_location(locations, people, k_inv).items()):
        groups = [group.people for group in _in_location(units, people, members, k_inv)]
        chosen = _remainder(units, people, groups)
        blocks += [
            FormedBlock(_common_unit(units, people, group), location, frozenset(group), group is chosen)
            for group in groups
        ]
    return blocks


def _by_location(locations: Tree, people: Mapping[str, Place], k_inv: int) -> dict[str, list[str]]:
    """Each location's people, those of small locations moved to the parent."""
    at: dict[str, list[str]] = defaultdict(list)
    for person in sorted(people):
        at[people[person].location].append(person)
    for _depth, node in sorted(locations.walk(), key=lambda item: -item[0]):
        if node.parent_id is not None and 0 < len(at[node.id]) < k_inv:
            at[node.parent_id] += at.pop(node.id)
    root = locations.root.id
    if 0 < len(at[root]) < k_inv:  # nowhere further up: the smallest other location is taken in
        smallest = min((id for id in at if id != root and at[id]), key=lambda id: (len(at[id]), id))
        at[root] += at.pop(smallest)
    return {location: sorted(members) for location, members in at.items() if members}


def _in_location(units: Tree, people: Mapping[str, Place], members: list[str], k_inv: int) -> list[_Group]:
    own: dict[str, list[str]] = defaultdict(list)
    for person in members:
        own[people[person].unit].append(person)

    def visit(unit: str) -> tuple[list[_Group], list[str]]:
        blocks: list[_Group] = []
        waiting = list(own[unit])
        for child in units.children(unit):
            formed, left = visit(child.id)
            blocks += formed
            waiting += left
        if not waiting:
            return blocks, []
        if len(waiting) < k_inv:
            if not blocks:
                return [], waiting
            smallest = min(blocks)
            blocks.remove(smallest)
            waiting += smallest.people
        return [*blocks, _Group(sorted(waiting))], []

    return visit(units.root.id)[0]


def _common_unit(units: Tree, people: Mapping[str, Place], group: Iterable[str]) -> str:
    return reduce(units.lowest_common, sorted({people[person].unit for person in group}))


def _remainder(units: Tree, people: Mapping[str, Place], groups: list[list[str]]) -> list[str]:
    """The block at the top of the location if there is one, else its largest."""
    top = [group for group in groups if _common_unit(units, people, group) == units.root.id]
    return max(top or groups, key=lambda group: (len(group), group[0]))


def label(units: Tree, locations: Tree, unit: str, location: str) -> str:
    """What the person reads: `Operations / Kitchen · Jakarta`, without roots that say nothing."""
    parts = []
    if unit != units.root.id:
        parts.append(units.label(unit))
    if location != locations.root.id:
        parts.append(locations.label(location))
    return " · ".join(parts) or units.root.name


def joining_block(locations: Tree, blocks: Mapping[str, FormedBlock], location: str) -> str:
    """The block (by its id) that somebody new at `location` enters until the quarter ends."""
    for at in locations.ancestors(location):
        here = [id for id, block in blocks.items() if block.location == at and block.takes_joiners]
        if here:
            return here[0]
    return max(blocks, key=lambda id: (len(blocks[id].people), id))


def absorb_shrunken(
    units: Tree, locations: Tree, blocks: Mapping[str, FormedBlock], k_inv: int
) -> dict[str, FormedBlock]:
    """Join blocks that leavers brought under `k_inv` with the smallest other of their location.

    An emptied block vanishes. `TooFewPeople` when all together are too few.
    """
    left = {id: block for id, block in blocks.items() if block.people}
    while left:
        shrunken = [id for id in left if len(left[id].people) < k_inv]
        if not shrunken:
            return left
        if len(left) == 1:
            break
        id = min(shrunken, key=lambda id: (len(left[id].people), id))
        small = left.pop(id)
        near = [other for other in left if left[other].location == small.location] or list(left)
        host = min(near, key=lambda other: (len(left[other].people), other))
        left[host] = FormedBlock(
            units.lowest_common(left[host].unit, small.unit),
            locations.lowest_common(left[host].location, small.location),
            left[host].people | small.people,
            left[host].takes_joiners or small.takes_joiners,
        )
    raise TooFewPeople(f"too few people are left for a block of {k_inv}")
