"""Putting the pages of HR and managers together from what the gate releases."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from pulse.answers import queries as answers
from pulse.ballots.queries import collected_before
from pulse.cycles import queries as cycles
from pulse.cycles.queries import CycleView
from pulse.dashboard.table import Asked, PartRow, Round, Row, lowest, part_rows, questions_of, rows
from pulse.i18n import html_language
from pulse.questions.scales import options
from pulse.results import queries as results
from pulse.results.disclosure import Cell
from pulse.results.queries import CommentView
from pulse.results.sight import Sight

COLUMNS = 8
COMMENTS = 30
OVERALL = "overall"


@dataclass(frozen=True)
class Asking:
    """What a viewer wants to see."""

    cell: Cell
    by: str
    page: int
    comments: int
    language: str
    overall: str  # the word for a question of no topic


@dataclass(frozen=True)
class TopicsTable:
    """One cell's topics by cycles."""

    cell: Cell
    label: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Participation:
    """How many of the invited answered in a closed cycle, from the public board."""

    day: date
    accepted: int
    invited: int

    @property
    def percent(self) -> int:
        """In whole points."""
        return (200 * self.accepted + self.invited) // (2 * self.invited)


@dataclass(frozen=True)
class OpenCycle:
    """A cycle under way: at least so many have collected their ballot."""

    day: date
    at_least: int
    invited: int
    until: datetime


@dataclass(frozen=True)
class Comments:
    """One page of the comments at nodes that the viewer may see."""

    shown: Sequence[tuple[CommentView, str]]
    page: int
    last: int


@dataclass(frozen=True)
class Hidden:
    """Why the asked-for part is not shown, and where to look instead."""

    label: str
    least: int
    instead: str | None
    whole: bool


@dataclass(frozen=True)
class TopicsPage:
    """Everything the topics page shows."""

    cell: Cell
    label: str
    path: Sequence[tuple[Cell, str]]
    tops: Sequence[tuple[Cell, str]]
    days: Sequence[date]
    tables: Sequence[TopicsTable]
    lowest: Sequence[str]
    hidden: Hidden | None
    by: str
    parts: Sequence[PartRow]
    columns: Sequence[Asked]
    participation: Sequence[Participation]
    running: Sequence[OpenCycle]
    comments: Comments
    page: int
    last: int
    demo: bool


def topics_page(session: Session, organisation_id: str, sight: Sight, asking: Asking, *, now: datetime) -> TopicsPage:
    """The topics page of one cell. The viewer's sight must allow the cell."""
    timeline = cycles.timeline(session, organisation_id)
    published = answers.published_cycles(session, organisation_id)
    closed = [id for id, _, _ in timeline if id in published]
    last = max(1, -(-len(closed) // COLUMNS))
    page = min(asking.page, last)
    views = _views(session, closed[(page - 1) * COLUMNS : page * COLUMNS + 1])
    shown = views[:COLUMNS]
    rounds = [_round(view, asking) for view in views]
    tables, hidden = _tables(session, organisation_id, sight, asking.cell, views, rounds)
    parts, columns = _parts(session, organisation_id, sight, asking, shown[:1], rounds[:1])
    return TopicsPage(
        cell=asking.cell,
        label=sight.trees.label(asking.cell),
        path=[(cell, sight.trees.label(cell)) for cell in sight.path(asking.cell)],
        tops=[(top, sight.trees.label(top)) for top in sight.tops],
        days=[each.day for each in reversed(rounds[: len(shown)])],
        tables=tables,
        lowest=lowest(tables[0].rows) if tables else [],
        hidden=hidden,
        by=asking.by,
        parts=parts,
        columns=columns,
        participation=[_participation(session, view) for view in shown],
        running=_running(
            session, [id for id, opens, _ in timeline if id not in published and opens <= now], now.date()
        ),
        comments=_comments(session, organisation_id, sight, asking, shown),
        page=page,
        last=last,
        demo=any(view.origin == "demo" for view in shown),
    )


def _views(session: Session, ids: Sequence[str]) -> list[CycleView]:
    found = (cycles.cycle(session, id) for id in ids)
    return [view for view in found if view is not None]


def _day(view: CycleView) -> date:
    return datetime.fromisoformat(view.occurrence).date()


def _round(view: CycleView, asking: Asking) -> Round:
    """What a cycle asked that is counted, worded for the reader."""
    questions = json.loads(view.content)["questions"]
    counted = {q["key"]: _asked(q, asking) for q in questions if options(q["scale"])}
    return Round(view.id, _day(view), counted)


def _asked(question: Mapping[str, Any], asking: Asking) -> Asked:
    texts: dict[str, dict[str, str | None]] = question["texts"]
    wording = texts.get(html_language(asking.language)) or next(iter(texts.values()))
    if topic := wording["topic"]:
        return Asked(question["key"], topic, is_topic=True)
    name = asking.overall if question["key"] == OVERALL else wording["text"]
    return Asked(question["key"], name or question["key"], is_topic=False)


def _tables(
    session: Session,
    organisation_id: str,
    sight: Sight,
    cell: Cell,
    views: Sequence[CycleView],
    rounds: Sequence[Round],
) -> tuple[list[TopicsTable], Hidden | None]:
    """The asked-for part as far as it is released; where its newest cycle is hidden, also what holds it."""
    if not views:
        return [], None
    shown, before = rounds[:COLUMNS], rounds[COLUMNS:]
    narrowed = sight.narrowed(cell)
    around = [cell, *sight.trees.above(cell)]
    found = results.levels(session, organisation_id, around, views, narrowed=narrowed)
    newest = {at for at, cycle_id, _ in found if cycle_id == views[0].id}
    at_all = {at for at, _, _ in found}
    chosen = [cell] if cell in at_all else []
    hidden = None
    if cell not in newest:
        instead = next((at for at in around if at in newest), None)
        chosen += [instead] if instead is not None else []
        name = sight.trees.label(instead) if instead is not None else None
        hidden = Hidden(sight.trees.label(cell), views[0].k + narrowed, name, whole=cell == Cell())
    return [TopicsTable(at, sight.trees.label(at), rows(found, at, shown, before)) for at in chosen], hidden


def _parts(
    session: Session,
    organisation_id: str,
    sight: Sight,
    asking: Asking,
    newest: Sequence[CycleView],
    rounds: Sequence[Round],
) -> tuple[list[PartRow], list[Asked]]:
    """The cells one step down, in the newest cycle."""
    cells = sight.trees.parts(asking.cell, asking.by)
    if not newest or not cells:
        return [], []
    columns = questions_of(rounds)
    found = results.levels(session, organisation_id, cells, newest, narrowed=sight.narrowed(asking.cell))
    tree = sight.trees.locations if asking.by == "location" else sight.trees.units
    names = {cell: tree.nodes[cell.location if asking.by == "location" else cell.unit].name for cell in cells}
    return part_rows(found, cells, names, rounds[0], [asked.key for asked in columns]), columns


def _participation(session: Session, view: CycleView) -> Participation:
    state = answers.state(session, view.organisation_id, view.id)
    return Participation(_day(view), (state.accepted if state else None) or 0, view.invited)


def _running(session: Session, ids: Sequence[str], today: date) -> list[OpenCycle]:
    return [
        OpenCycle(
            _day(view),
            collected_before(session, view.organisation_id, view.id, today),
            view.invited,
            view.answer_until,
        )
        for view in _views(session, ids)
    ]


def _comments(
    session: Session,
    organisation_id: str,
    sight: Sight,
    asking: Asking,
    shown: Sequence[CycleView],
) -> Comments:
    """Comments of the shown cycles at the cell and below."""
    whole = asking.cell == Cell() and not sight.narrowed(asking.cell)
    found = results.comments(
        session,
        organisation_id,
        [view.id for view in shown],
        units=sight.trees.units_in(asking.cell),
        locations=sight.trees.locations_in(asking.cell),
        unplaced=whole,
        page=asking.comments,
        size=COMMENTS,
    )
    labelled = [(each, sight.trees.label(each.cell) if each.cell else "") for each in found.comments]
    return Comments(labelled, found.page, found.last)
