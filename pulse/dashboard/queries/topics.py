"""The topics page: one part's topics by cycles, what moved, a trend, participation, comments."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from pulse.dashboard.asking import Asking
from pulse.dashboard.blocks import Block
from pulse.dashboard.course import Course, course
from pulse.dashboard.drawing import Bar, Bars
from pulse.dashboard.lifetimes import lifetime
from pulse.dashboard.listed import Listed
from pulse.dashboard.moves import Move, moves
from pulse.dashboard.queries.asked import Either, blocks_of
from pulse.dashboard.queries.history import COLUMNS, OpenCycle, Past, Turnout, past, turnouts
from pulse.dashboard.queries.parts import Hidden, Reading, Where, lowest_parts, part_names, parts_then, read, where
from pulse.dashboard.queries.promises import markers, promises, told
from pulse.dashboard.queries.remarks import Remarks, remarks
from pulse.dashboard.rounds import Asked, Round, When, questions_of
from pulse.dashboard.table import Ends, PartRow, Row, ends, part_rows, rows, topic_levels
from pulse.results import queries as results
from pulse.results.bands import Level
from pulse.results.disclosure import Cell
from pulse.results.sight import Sight


@dataclass(frozen=True)
class TopicsTable:
    """One cell's topics by cycles."""

    cell: Cell
    label: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Moved:
    """What moved in a cell since a cycle, and each question's levels from the oldest to the newest."""

    label: str
    since: When | None
    moves: Sequence[Move]
    sparks: Mapping[str, Sequence[Level | None]]


@dataclass(frozen=True)
class TopicsPage:
    """Everything the topics page shows."""

    where: Where
    past: Past
    whens: Sequence[When]
    tables: Sequence[TopicsTable]
    ends: Ends[Asked] | None
    lowest_in: Sequence[str]
    shown: Cell | None
    shown_label: str
    hidden: Hidden | None
    moved: Moved | None
    by: str
    parts: Sequence[PartRow]
    columns: Sequence[Asked]
    focus: Asked | None
    choices: Sequence[Asked]
    course: Course | None
    turnouts: Sequence[Turnout]
    participation: Bars
    comments: Remarks
    others: Sequence[Block] = ()

    @property
    def asks_topics(self) -> bool:
        """Whether the newest check-in asked anything that stands in tables of topics."""
        return bool(self.choices)

    def has(self, silent: str) -> bool:
        """Whether a part shows nothing of something for this reason."""
        return any(part.has(silent) for part in self.parts)

    @property
    def running(self) -> Sequence[OpenCycle]:
        """The cycles under way."""
        return self.past.running


def topics_page(session: Session, organisation_id: str, sight: Sight, asking: Asking, *, now: datetime) -> TopicsPage:
    """The topics page of one cell. The viewer's sight must allow the cell."""
    before = past(session, organisation_id, asking, now=now, lifetime=lifetime(sight, asking.cell))
    reading = read(session, organisation_id, sight, asking.cell, before.rounds)
    choices = questions_of(before.rounds[:1])
    taken = turnouts(session, organisation_id, before.shown)
    parts, columns = _parts(session, organisation_id, sight, asking, before.rounds[:1])
    label, shown = sight.trees.label, reading.shown
    low = ends(topic_levels(reading.levels, shown, before.rounds[0])) if shown is not None else None
    focus = _focus(choices, asking, low)
    at_home = low is not None and shown == asking.cell
    return TopicsPage(
        where=where(sight, asking.cell),
        past=before,
        whens=[each.when for each in reversed(before.shown)],
        tables=[TopicsTable(at, label(at), rows(reading.levels, at, before.shown)) for at in reading.cells],
        ends=low,
        lowest_in=lowest_parts(session, organisation_id, sight, asking.cell, before.rounds[0], low) if at_home else [],
        shown=shown,
        shown_label=label(shown) if shown is not None else "",
        hidden=reading.hidden,
        moved=_moved(reading, shown, label(shown), before.rounds) if shown is not None else None,
        by=asking.by,
        parts=parts,
        columns=columns,
        focus=focus,
        choices=choices,
        course=_course(session, organisation_id, sight, asking, reading, before.rounds, focus, now),
        turnouts=taken,
        participation=_participation(taken, asking),
        comments=remarks(session, organisation_id, sight, asking, before.heard),
        others=blocks_of(session, organisation_id, sight, asking, before.shown, partial(_is_apart, _linked(before))),
    )


def _linked(before: Past) -> set[str]:
    """The topics to whose pages the tables lead."""
    return {asked.topic for asked in questions_of(before.shown) if asked.topic}


def _is_apart(linked: Collection[str], each: Either) -> bool:
    """Whether it stands in no table and on no topic's page that a table leads to."""
    if isinstance(each, Listed) and each.parent is not None:
        return False
    tabled = isinstance(each, Asked) and each.is_tabled
    return not tabled and each.topic not in linked


def _focus(choices: Sequence[Asked], asking: Asking, low: Ends[Asked] | None) -> Asked | None:
    """The question that is asked for, else the lowest topic, else the first."""
    wished = [asked for asked in choices if asked.key == asking.focus]
    return next(iter([*wished, *(low.lowest if low else []), *choices]), None)


def _participation(taken: Sequence[Turnout], asking: Asking) -> Bars:
    bars = [Bar(each.when.at.date(), asking.day(each.when), each.percent) for each in reversed(taken)]
    return Bars(asking.participation, bars)


def _moved(reading: Reading, shown: Cell, label: str, found: Sequence[Round]) -> Moved:
    """One family: every question of the newest cycle in this part."""
    asked = questions_of(found[:1])
    columns = found[:COLUMNS][::-1]
    return Moved(
        label,
        found[1].when if len(found) > 1 else None,
        moves(reading.levels, reading.people, [(shown, each) for each in asked], found),
        {each.key: [reading.levels.get((shown, at.id, each.key)) for at in columns] for each in asked},
    )


def _course(
    session: Session,
    organisation_id: str,
    sight: Sight,
    asking: Asking,
    reading: Reading,
    found: Sequence[Round],
    focus: Asked | None,
    now: datetime,
) -> Course | None:
    if focus is None or reading.shown is None:
        return None
    trees = sight.trees
    marked = []
    if focus.topic:
        marked = markers(
            promises(session, organisation_id, sight, asking.cell, now=now, topic=focus.topic),
            told(session, organisation_id, trees, asking, now=now, topic=focus.topic),
        )
    return course(
        reading.levels,
        reading.people,
        reading.shown,
        focus,
        found,
        day=asking.day,
        whole_name=trees.label(Cell()),
        markers=marked,
    )


def _parts(
    session: Session, organisation_id: str, sight: Sight, asking: Asking, newest: Sequence[Round]
) -> tuple[list[PartRow], list[Asked]]:
    """The cells one step down, in the newest cycle."""
    cells = parts_then(sight, asking.cell, asking.by, newest[0]) if newest else []
    if not newest or not cells:
        return [], []
    columns = questions_of(newest)
    found = results.levels(session, organisation_id, cells, newest, narrowed=sight.narrowed(asking.cell))
    names = part_names(sight, cells, asking.by)
    return part_rows(found, cells, names, newest[0], [asked.key for asked in columns]), columns
