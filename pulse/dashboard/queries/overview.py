"""The overview: the newest check-in on one page, what is due, what people were told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pulse.dashboard.asking import Asking
from pulse.dashboard.lifetimes import lifetime
from pulse.dashboard.moves import Move, moves
from pulse.dashboard.queries.history import Past, Turnout, past, turnouts
from pulse.dashboard.queries.parts import Hidden, Reading, Where, lowest_parts, read, where
from pulse.dashboard.queries.promises import Promise, Told, promises, told
from pulse.dashboard.rounds import OVERALL, Asked, questions_of
from pulse.dashboard.table import Ends, ends, topic_levels
from pulse.organisation.queries import own
from pulse.questions.queries import topics
from pulse.results.disclosure import Cell
from pulse.results.sight import Sight

ACTIONS, ANNOUNCEMENTS = 5, 3


@dataclass(frozen=True)
class Newest:
    """What the newest cycle says of the part that is shown."""

    label: str
    is_whole: bool
    overall: Move | None
    moves: Sequence[Move]
    ends: Ends[Asked]
    levels: Mapping[Asked, Move]
    lowest_in: Sequence[str]

    @property
    def real(self) -> list[Move]:
        """The changes that are more than chance, the largest first."""
        found = [move for move in self.moves if move.is_real]
        return sorted(found, key=lambda move: -abs(move.verdict.points) if move.verdict else 0)

    @property
    def perhaps(self) -> list[Move]:
        """Those that may be."""
        return [move for move in self.moves if move.verdict and move.verdict.word == "perhaps"]

    @property
    def compared(self) -> bool:
        """Whether anything can be compared in points at all."""
        return any(move.verdict for move in self.moves)


@dataclass(frozen=True)
class OverviewPage:
    """Everything the overview shows."""

    where: Where
    past: Past
    turnouts: Sequence[Turnout]
    newest: Newest | None
    hidden: Hidden | None
    promises: Sequence[Promise]
    more_promises: int
    told: Sequence[Told]
    names: Mapping[str, str]
    k: int
    k_inv: int
    asks_topics: bool = True


def overview_page(
    session: Session, organisation_id: str, sight: Sight, asking: Asking, *, now: datetime
) -> OverviewPage:
    """The overview of one cell. The viewer's sight must allow the cell."""
    before = past(session, organisation_id, asking, now=now, lifetime=lifetime(sight, asking.cell))
    found = before.rounds
    reading = read(session, organisation_id, sight, asking.cell, found)
    open_ones = [each for each in promises(session, organisation_id, sight, asking.cell, now=now) if each.is_open]
    house = own(session, organisation_id)
    return OverviewPage(
        where=where(sight, asking.cell),
        past=before,
        turnouts=turnouts(session, organisation_id, found[:2]),
        newest=_newest(session, organisation_id, sight, asking.cell, reading, before),
        hidden=reading.hidden,
        promises=open_ones[:ACTIONS],
        more_promises=max(0, len(open_ones) - ACTIONS),
        told=told(session, organisation_id, sight.trees, asking, now=now)[:ANNOUNCEMENTS],
        names={each.key: each.name(asking.language) for each in topics(session, organisation_id)},
        k=house.k,
        k_inv=house.k_inv,
        asks_topics=bool(questions_of(found[:1])),
    )


def _newest(
    session: Session, organisation_id: str, sight: Sight, asked: Cell, reading: Reading, before: Past
) -> Newest | None:
    cell = reading.shown
    found = before.rounds
    if cell is None or not questions_of(found[:1]):
        return None
    family = moves(reading.levels, reading.people, [(cell, each) for each in questions_of(found[:1])], found)
    at_the_ends = ends(topic_levels(reading.levels, cell, found[0]))
    return Newest(
        sight.trees.label(cell),
        cell.kind == 0,
        next((move for move in family if move.question.key == OVERALL), None),
        family,
        at_the_ends,
        {move.question: move for move in family},
        lowest_parts(session, organisation_id, sight, cell, found[0], at_the_ends) if cell == asked else [],
    )
