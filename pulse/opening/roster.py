"""Which block each invited person stands in, pure: formed once a quarter, then only joiners and leavers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from secrets import token_hex

from pulse.organisation.blocks import FormedBlock, Place, absorb_shrunken, form_blocks, joining_block
from pulse.organisation.tree import Tree


@dataclass(frozen=True)
class Standing:
    """A block of this quarter as the last opening left it."""

    unit: str
    location: str
    takes_joiners: bool
    members: frozenset[str]


def settle(
    units: Tree,
    locations: Tree,
    people: Mapping[str, Place],
    standing: Mapping[str, Standing],
    k_inv: int,
) -> dict[str, FormedBlock]:
    """The blocks of this opening by id, each with at least `k_inv` of the `people` now invited.

    At a quarter's first opening they are formed; later ones keep everybody where they were, put
    joiners into their location's block for joiners, and join blocks that leavers made too small.
    """
    if not standing:
        return {token_hex(16): block for block in form_blocks(units, locations, people, k_inv)}
    blocks = {
        id: FormedBlock(was.unit, was.location, was.members & people.keys(), was.takes_joiners)
        for id, was in standing.items()
    }
    known = {person for was in standing.values() for person in was.members}
    for person in sorted(people.keys() - known):
        home = joining_block(locations, blocks, people[person].location)
        blocks[home] = replace(blocks[home], people=blocks[home].people | {person})
    return absorb_shrunken(units, locations, blocks, k_inv)
