"""One part of the organisation as far as it is released, and the nearest part above where it is not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from pulse.dashboard.lifetimes import ALWAYS, Lifetime, closed_on, lifetime, there_on
from pulse.dashboard.moves import People
from pulse.dashboard.rounds import Asked, Round
from pulse.dashboard.table import Ends, Levels, ends
from pulse.results import queries as results
from pulse.results.disclosure import Cell
from pulse.results.sight import Sight


@dataclass(frozen=True)
class Where:
    """The part that a page tells of: what it is called, what is above it, where else the viewer may begin."""

    cell: Cell
    label: str
    path: Sequence[tuple[Cell, str]]
    tops: Sequence[tuple[Cell, str]]
    lifetime: Lifetime = ALWAYS
    closed: Mapping[Cell, date] = field(default_factory=dict)  # those of the tops and of the parts below that are


@dataclass(frozen=True)
class Hidden:
    """Why the asked-for part is not shown, and where to look instead."""

    label: str
    least: int
    instead: str | None
    whole: bool
    silent: str = ""


@dataclass(frozen=True)
class Reading:
    """What is released of a part. `shown`: the part that has figures in the newest cycle, if there is one."""

    levels: Levels
    people: People
    cells: Sequence[Cell]
    shown: Cell | None
    hidden: Hidden | None


def where(sight: Sight, cell: Cell) -> Where:
    """A cell in words."""
    label, trees = sight.trees.label, sight.trees
    named = [*sight.tops, *trees.parts(cell, "unit"), *trees.parts(cell, "location")]
    return Where(
        cell,
        label(cell),
        [(at, label(at)) for at in sight.path(cell)],
        [(top, label(top)) for top in sight.tops],
        lifetime(sight, cell),
        {each: day for each in named if (day := closed_on(trees, each))},
    )


def parts_then(sight: Sight, cell: Cell, by: str, newest: Round) -> list[Cell]:
    """The units or locations one step down that a check-in could ask: not those that came later or were gone."""
    there = there_on(sight.trees, newest.day)
    return [each for each in sight.trees.parts(cell, by) if there(each)]


def read(
    session: Session,
    organisation_id: str,
    sight: Sight,
    cell: Cell,
    rounds: Sequence[Round],
    *,
    question: str | None = None,
) -> Reading:
    """The part over these cycles, newest first, beside the whole; what holds it where its newest cycle is hidden.

    With `question` only that one counts as "has figures".
    Nothing is hidden of a cycle without questions on five steps.
    """
    if not rounds:
        return Reading({}, {}, [], None, None)
    narrowed = sight.narrowed(cell)
    levels = dict(results.levels(session, organisation_id, {cell, Cell()}, rounds, narrowed=narrowed))
    shown = _nearest(levels, [cell], rounds[0], question)
    hidden = None
    if shown is None and rounds[0].questions:
        above = sight.trees.above(cell)
        newest = results.levels(session, organisation_id, above, rounds[:1], narrowed=narrowed) if above else {}
        shown = _nearest(newest, above, rounds[0], question)
        if shown is not None:
            levels |= results.levels(session, organisation_id, {shown}, rounds, narrowed=narrowed)
        name = sight.trees.label(shown) if shown is not None else None
        hidden = Hidden(
            sight.trees.label(cell), rounds[0].k + narrowed, name, cell == Cell(), rounds[0].silent(cell, question)
        )
    has_any = any(at == cell for at, _, _ in levels)
    cells = list(dict.fromkeys(at for at in ([cell] if has_any else []) + ([shown] if shown is not None else [])))
    ids = [each.id for each in rounds]
    people = results.populations(session, sight.trees, organisation_id, cells, ids)
    return Reading(levels, people, cells, shown, hidden)


def _nearest(levels: Levels, cells: Iterable[Cell], newest: Round, question: str | None) -> Cell | None:
    there = {at for at, id, key in levels if id == newest.id and question in (None, key)}
    return next((cell for cell in cells if cell in there), None)


def part_names(sight: Sight, cells: Sequence[Cell], by: str) -> dict[Cell, str]:
    """What the units or locations one step down are called, without what is above them."""
    tree = sight.trees.locations if by == "location" else sight.trees.units
    return {cell: tree.nodes[cell.location if by == "location" else cell.unit].plain_name for cell in cells}


def lowest_parts(
    session: Session, organisation_id: str, sight: Sight, cell: Cell, newest: Round, topics: Ends[Asked] | None
) -> list[str]:
    """Where one step down the lowest topic is surely lowest: a unit, a location, both or neither."""
    if topics is None or len(topics.lowest) != 1:
        return []
    found: list[str] = []
    for by in ("unit", "location"):
        names = part_names(sight, parts_then(sight, cell, by, newest), by)
        levels = results.levels(session, organisation_id, names, [newest], narrowed=sight.narrowed(cell))
        low = ends({name: levels.get((at, newest.id, topics.lowest[0].key)) for at, name in names.items()})
        found += low.lowest if low.whole and len(low.lowest) == 1 else []
    return found
