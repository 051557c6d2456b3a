"""What a change of the people, or of the trees, would do to what shows: asked of a later stage, which knows how."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from pulse.organisation.blocks import Place
from pulse.organisation.tree import Tree


@dataclass(frozen=True)
class Roster:
    """Everybody who could be asked, by where they belong, and the trees in which that is."""

    places: Mapping[str, Place]
    units: Tree
    locations: Tree


@dataclass(frozen=True)
class Outlook:
    """The parts that would show otherwise than without the change.

    `since`: the first day of the quarter from which on; None: the next check-in.
    """

    since: date | None = None
    opens: bool = True
    shown_before: int = 0
    shown: int = 0
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    coarser: tuple[str, ...] = ()
    finer: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether everything would show as before."""
        return self.opens and not (self.lost or self.gained or self.coarser or self.finer)


Looker = Callable[[str, Roster, Roster], Outlook]
