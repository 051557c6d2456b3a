"""Which roles reach a part that was moved or merged, pure: nobody comes to see people whom they did not see before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pulse.structure.changing import Changed


@dataclass(frozen=True)
class Held:
    """A role of an account, for one node and all below it."""

    account_id: str
    role: str
    node_id: str


def following(held: Iterable[Held], made: Changed) -> list[Held]:
    """The roles to give besides those that there are, which go on reaching what is past.

    A part with the same people is reached as before. One that two were joined to is reached by who reached both.
    """
    every = list(dict.fromkeys(held))
    found = [replace(one, node_id=made.same[one.node_id]) for one in every if one.node_id in made.same]
    reached: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for one in every:
        if one.node_id in made.joined:
            reached[one.account_id, one.role, made.joined[one.node_id]].add(one.node_id)
    whole: dict[str, set[str]] = defaultdict(set)
    for old, new in made.joined.items():
        whole[new].add(old)
    return found + [Held(*who) for who, nodes in reached.items() if nodes == whole[who[2]]]
