"""Publishing a closed cycle: the released cells' figures, written once and never changed."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import and_, func, insert, select
from sqlalchemy.orm import Session

from pulse.answers.models import ReleasedCell, Tally
from pulse.cycles import queries as cycles
from pulse.cycles.queries import Placement
from pulse.organisation import queries as organisations
from pulse.organisation.operations import lock
from pulse.results.across import COMPARED_FROM, Across, Earlier, Group, Shared, told_apart, unlike
from pulse.results.bands import exact_cells
from pulse.results.disclosure import Cell, members
from pulse.results.models import Figure
from pulse.results.queries import asked_in_part

Pair = tuple[str, str, str, str]  # cycle, earlier cycle, unit, location
OPTIONS = range(1, 6)


@dataclass(frozen=True)
class _Question:
    """One question of one cycle: its cells as groups of blocks that they treat alike."""

    cells: Mapping[Cell, frozenset[int]]
    groups: list[Group]

    @property
    def sizes(self) -> dict[int, int]:
        """How many answered in each group."""
        return {number: group.answered for number, group in enumerate(self.groups)}


def publish(session: Session, organisation_id: str, cycle_id: str, shared: Mapping[str, Shared]) -> None:
    """Add up the atoms of every released cell; harmless when it was done before.

    `shared` says of other cycles how many people their blocks have in common with those of this one,
    as far as that is known. Where anything at all is released, the whole organisation is, so its
    figure says "done".
    """
    lock(session, organisation_id)  # two that are published at once must see each other
    key = {"organisation_id": organisation_id, "cycle_id": cycle_id}
    if session.scalar(select(Figure.cycle_id).filter_by(**key, unit_id="", location_id="").limit(1)):
        return
    chosen = _chosen(session, key)
    exact = _exact(session, organisation_id, cycle_id, shared)
    rows = [
        {
            **key,
            "question": question,
            "unit_id": cell.unit,
            "location_id": cell.location,
            "exact": (question, cell) in exact,
            **{f"n{option}": sum(chosen[question, atom, option] for atom in atoms) for option in OPTIONS},
        }
        for _, question, cell, atoms in _cells(session, organisation_id, [cycle_id])
    ]
    if rows:
        session.execute(insert(Figure), rows)


def _exact(
    session: Session, organisation_id: str, cycle_id: str, shared: Mapping[str, Shared]
) -> set[tuple[str, Cell]]:
    """The questions and cells whose shares may be shown as numbers (rules 5 and 6)."""
    placed = cycles.placements(session, organisation_id, [cycle_id, *shared])
    invited = {id: {block.index: block.invited for block in blocks} for id, blocks in placed.items()}
    differing = [id for id in shared if unlike(invited[cycle_id], invited[id], shared[id])]
    ours = _questions(session, organisation_id, placed, [cycle_id], exact=False)[cycle_id]
    theirs = _questions(session, organisation_id, placed, differing, exact=True)
    near = _near(session, organisation_id, cycle_id)
    k = cycles.rounds(session, organisation_id, [cycle_id])[0].k
    found = set()
    for question, asked in ours.items():
        sizes = asked.sizes
        small = {
            cell
            for cell, within in asked.cells.items()
            if question in near.get(cell, ()) or sum(sizes[group] for group in within) < COMPARED_FROM
        }
        earlier = [Earlier(theirs[id][question].groups, shared[id]) for id in theirs if question in theirs[id]]
        across = Across(asked.groups, earlier, k)
        exact = exact_cells(asked.cells, sizes, small & near.keys(), across.acceptable)
        found |= {(question, cell) for cell in exact}
    return found


def _near(session: Session, organisation_id: str, cycle_id: str) -> dict[Cell, set[str]]:
    """The cells asked of nearly the same people as in another cycle; with questions that few answered there."""
    pairs = cycles.near_cells(session, organisation_id, of={cycle_id})
    beside = {(then if now == cycle_id else now, unit, location) for now, then, unit, location in pairs}
    near: dict[Cell, set[str]] = {Cell(unit, location): set() for _, unit, location in beside}
    rows = session.execute(
        select(Figure.cycle_id, Figure.unit_id, Figure.location_id, Figure.question).where(
            Figure.organisation_id == organisation_id,
            Figure.unit_id.in_({unit for _, unit, _ in beside}),
            Figure.location_id.in_({location for _, _, location in beside}),
            Figure.cycle_id.in_({other for other, _, _ in beside}),
            Figure.n1 + Figure.n2 + Figure.n3 + Figure.n4 + Figure.n5 < COMPARED_FROM,
        )
    )
    for other, unit, location, question in rows:
        if (other, unit, location) in beside:
            near[Cell(unit, location)].add(question)
    return near


def _chosen(session: Session, key: dict[str, str]) -> Counter[tuple[str, int, int]]:
    rows = session.execute(select(Tally.question, Tally.atom, Tally.option, Tally.count).filter_by(**key))
    return Counter({(question, atom, option): count for question, atom, option, count in rows})


def _questions(
    session: Session,
    organisation_id: str,
    placed: Mapping[str, Collection[Placement]],
    ids: Collection[str],
    *,
    exact: bool,
) -> dict[str, dict[str, _Question]]:
    """The questions of these cycles; `exact`: with the cells alone that were published as numbers."""
    trees = organisations.units(session, organisation_id), organisations.locations(session, organisation_id)
    sizes = _sizes(session, organisation_id, ids)
    atoms: dict[str, dict[str, dict[Cell, frozenset[int]]]] = {id: defaultdict(dict) for id in ids}
    for id, question, cell, within in _cells(session, organisation_id, ids, exact=exact):
        atoms[id][question][cell] = within
    found: dict[str, dict[str, _Question]] = {}
    for id, questions in atoms.items():
        inside = members({cell for cells in questions.values() for cell in cells}, placed.get(id, ()), *trees)
        invited = {block.index: block.invited for block in placed.get(id, ())}
        found[id] = {}
        for question, cells in questions.items():
            groups = told_apart(inside, cells, sizes[id, question], invited)
            group_of = {block: number for number, group in enumerate(groups) for block in group.blocks}
            by_group = {cell: frozenset(group_of[block] for block in inside[cell]) for cell in cells}
            found[id][question] = _Question(by_group, groups)
    return found


def _sizes(session: Session, organisation_id: str, ids: Collection[str]) -> dict[tuple[str, str], dict[int, int]]:
    """How many answered in each atom, by cycle and question."""
    rows = session.execute(
        select(Tally.cycle_id, Tally.question, Tally.atom, func.sum(Tally.count))
        .where(Tally.organisation_id == organisation_id, Tally.cycle_id.in_(list(ids)))
        .group_by(Tally.cycle_id, Tally.question, Tally.atom)
    )
    found: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for id, question, atom, answered in rows:
        found[id, question][atom] = int(answered)
    return found


def _cells(
    session: Session, organisation_id: str, ids: Collection[str], *, exact: bool = False
) -> Iterator[tuple[str, str, Cell, frozenset[int]]]:
    """Cycle, question, cell and atoms of released cells that were asked in full; `exact`: published as numbers."""
    query = select(
        ReleasedCell.cycle_id,
        ReleasedCell.question,
        ReleasedCell.unit_id,
        ReleasedCell.location_id,
        ReleasedCell.atoms,
    ).where(
        ReleasedCell.organisation_id == organisation_id,
        ReleasedCell.cycle_id.in_(list(ids)),
        ReleasedCell.question != "",
    )
    if exact:
        same = [
            getattr(Figure, name) == getattr(ReleasedCell, name)
            for name in ("organisation_id", "unit_id", "location_id", "cycle_id", "question")
        ]
        query = query.join(Figure, and_(*same)).where(Figure.exact)
    rows = session.execute(query).all()
    partly = asked_in_part(session, organisation_id, {Cell(unit, place) for _, _, unit, place, _ in rows}, ids)
    for id, question, unit, location, atoms in rows:
        if (cell := Cell(unit, location), id) not in partly:
            yield id, question, cell, frozenset(atoms)
