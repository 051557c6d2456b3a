"""Publishing a closed cycle: the released cells' figures, written once and never changed."""

from collections import Counter, defaultdict
from collections.abc import Collection

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from pulse.answers.models import ReleasedCell, Tally
from pulse.cycles import queries as cycles
from pulse.results.bands import COMPARED_FROM, exact_cells
from pulse.results.disclosure import Cell
from pulse.results.models import Figure

Pair = tuple[str, str, str, str]  # cycle, earlier cycle, unit, location
OPTIONS = range(1, 6)


def publish(session: Session, organisation_id: str, cycle_id: str) -> None:
    """Add up the atoms of every released cell; harmless when it was done before.

    Where anything at all is released, the whole organisation is, so its figure says "done".
    """
    key = {"organisation_id": organisation_id, "cycle_id": cycle_id}
    if session.scalar(select(Figure.cycle_id).filter_by(**key, unit_id="", location_id="").limit(1)):
        return
    chosen = _chosen(session, key)
    sizes: dict[str, Counter[int]] = defaultdict(Counter)
    for (question, atom, _), count in chosen.items():
        sizes[question][atom] += count
    pairs = [pair for pair in cycles.near_cells(session, organisation_id, of={cycle_id}) if pair[0] == cycle_id]
    few_before = _few_before(session, organisation_id, pairs)
    rows = []
    for question, cells in _cells(session, key).items():
        n = {cell: sum(sizes[question][atom] for atom in atoms) for cell, atoms in cells.items()}
        near = {Cell(unit, location) for _, _, unit, location in pairs} & cells.keys()
        alike = [cell for cell in near if n[cell] < COMPARED_FROM or (cell, question) in few_before]
        exact = exact_cells(cells, sizes[question], alike)
        rows += [
            {
                **key,
                "question": question,
                "unit_id": cell.unit,
                "location_id": cell.location,
                "exact": cell in exact,
                **{f"n{option}": sum(chosen[question, atom, option] for atom in atoms) for option in OPTIONS},
            }
            for cell, atoms in cells.items()
        ]
    if rows:
        session.execute(insert(Figure), rows)


def _few_before(session: Session, organisation_id: str, pairs: Collection[Pair]) -> set[tuple[Cell, str]]:
    """Where so few answered in an earlier cycle with almost the same people that numbers betray some of them."""
    rows = session.execute(
        select(Figure.cycle_id, Figure.unit_id, Figure.location_id, Figure.question).where(
            Figure.organisation_id == organisation_id,
            Figure.unit_id.in_({unit for _, _, unit, _ in pairs}),
            Figure.location_id.in_({location for _, _, _, location in pairs}),
            Figure.cycle_id.in_({earlier for _, earlier, _, _ in pairs}),
            Figure.n1 + Figure.n2 + Figure.n3 + Figure.n4 + Figure.n5 < COMPARED_FROM,
        )
    )
    compared = {(earlier, unit, location) for _, earlier, unit, location in pairs}
    return {
        (Cell(unit, location), question)
        for earlier, unit, location, question in rows
        if (earlier, unit, location) in compared
    }


def _chosen(session: Session, key: dict[str, str]) -> Counter[tuple[str, int, int]]:
    rows = session.execute(select(Tally.question, Tally.atom, Tally.option, Tally.count).filter_by(**key))
    return Counter({(question, atom, option): count for question, atom, option, count in rows})


def _cells(session: Session, key: dict[str, str]) -> dict[str, dict[Cell, frozenset[int]]]:
    """The atoms of each question's released cells."""
    found: dict[str, dict[Cell, frozenset[int]]] = defaultdict(dict)
    rows = session.execute(
        select(ReleasedCell.question, ReleasedCell.unit_id, ReleasedCell.location_id, ReleasedCell.atoms)
        .filter_by(**key)
        .where(ReleasedCell.question != "")
    )
    for question, unit, location, atoms in rows:
        found[question][Cell(unit, location)] = frozenset(atoms)
    return found
