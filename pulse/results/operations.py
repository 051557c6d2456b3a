"""Publishing a closed cycle: the released cells' figures, written once and never changed."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, insert, or_, select, union
from sqlalchemy.orm import Session

from pulse.answers.models import ReleasedCell, Tally
from pulse.cycles import queries as cycles
from pulse.cycles.content import answerable
from pulse.cycles.queries import Placement
from pulse.organisation import queries as organisations
from pulse.organisation.operations import lock
from pulse.questions.scales import PEOPLE, Answerable, Questions, unhappy_answers
from pulse.results.across import COMPARED_FROM, Across, Earlier, Group, Shared, told_apart, unlike
from pulse.results.bands import both, exact_cells, no_few
from pulse.results.disclosure import Acceptable, Cell, members
from pulse.results.models import ChoiceFigure, Figure
from pulse.results.queries import asked_in_part

Pair = tuple[str, str, str, str]  # cycle, earlier cycle, unit, location
Row = dict[str, Any]
AnyFigure = type[Figure] | type[ChoiceFigure]


@dataclass(frozen=True)
class _Question:
    """One question of one cycle: its cells as groups of blocks that they treat alike."""

    cells: Mapping[Cell, frozenset[int]]
    groups: list[Group]
    unhappy: list[int]  # how many of each group were, where a branch asked why

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
    whole = {**key, "unit_id": "", "location_id": ""}
    if any(session.scalar(select(table.cycle_id).filter_by(**whole).limit(1)) for table in (Figure, ChoiceFigure)):
        return
    questions = answerable(json.loads(cycles.content(session, cycle_id) or b"{}"))
    chosen = _chosen(session, key)
    exact = _exact(session, organisation_id, cycle_id, shared, questions)
    rows: dict[AnyFigure, list[Row]] = {Figure: [], ChoiceFigure: []}
    for _, question, cell, atoms in _cells(session, organisation_id, [cycle_id]):
        asked = questions[question]
        sums = {option: sum(chosen[question, atom, option] for atom in atoms) for option in asked.counted}
        at: Row = {**key, "question": question, "unit_id": cell.unit, "location_id": cell.location}
        at["exact"] = (question, cell) in exact
        if asked.is_steps:
            rows[Figure].append({**at, **{f"n{option}": number for option, number in sums.items()}})
        else:
            rows[ChoiceFigure] += _choices(at, asked, sums)
    for table, found in rows.items():
        if found:
            session.execute(insert(table), found)


def _choices(at: Row, asked: Answerable, sums: Mapping[int, int]) -> Iterator[Row]:
    """A row for each option, all of them about the same people."""
    people = asked.people(sums)
    for option in sums.keys() - {PEOPLE}:
        yield {**at, "option": option, "chosen": sums[option], "people": people}


def _exact(
    session: Session, organisation_id: str, cycle_id: str, shared: Mapping[str, Shared], asked: Questions
) -> set[tuple[str, Cell]]:
    """The questions and cells whose shares may be shown as numbers (rules 3, 5 and 6)."""
    placed = cycles.placements(session, organisation_id, [cycle_id, *shared])
    invited = {id: {block.index: block.invited for block in blocks} for id, blocks in placed.items()}
    differing = [id for id in shared if unlike(invited[cycle_id], invited[id], shared[id])]
    ours = _questions(session, organisation_id, placed, [cycle_id], exact=False, asked=asked)[cycle_id]
    theirs = _questions(session, organisation_id, placed, differing, exact=True)
    near = _near(session, organisation_id, cycle_id)
    k = cycles.rounds(session, organisation_id, [cycle_id])[0].k
    found: dict[str, frozenset[Cell]] = {}
    for question in sorted(ours, key=lambda key: asked[key].parent is not None):
        here, parent = ours[question], asked[question].parent
        cells, sizes = here.cells, here.sizes
        small = {
            cell
            for cell, within in cells.items()
            if question in near.get(cell, ()) or sum(sizes[group] for group in within) < COMPARED_FROM
        }
        earlier = [Earlier(theirs[id][question].groups, shared[id]) for id in theirs if question in theirs[id]]
        acceptable: Acceptable = Across(here.groups, earlier, k).acceptable
        if parent is not None:  # numbers of a branch beside bands of its parent would undo them
            cells = {cell: within for cell, within in cells.items() if cell in found[parent]}
            acceptable = both(acceptable, no_few(ours[parent].unhappy, k))
        found[question] = exact_cells(cells, sizes, small & near.keys(), acceptable)
    return {(question, cell) for question, cells in found.items() for cell in cells}


def _near(session: Session, organisation_id: str, cycle_id: str) -> dict[Cell, set[str]]:
    """The cells asked of nearly the same people as in another cycle; with questions that few answered there."""
    pairs = cycles.near_cells(session, organisation_id, of={cycle_id})
    beside = {(then if now == cycle_id else now, unit, location) for now, then, unit, location in pairs}
    near: dict[Cell, set[str]] = {Cell(unit, location): set() for _, unit, location in beside}
    tables: Sequence[tuple[AnyFigure, ColumnElement[bool]]] = (
        (Figure, Figure.n1 + Figure.n2 + Figure.n3 + Figure.n4 + Figure.n5 < COMPARED_FROM),
        (ChoiceFigure, ChoiceFigure.people < COMPARED_FROM),
    )
    queries = [
        select(table.cycle_id, table.unit_id, table.location_id, table.question).where(
            table.organisation_id == organisation_id,
            table.unit_id.in_({unit for _, unit, _ in beside}),
            table.location_id.in_({location for _, _, location in beside}),
            table.cycle_id.in_({other for other, _, _ in beside}),
            few,
        )
        for table, few in tables
    ]
    for other, unit, location, question in session.execute(union(*queries)):
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
    asked: Questions | None = None,
) -> dict[str, dict[str, _Question]]:
    """The questions of these cycles; `exact`: with the cells alone that were published as numbers.

    With `asked` it is also said how many were unhappy.
    """
    trees = organisations.units(session, organisation_id), organisations.locations(session, organisation_id)
    sizes = _sizes(session, organisation_id, ids)
    unhappy = _unhappy(session, organisation_id, ids, asked or {})
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
            few = [group.answered for group in told_apart(inside, cells, unhappy[id, question], invited)]
            found[id][question] = _Question(by_group, groups, few)
    return found


def _sizes(session: Session, organisation_id: str, ids: Collection[str]) -> dict[tuple[str, str], dict[int, int]]:
    """How many people each atom has, by cycle and question."""
    said = func.max(case((Tally.option == PEOPLE, Tally.count)))
    return _by_atom(session, organisation_id, ids, func.coalesce(said, func.sum(Tally.count)))


def _unhappy(
    session: Session, organisation_id: str, ids: Collection[str], asked: Questions
) -> dict[tuple[str, str], dict[int, int]]:
    """How many of them gave an answer after which a branch asked why."""
    parents = sorted({each.parent for each in asked.values() if each.parent is not None} & asked.keys())
    if not parents:
        return defaultdict(dict)
    why = [and_(Tally.question == key, Tally.option.in_(unhappy_answers(asked[key].scale))) for key in parents]
    return _by_atom(session, organisation_id, ids, func.sum(Tally.count), or_(*why))


def _by_atom(
    session: Session,
    organisation_id: str,
    ids: Collection[str],
    people: ColumnElement[int],
    *which: ColumnElement[bool],
) -> dict[tuple[str, str], dict[int, int]]:
    rows = session.execute(
        select(Tally.cycle_id, Tally.question, Tally.atom, people)
        .where(Tally.organisation_id == organisation_id, Tally.cycle_id.in_(list(ids)), *which)
        .group_by(Tally.cycle_id, Tally.question, Tally.atom)
    )
    found: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for id, question, atom, number in rows:
        found[id, question][atom] = int(number)
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
        query = query.where(or_(_as_numbers(Figure), _as_numbers(ChoiceFigure)))
    rows = session.execute(query).all()
    partly = asked_in_part(session, organisation_id, ids)
    for id, question, unit, location, atoms in rows:
        if (cell := Cell(unit, location)) not in partly.get(id, ()):
            yield id, question, cell, frozenset(atoms)


def _as_numbers(table: AnyFigure) -> ColumnElement[bool]:
    """Whether a released cell was published with numbers, in one of the two tables."""
    names = ("organisation_id", "unit_id", "location_id", "cycle_id", "question")
    same = [getattr(table, name) == getattr(ReleasedCell, name) for name in names]
    return exists().where(*same, table.exact)
