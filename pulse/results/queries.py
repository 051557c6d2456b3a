"""Reading released figures through the gate; nobody else reads them. What leaves here is a `Level`, or nothing."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypeVar

from sqlalchemy import CompoundSelect, false, func, select, union_all
from sqlalchemy.orm import Session

from pulse.answers import queries as answers
from pulse.answers.models import Comment
from pulse.cycles import queries as cycles
from pulse.cycles.content import answerable
from pulse.organisation import queries as organisations
from pulse.questions.scales import Questions
from pulse.results.across import COMPARED_FROM
from pulse.results.bands import Level
from pulse.results.choices import Choices
from pulse.results.disclosure import Cell
from pulse.results.gate import ChoiceCounts, Counts, Released, choose, gate
from pulse.results.intervals import Lot, Population
from pulse.results.models import ChoiceFigure, Figure
from pulse.results.sight import Trees

Spot = tuple[Cell, str, str]  # cell, cycle, question
Pair = tuple[str, str, str, str]  # cycle, earlier cycle, unit, location
Hidden = TypeVar("Hidden", Counts, ChoiceCounts)
Shown = TypeVar("Shown", Released, Choices)
_Read = Callable[[Session, str, Collection[Cell], Collection[str]], dict[Spot, Hidden]]


class Closed(Protocol):
    """What the gate needs to know of a closed cycle."""

    @property
    def id(self) -> str:
        """Its public id."""


@dataclass(frozen=True)
class Participation:
    """How many answered of those who were invited, in the whole organisation: the board says so too."""

    answered: int
    invited: int


@dataclass(frozen=True)
class CommentView:
    """A comment where it may be shown; without cell, cycle and question where those would say too much.

    No question stands for the usual one, too.
    """

    cycle_id: str | None
    cell: Cell | None
    language: str | None
    text: str
    question: str | None = None


@dataclass(frozen=True)
class CommentPage:
    """Some of the comments that were asked for."""

    comments: tuple[CommentView, ...]
    page: int
    last: int


def trees(session: Session, organisation_id: str) -> Trees:
    """Both trees of an organisation, in words and in relation to each other."""
    return Trees(organisations.units(session, organisation_id), organisations.locations(session, organisation_id))


def levels(
    session: Session,
    organisation_id: str,
    cells: Collection[Cell],
    shown: Sequence[Closed],
    *,
    narrowed: bool = False,
    remembered: bool = False,
) -> dict[Spot, Level]:
    """The favourable share of every question in these cells and cycles, as far as it is released.

    What is missing is hidden. `narrowed` is for a manager, whose own answer may be among those
    counted: their part shows from k + 1 on. `remembered` is for the audit: levels as they were when
    their cycle was published, for whoever wrote them down before a later cycle turned them into bands.
    """
    return {
        spot: found.level
        for spot, found in _released(
            session, organisation_id, cells, shown, narrowed=narrowed, remembered=remembered
        ).items()
    }


def distributions(
    session: Session,
    organisation_id: str,
    cells: Collection[Cell],
    shown: Sequence[Closed],
    *,
    narrowed: bool = False,
    remembered: bool = False,
) -> dict[Spot, tuple[int, ...]]:
    """The shares of the five answers in whole percent, adding up to 100, wherever a level is exact."""
    return {
        spot: found.percents
        for spot, found in _released(
            session, organisation_id, cells, shown, narrowed=narrowed, remembered=remembered
        ).items()
        if found.percents is not None
    }


def choices(
    session: Session,
    organisation_id: str,
    cells: Collection[Cell],
    shown: Sequence[Closed],
    *,
    narrowed: bool = False,
    remembered: bool = False,
) -> dict[Spot, Choices]:
    """The answers to every question that is not on five steps, in these cells and cycles, as far as released.

    What is missing is hidden; `narrowed` and `remembered` as for levels. A branch goes by the number that answered
    its parent.
    """
    scope = _Scope(cells, {cycle.id for cycle in shown}, narrowed=narrowed, remembered=remembered)
    return scope.through(session, organisation_id, _choice_counts, choose)


def populations(
    session: Session, trees: Trees, organisation_id: str, cells: Iterable[Cell], cycle_ids: Collection[str]
) -> dict[tuple[Cell, str], Population]:
    """The people of whom a cell's figures in a cycle speak: those who were asked in it.

    Block lists are public; where none stood, nothing is said, nor of parts of cycles from before a node was put under
    another one and kept its id, as happened once: today's tree does not tell who was in them. In a cycle that was
    drawn by lot the figures of the whole organisation speak of everybody.
    """
    lots = cycles.samples(session, organisation_id, cycle_ids)
    reshaped = organisations.reshaped_at(session, organisation_id)
    timeline = cycles.timeline(session, organisation_id) if reshaped else []
    elsewhere = {id for id, opened, _ in timeline if reshaped and opened <= reshaped}
    return {
        (cell, cycle_id): Population(people)
        if cell != Cell() or cycle_id not in lots
        else Population(lots[cycle_id][0], Lot(*lots[cycle_id][1:]))
        for cell in cells
        for cycle_id, people in cycles.invited_within(
            session,
            organisation_id,
            cycle_ids,
            units=trees.unit_ids(cell) if cell.unit else None,
            locations=trees.location_ids(cell) if cell.location else None,
        ).items()
        if cell == Cell() or cycle_id not in elsewhere
    }


def asked_in_part(session: Session, organisation_id: str, cycle_ids: Collection[str]) -> dict[str, frozenset[Cell]]:
    """By cycle, the cells in which somebody was left out, so that no figure could speak of them; never the whole."""
    rest = cycles.left_out(session, organisation_id, cycle_ids)
    own = trees(session, organisation_id) if rest else None
    found: dict[str, frozenset[Cell]] = {}
    for id, spots in rest.items():
        lowest = [cell for spot in spots if own and (cell := own.cell(*spot))]
        found[id] = frozenset(cell for low in lowest if own for cell in (low, *own.above(low)) if cell != Cell())
    return found


def participation(session: Session, organisation_id: str, cycle_ids: Collection[str]) -> dict[str, Participation]:
    """Of the whole organisation alone, and only of cycles that are published."""
    answered = answers.accepted(session, organisation_id, cycle_ids)
    asked = cycles.invited_within(session, organisation_id, answered, units=None, locations=None)
    return {id: Participation(number, asked[id]) for id, number in answered.items()}


def _released(
    session: Session,
    organisation_id: str,
    cells: Collection[Cell],
    shown: Sequence[Closed],
    *,
    narrowed: bool,
    remembered: bool,
) -> dict[Spot, Released]:
    """Every level through the gate."""
    scope = _Scope(cells, {cycle.id for cycle in shown}, narrowed=narrowed, remembered=remembered)
    return scope.through(session, organisation_id, _counts, gate)


@dataclass(frozen=True)
class _Scope:
    """What is asked for, and as whom."""

    cells: Collection[Cell]
    ids: set[str]
    narrowed: bool
    remembered: bool

    def through(
        self, session: Session, organisation_id: str, read: _Read[Hidden], gate: Callable[..., Shown | None]
    ) -> dict[Spot, Shown]:
        """Everything through the gate."""
        alike = () if self.remembered else cycles.near_cells(session, organisation_id, of=self.ids)
        pairs = [pair for pair in alike if Cell(*pair[2:]) in self.cells]
        counts = read(session, organisation_id, self.cells, self.ids)
        near = _near(pairs, _answered(session, organisation_id, pairs) if pairs else {})
        least = cycles.thresholds(session, organisation_id, self.ids)
        some = cycles.audiences(session, organisation_id, self.ids)
        passed = {
            (cell, id, key): gate(found, least=least[id] + self.narrowed, near=(cell, id, found.parent or key) in near)
            for (cell, id, key), found in counts.items()
            if not (cell == Cell() and id in some)  # it would be of parts, not the whole
        }
        return {spot: found for spot, found in passed.items() if found is not None}


def _counts(
    session: Session, organisation_id: str, cells: Collection[Cell], cycle_ids: Iterable[str]
) -> dict[Spot, Counts]:
    rows = session.execute(
        select(
            Figure.unit_id,
            Figure.location_id,
            Figure.cycle_id,
            Figure.question,
            Figure.exact,
            Figure.n1,
            Figure.n2,
            Figure.n3,
            Figure.n4,
            Figure.n5,
        ).where(
            Figure.organisation_id == organisation_id,
            Figure.unit_id.in_({cell.unit for cell in cells}),
            Figure.location_id.in_({cell.location for cell in cells}),
            Figure.cycle_id.in_(list(cycle_ids)),
        )
    )
    return {
        (cell, cycle, question): Counts(tuple(options), exact)
        for unit, place, cycle, question, exact, *options in rows
        if (cell := Cell(unit, place)) in cells
    }


def _choice_counts(
    session: Session, organisation_id: str, cells: Collection[Cell], cycle_ids: Iterable[str]
) -> dict[Spot, ChoiceCounts]:
    rows = session.execute(
        select(
            ChoiceFigure.unit_id,
            ChoiceFigure.location_id,
            ChoiceFigure.cycle_id,
            ChoiceFigure.question,
            ChoiceFigure.exact,
            ChoiceFigure.people,
            ChoiceFigure.option,
            ChoiceFigure.chosen,
        ).where(
            ChoiceFigure.organisation_id == organisation_id,
            ChoiceFigure.unit_id.in_({cell.unit for cell in cells}),
            ChoiceFigure.location_id.in_({cell.location for cell in cells}),
            ChoiceFigure.cycle_id.in_(list(cycle_ids)),
        )
    )
    chosen: dict[Spot, dict[int, int]] = defaultdict(dict)
    about: dict[Spot, tuple[int, bool]] = {}
    for unit, place, cycle, question, exact, people, option, number in rows:
        if (cell := Cell(unit, place)) in cells:
            chosen[cell, cycle, question][option] = number
            about[cell, cycle, question] = people, exact
    asked = {id: _asked(cycles.content(session, id) or b"{}") for id in {cycle for _, cycle, _ in about}}
    return {
        spot: ChoiceCounts(question.scale, chosen[spot], people, exact, question.parent)
        for spot, (people, exact) in about.items()
        for question in [asked[spot[1]][spot[2]]]
    }


@lru_cache(maxsize=32)
def _asked(content: bytes) -> Questions:
    """The questions of a content, which never changes."""
    return answerable(json.loads(content))


def _answered(session: Session, organisation_id: str, pairs: Iterable[Pair]) -> dict[Spot, int]:
    """How many answered each question on any scale, in the cells and cycles of these pairs."""
    cells = {Cell(unit, location) for _, _, unit, location in pairs}
    door = session, organisation_id, cells, {id for now, then, _, _ in pairs for id in (now, then)}
    found = {spot: counts.n for spot, counts in _counts(*door).items()}
    return found | {spot: counts.n for spot, counts in _choice_counts(*door).items()}


def _near(pairs: Iterable[Pair], answered: Mapping[Spot, int]) -> set[Spot]:
    """Spots whose level, beside that of another cycle, could tell what one to k-1 people said.

    The invited differ by so few, and fewer than 30 answered in one of the two: both become bands, and their branches
    with them.
    """
    questions = {question for _, _, question in answered}
    found: set[Spot] = set()
    for cycle, earlier, unit, location in pairs:
        for question in questions:
            both = [(Cell(unit, location), at, question) for at in (cycle, earlier)]
            if any(answered[spot] < COMPARED_FROM for spot in both if spot in answered):
                found.update(both)
    return found


def comments(
    session: Session,
    organisation_id: str,
    cycle_ids: Collection[str],
    *,
    units: Collection[str],
    locations: Collection[str],
    unplaced: bool,
    mentioning: Callable[[str], bool] | None = None,
    answering: Collection[str] = (),
    page: int = 1,
    size: int = 100,
) -> CommentPage:
    """Comments of these cycles at nodes inside both lists; `unplaced` adds those without a node.

    They come in the order of their random ids, which says nothing. `mentioning` only leaves out:
    what may not be shown without it is not shown with it either. Those that are shown with one of the questions
    `answering` stay.
    """
    mine = _comment_ids(organisation_id, cycle_ids, units, locations, unplaced=unplaced)
    kept, page, last = _page_of(session, organisation_id, mine, mentioning, answering, page, size)
    rows = session.execute(
        select(
            Comment.cycle_id, Comment.unit_id, Comment.location_id, Comment.language, Comment.text, Comment.question
        )
        .where(Comment.organisation_id == organisation_id, Comment.id.in_(kept))
        .order_by(Comment.id)
    )
    return CommentPage(
        tuple(
            CommentView(cycle, None if unit is None or place is None else Cell(unit, place), language, text, question)
            for cycle, unit, place, language, text, question in rows
        ),
        page,
        last,
    )


def _page_of(
    session: Session,
    organisation_id: str,
    mine: CompoundSelect[tuple[str]],
    mentioning: Callable[[str], bool] | None,
    answering: Collection[str],
    page: int,
    size: int,
) -> tuple[list[str], int, int]:
    """The ids of one page, its number, and that of the last page."""
    if mentioning is None:
        found = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
        last = max(1, -(-found // size))
        page = min(page, last)
        return list(session.scalars(mine.order_by("id").limit(size).offset((page - 1) * size))), page, last
    texts = session.execute(
        select(Comment.id, Comment.text, Comment.question)
        .where(Comment.organisation_id == organisation_id, Comment.id.in_(mine))
        .order_by(Comment.id)
    )
    kept = [id for id, text, question in texts if question in answering or mentioning(text)]
    last = max(1, -(-len(kept) // size))
    page = min(page, last)
    return kept[(page - 1) * size : page * size], page, last


def _comment_ids(
    organisation_id: str,
    cycle_ids: Collection[str],
    units: Collection[str],
    locations: Collection[str],
    *,
    unplaced: bool,
) -> CompoundSelect[tuple[str]]:
    """Two questions instead of one with "or", which no index can answer."""
    mine = select(Comment.id).where(Comment.organisation_id == organisation_id)
    placed = mine.where(
        Comment.cycle_id.in_(list(cycle_ids)),
        Comment.unit_id.in_(list(units)),
        Comment.location_id.in_(list(locations)),
    )
    return union_all(placed, mine.where(Comment.cycle_id.is_(None) if unplaced else false()))
