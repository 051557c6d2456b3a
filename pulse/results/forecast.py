"""What a check-in can be expected to show, told before anybody is asked.

The same rules as at the close, over the answers that each block would give if everywhere the same
share of people answered. Real check-ins differ: this is an expectation, never a promise.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pulse.organisation.tree import Tree
from pulse.results.bands import exact_cells
from pulse.results.disclosure import Cell, Placed, family, members, partition


@dataclass(frozen=True)
class Forecast:
    """The cells that are expected to show: as numbers, as bands under 20 answers, or not at all."""

    numbers: tuple[Cell, ...] = ()
    bands: tuple[Cell, ...] = ()
    hidden: tuple[Cell, ...] = ()

    @property
    def shown(self) -> tuple[Cell, ...]:
        """Everything that is expected to show, exactly or not."""
        return self.numbers + self.bands


def expected(invited: Mapping[int, int], participation: float) -> dict[int, int]:
    """How many of each block can be expected to answer, rounded down."""
    return {block: int(people * participation + 1e-9) for block, people in invited.items()}


def forecast(
    blocks: Collection[Placed],
    invited: Mapping[int, int],
    units: Tree,
    locations: Tree,
    k: int,
    participation: float,
    *,
    peopled: Collection[Cell] = (),
) -> Forecast:
    """What these blocks will show; `peopled` are cells with people, of which it is told if they stay hidden."""
    answers = expected(invited, participation)
    inside = members(family(units, locations), blocks, units, locations)
    shown = partition(inside, answers, k)
    candidates = {cell: inside[cell] for cell in shown.released}
    exact = exact_cells(candidates, answers)
    return Forecast(
        tuple(cell for cell in shown.released if cell in exact),
        tuple(cell for cell in shown.released if cell not in exact),
        tuple(cell for cell in dict.fromkeys(peopled) if cell not in candidates),
    )
