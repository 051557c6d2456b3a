"""What was promised and told about a part: actions, announcements, and the levels before and after."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from pulse.actions.draft import OPEN, ActionView
from pulse.actions.queries import actions_seen, today_in
from pulse.actions.reach import concerns, exists
from pulse.announcements.queries import AnnouncementView, published
from pulse.dashboard.asking import Asking
from pulse.dashboard.before_after import BeforeAfter, Compared, closed_since, last_before
from pulse.dashboard.drawing import Marker
from pulse.dashboard.queries.history import Past, rounds
from pulse.dashboard.rounds import Round
from pulse.organisation.queries import own
from pulse.results import queries as results
from pulse.results.bands import Level
from pulse.results.disclosure import Cell
from pulse.results.sight import Sight, Trees
from pulse.schedule.recurrence import wall_time


@dataclass(frozen=True)
class Promise:
    """An action, where it is for, and whether it is late."""

    action: ActionView
    places: Sequence[str]
    is_open: bool
    is_late: bool
    compared: Sequence[BeforeAfter] = ()


@dataclass(frozen=True)
class Told:
    """An announcement in the reader's language."""

    id: str
    topic: str
    title: str
    text: str
    day: date


def promises(
    session: Session, organisation_id: str, sight: Sight, cell: Cell, *, now: datetime, topic: str | None = None
) -> list[Promise]:
    """The actions that concern a part, of one topic or of all: those still open first, by the day they are due."""
    today = today_in(session, organisation_id, now)
    made = [
        Promise(
            action,
            [place.label for place in action.places],
            action.status in OPEN,
            action.status in OPEN and action.due < today,
        )
        for action in actions_seen(session, organisation_id, sight)
        if topic in (None, action.topic) and _concern(sight.trees, [place.cell for place in action.places], cell)
    ]
    return sorted(made, key=lambda promise: not promise.is_open)


def told(
    session: Session, organisation_id: str, trees: Trees, asking: Asking, *, now: datetime, topic: str | None = None
) -> list[Told]:
    """The published announcements that concern a part, newest first."""
    house = own(session, organisation_id)
    return [
        _told(each, wall_time(each.published_at, house.time_zone).date(), asking.language, house.language)
        for each in published(session, organisation_id)
        if each.published_at is not None
        and each.published_at <= now
        and each.texts
        and topic in (None, each.topic)
        and _concern(trees, [place.cell for place in each.places], asking.cell)
    ]


def _told(each: AnnouncementView, day: date, language: str, own_language: str) -> Told:
    words = each.words(language, own_language)
    return Told(each.id, each.topic, words.title, words.text, day)


def _concern(trees: Trees, places: Sequence[Cell], cell: Cell) -> bool:
    """Whether it is for some of a part or for what holds it; what was for a part that is gone concerns the whole."""
    gone = any(not exists(trees, place) for place in places)
    return concerns(trees, cell, places) or (gone and cell == Cell())


def markers(done: Iterable[Promise], said: Iterable[Told]) -> list[Marker]:
    """What was done and told, for a trend. What was dropped, or has not begun, is not there."""
    return [
        Marker(each.action.starts, each.action.what) for each in done if each.action.status in ("under_way", "done")
    ] + [Marker(each.day, each.title, "announcement") for each in said]


def compared(
    session: Session,
    organisation_id: str,
    sight: Sight,
    asking: Asking,
    past: Past,
    done: Sequence[Promise],
    newest: Round,
    question: str,
) -> list[Promise]:
    """The actions with the question's level before the start and in `newest`, in the parts that they are for."""
    zone = own(session, organisation_id).time_zone  # an action begins on a day of the organisation's own clocks
    spans = [(id, wall_time(opens, zone), wall_time(until, zone)) for id, opens, until in past.spans]
    targets = {each.action.id: _targets(sight, each.action, asking.cell) for each in done}
    begun = {each.action.id: last_before(spans, each.action.starts) for each in done}
    known = {each.id: each for each in past.rounds}
    missing = [id for id in dict.fromkeys(begun.values()) if id and id not in known]
    known |= {each.id: each for each in rounds(session, organisation_id, missing, asking)}
    wanted = [known[id] for id in dict.fromkeys([newest.id, *begun.values()]) if id in known]
    cells = {target.cell for found in targets.values() for target in found if target.cell is not None}
    levels = _levels(session, organisation_id, sight, cells, wanted)

    def measured(promise: Promise) -> list[BeforeAfter]:
        before = known.get(begun[promise.action.id] or "")
        since = closed_since(spans, promise.action.starts)
        return [_measure(target, levels, question, before, newest, since) for target in targets[promise.action.id]]

    return [Promise(each.action, each.places, each.is_open, each.is_late, measured(each)) for each in done]


def _measure(
    target: Compared,
    levels: Mapping[tuple[Cell, str, str], Level],
    question: str,
    before: Round | None,
    newest: Round,
    since: int,
) -> BeforeAfter:
    if target.cell is None:
        return BeforeAfter(target.label, gone=target.gone)
    return BeforeAfter(
        target.label,
        before=levels.get((target.cell, before.id, question)) if before else None,
        then=before.when if before else None,
        now=levels.get((target.cell, newest.id, question)),
        closed_since=since,
    )


def _targets(sight: Sight, action: ActionView, cell: Cell) -> list[Compared]:
    """Where an action is measured: in each part that it is for, or in the page's own part of it."""
    found = []
    for place in action.places:
        at = sight.trees.cell(place.cell.unit, place.cell.location)
        if at is None:
            found.append(Compared(None, place.label, gone=True))
        elif sight.allows(at):
            found.append(Compared(at, sight.trees.label(at)))
        elif sight.trees.covers(at, cell):
            found.append(Compared(cell, sight.trees.label(cell)))
    return list(dict.fromkeys(found))


def _levels(
    session: Session, organisation_id: str, sight: Sight, cells: Collection[Cell], wanted: Sequence[Round]
) -> Mapping[tuple[Cell, str, str], Level]:
    """As this viewer may see them: narrowed where it is their own part."""
    found: dict[tuple[Cell, str, str], Level] = {}
    for narrowed in (False, True):
        some = {cell for cell in cells if sight.narrowed(cell) == narrowed}
        if some and wanted:
            found |= results.levels(session, organisation_id, some, wanted, narrowed=narrowed)
    return found
