"""One topic's page: where it stands, its trend, the five answers, units and locations, actions, comments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import dropwhile

from sqlalchemy.orm import Session

from pulse.dashboard.asking import Asking
from pulse.dashboard.blocks import Block
from pulse.dashboard.course import Course, course
from pulse.dashboard.drawing import Shares
from pulse.dashboard.lifetimes import lifetime
from pulse.dashboard.listed import Listed
from pulse.dashboard.moves import Move, moves
from pulse.dashboard.queries.asked import Either, blocks_of
from pulse.dashboard.queries.history import COLUMNS, Past, past
from pulse.dashboard.queries.parts import Hidden, Reading, Where, part_names, parts_then, read, where
from pulse.dashboard.queries.promises import Promise, Told, compared, markers, promises, told
from pulse.dashboard.queries.remarks import Remarks, open_questions, remarks
from pulse.dashboard.rounds import Asked, Round, When, questions_of
from pulse.dashboard.spread import spread
from pulse.dashboard.table import Ends, ends, topic_levels
from pulse.questions.mentions import mentions, words
from pulse.questions.queries import TopicView, topics
from pulse.results import queries as results
from pulse.results.disclosure import Cell
from pulse.results.sight import Sight

WORDS_NAMED = 6  # of the words that are looked for, so many stand on the page


@dataclass(frozen=True)
class PartMove:
    """A unit or location, and how the topic stands and moved there."""

    name: str
    move: Move


@dataclass(frozen=True)
class Parts:
    """The units or the locations one step down, and which is surely lowest."""

    by: str
    rows: Sequence[PartMove]
    ends: Ends[str]

    @property
    def has_hidden(self) -> bool:
        """Whether any of them is hidden."""
        return any(row.move.level is None and not row.move.silent for row in self.rows)


@dataclass(frozen=True)
class Standing:
    """Where the topic stands in the newest cycle that asked it, in the part that is shown."""

    label: str
    when: When
    is_newest: bool  # of all cycles, not only of those that asked
    move: Move
    ends: Ends[Asked]


@dataclass(frozen=True)
class TopicPage:
    """Everything the page of a topic shows."""

    key: str
    name: str
    where: Where
    past: Past
    when: When | None
    standing: Standing | None
    hidden: Hidden | None
    course: Course | None
    spread: Shares | None
    parts: Sequence[Parts]
    promises: Sequence[Promise]
    told: Sequence[Told]
    words: Sequence[str]
    more_words: bool
    comments: Remarks
    asked: Asked | None = None
    reasons: Sequence[Block] = ()
    others: Sequence[Block] = ()

    @property
    def has_any(self) -> bool:
        """Whether a check-in asked anything about it."""
        return self.asked is not None or bool(self.others)


def topic_page(
    session: Session,
    organisation_id: str,
    sight: Sight,
    asking: Asking,
    topic: str,
    *,
    now: datetime,
) -> TopicPage | None:
    """The page of a topic in one cell; None for an unknown topic."""
    view = next((each for each in topics(session, organisation_id) if each.key == topic), None)
    if view is None:
        return None
    before = past(session, organisation_id, asking, now=now, lifetime=lifetime(sight, asking.cell))
    found = list(dropwhile(lambda each: not each.on(topic), before.rounds))
    asked = found[0].on(topic) if found else None
    reading = read(session, organisation_id, sight, asking.cell, found, question=asked.key if asked else None)
    done = promises(session, organisation_id, sight, asking.cell, now=now, topic=topic)
    said = told(session, organisation_id, sight.trees, asking, now=now, topic=topic)
    listed = words(topic, view.names, asking.language)
    return TopicPage(
        key=topic,
        name=asked.name if asked else view.name(asking.language),
        where=where(sight, asking.cell),
        past=before,
        when=found[0].when if found else None,
        standing=_standing(sight, reading, found, asked, is_newest=found[:1] == before.rounds[:1]),
        hidden=reading.hidden if asked else None,
        course=_course(sight, asking, reading, found, asked, done, said),
        spread=_spread(session, organisation_id, sight, asking, reading, found, asked),
        parts=_parts(session, organisation_id, sight, asking, found, asked),
        promises=_measured(session, organisation_id, sight, asking, before, done, found, asked),
        told=said,
        words=listed[:WORDS_NAMED],
        more_words=len(listed) > WORDS_NAMED,
        comments=_comments(session, organisation_id, sight, asking, before, view),
        asked=asked,
        reasons=blocks_of(session, organisation_id, sight, asking, before.rounds, partial(_asks_why, asked)),
        others=blocks_of(session, organisation_id, sight, asking, before.rounds, partial(_is_beside, topic, asked)),
    )


def _asks_why(main: Asked | None, each: Either) -> bool:
    """Whether it was asked of those who were unhappy with the topic itself."""
    return main is not None and isinstance(each, Listed) and each.parent == main.key


def _is_beside(topic: str, main: Asked | None, each: Either) -> bool:
    """Whether it is one more question about the topic."""
    why = isinstance(each, Listed) and each.parent is not None
    return each.topic == topic and not why and (main is None or each.key != main.key)


def _measured(
    session: Session,
    organisation_id: str,
    sight: Sight,
    asking: Asking,
    before: Past,
    done: Sequence[Promise],
    found: Sequence[Round],
    asked: Asked | None,
) -> Sequence[Promise]:
    return compared(session, organisation_id, sight, asking, before, done, found[0], asked.key) if asked else done


def _standing(
    sight: Sight, reading: Reading, found: Sequence[Round], asked: Asked | None, *, is_newest: bool
) -> Standing | None:
    """Judged together with all questions of the cycle, as on the topics page."""
    if asked is None or reading.shown is None:
        return None
    family = moves(reading.levels, reading.people, [(reading.shown, each) for each in questions_of(found[:1])], found)
    return Standing(
        sight.trees.label(reading.shown),
        found[0].when,
        is_newest,
        next(move for move in family if move.question == asked),
        ends(topic_levels(reading.levels, reading.shown, found[0])),
    )


def _course(
    sight: Sight,
    asking: Asking,
    reading: Reading,
    found: Sequence[Round],
    asked: Asked | None,
    done: Sequence[Promise],
    said: Sequence[Told],
) -> Course | None:
    if asked is None or reading.shown is None:
        return None
    return course(
        reading.levels,
        reading.people,
        reading.shown,
        asked,
        found,
        day=asking.day,
        whole_name=sight.trees.label(Cell()),
        markers=markers(done, said),
    )


def _spread(
    session: Session,
    organisation_id: str,
    sight: Sight,
    asking: Asking,
    reading: Reading,
    found: Sequence[Round],
    asked: Asked | None,
) -> Shares | None:
    if asked is None or reading.shown is None:
        return None
    columns = found[:COLUMNS]
    narrowed = sight.narrowed(asking.cell)
    released = results.distributions(session, organisation_id, {reading.shown}, columns, narrowed=narrowed)
    answers = tuple(asking.answers[asked.scale])
    return spread(released, reading.shown, asked, columns, answers=answers, day=asking.day)


def _parts(
    session: Session,
    organisation_id: str,
    sight: Sight,
    asking: Asking,
    found: Sequence[Round],
    asked: Asked | None,
) -> list[Parts]:
    """Units, then locations; each list is one family of changes."""
    if asked is None:
        return []
    pair = [each for each in found if asked.key in each.questions][:2]
    made = []
    for by in ("unit", "location"):
        cells = parts_then(sight, asking.cell, by, pair[0])
        if not cells:
            continue
        levels = results.levels(session, organisation_id, cells, pair, narrowed=sight.narrowed(asking.cell))
        released = {cell for cell, _, _ in levels}
        people = results.populations(session, sight.trees, organisation_id, released, [each.id for each in pair])
        names = part_names(sight, cells, by)
        rows = [
            PartMove(names[move.cell], move) for move in moves(levels, people, [(cell, asked) for cell in cells], pair)
        ]
        made.append(Parts(by, rows, ends({row.name: row.move.level for row in rows})))
    return made


def _comments(
    session: Session, organisation_id: str, sight: Sight, asking: Asking, before: Past, view: TopicView
) -> Remarks:
    mentioning = mentions(view.key, view.names)
    about = open_questions(before.shown, view.key)
    return remarks(session, organisation_id, sight, asking, before.heard, mentioning, about)
