"""Parts that are closed, or came in the stead of others: which check-ins they were there for, and where they go on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from pulse.results.disclosure import Cell
from pulse.results.sight import Sight, Trees


@dataclass(frozen=True)
class Lifetime:
    """From when on and until when a part is there. `later` and `earlier`: as what it goes on, and went on until then.

    Only parts that the viewer may open are named.
    """

    since: date | None = None
    until: date | None = None
    later: tuple[Cell, str] | None = None
    earlier: Sequence[tuple[Cell, str]] = ()

    def holds(self, day: date) -> bool:
        """Whether a check-in that opened on this day could ask it: nodes change before one opens."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


ALWAYS = Lifetime()


def lifetime(sight: Sight, cell: Cell) -> Lifetime:
    """The lifetime of a part; of one where a unit and a location cross, the days on which both are there."""
    trees = sight.trees
    since, until = _days(trees, cell)
    if since is None and until is None:
        return ALWAYS
    unit, location = _ids(trees, cell)
    later = trees.cell(trees.units.latest(unit), trees.locations.latest(location))
    before = [trees.cell(node.id, location) for node in trees.units.earlier(unit)]
    before += [trees.cell(unit, node.id) for node in trees.locations.earlier(location)]
    earlier = [(each, trees.label(each)) for each in before if each and since and sight.allows(each)]
    named = (later, trees.label(later)) if later and later != cell and sight.allows(later) else None
    return Lifetime(since, until, named if until else None, earlier)


def there_on(trees: Trees, day: date) -> Callable[[Cell], bool]:
    """A function that says whether a check-in which opened on this day could ask a part."""
    return lambda cell: Lifetime(*_days(trees, cell)).holds(day)


def closed_on(trees: Trees, cell: Cell) -> date | None:
    """The day since which nobody belongs to a part."""
    return _days(trees, cell)[1]


def _days(trees: Trees, cell: Cell) -> tuple[date | None, date | None]:
    unit, location = _ids(trees, cell)
    since = [day for day in (trees.units.since(unit), trees.locations.since(location)) if day]
    until = [day for day in (trees.units.nodes[unit].closed_on, trees.locations.nodes[location].closed_on) if day]
    return max(since, default=None), min(until, default=None)


def _ids(trees: Trees, cell: Cell) -> tuple[str, str]:
    return cell.unit or trees.units.root.id, cell.location or trees.locations.root.id
