"""Which announcements the end of a cycle shows, and to which of its blocks, pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pulse.opening.near import Cell, Spot

MOST = 3


@dataclass(frozen=True)
class Told:
    """An announcement: its texts by language tag, and the cells that it concerns."""

    id: str
    texts: Mapping[str, Mapping[str, str]]
    cells: frozenset[Cell]


@dataclass(frozen=True)
class Shown:
    """What a cycle shows: the announcements' ids, and what its afterword says of them."""

    ids: tuple[str, ...]
    entries: tuple[Mapping[str, Any], ...]


NOTHING = Shown((), ())


def choose(told: Sequence[Told], spots: Sequence[Spot], above: Callable[[Spot], frozenset[Cell]]) -> Shown:
    """At most three, in the order given; `spots` are the cycle's blocks by index.

    One that concerns none of these blocks waits for a cycle whose people it does concern.
    """
    blocks = {each.id: [index for index, spot in enumerate(spots) if above(spot) & each.cells] for each in told}
    chosen = [each for each in told if blocks[each.id]][:MOST]
    everybody = len(spots)
    return Shown(
        tuple(each.id for each in chosen),
        tuple(
            {"texts": each.texts, "blocks": None if len(blocks[each.id]) == everybody else blocks[each.id]}
            for each in chosen
        ),
    )
