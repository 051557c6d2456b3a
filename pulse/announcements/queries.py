"""Reading announcements."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.actions.draft import NamedPlace
from pulse.actions.reach import may_change, sees
from pulse.announcements import figures
from pulse.announcements.figures import Released
from pulse.announcements.models import Announcement, AnnouncementPlace, AnnouncementText, ChangesAddress
from pulse.announcements.wording import Words
from pulse.answers import queries as answers
from pulse.cycles import queries as cycles
from pulse.cycles.queries import RoundView
from pulse.delivery.queries import Posted, posted
from pulse.organisation.queries import own
from pulse.people.queries import invitable
from pulse.people.ways import WITHOUT_MAIL
from pulse.questions.queries import TopicView, questions, topics
from pulse.results import queries as results
from pulse.results.bands import Level
from pulse.results.disclosure import Cell
from pulse.results.sight import Sight, Trees


@dataclass(frozen=True)
class AnnouncementView:
    """One announcement with its texts by language (`zh_Hant`) and the parts it concerns."""

    id: str
    topic: str
    action_id: str | None
    published_at: datetime | None
    first_cycle_id: str | None
    texts: Mapping[str, Words]
    places: tuple[NamedPlace, ...]

    @property
    def is_draft(self) -> bool:
        """Whether it may still be edited."""
        return self.published_at is None

    @property
    def version(self) -> str:
        """A fingerprint of its words and parts: whoever holds another one has not seen these."""
        words = sorted((language, each.title, each.text) for language, each in self.texts.items())
        places = sorted((cell.unit, cell.location) for cell in self.cells)
        return sha256(repr((words, places)).encode()).hexdigest()[:32]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The parts that it concerns."""
        return tuple(place.cell for place in self.places)

    def language(self, wanted: str, own: str) -> str:
        """The language it is read in: the wanted one if there are words in it, else the organisation's own."""
        return wanted if wanted in self.texts or own not in self.texts else own

    def words(self, wanted: str, own: str) -> Words:
        """What somebody reads who wants this language."""
        found = self.texts.get(self.language(wanted, own))
        return found or next(iter(self.texts.values()), Words("", ""))


def announcements(session: Session, organisation_id: str) -> list[AnnouncementView]:
    """Drafts first, then the published, newest first."""
    mine = Announcement.organisation_id == organisation_id
    drafts = session.scalars(
        select(Announcement).where(mine, Announcement.published_at.is_(None)).order_by(Announcement.id)
    )
    return _views(session, organisation_id, [*drafts]) + published(session, organisation_id)


def published(session: Session, organisation_id: str) -> list[AnnouncementView]:
    """What people were told, newest first."""
    rows = session.scalars(
        select(Announcement)
        .where(Announcement.organisation_id == organisation_id, Announcement.published_at.is_not(None))
        .order_by(Announcement.published_at.desc(), Announcement.id)
    )
    return _views(session, organisation_id, [*rows])


def unshown(session: Session, organisation_id: str, *, now: datetime) -> list[AnnouncementView]:
    """Published, and not shown at the end of a check-in yet; newest first."""
    return [
        each
        for each in published(session, organisation_id)
        if each.first_cycle_id is None and each.published_at is not None and each.published_at <= now
    ]


def announcement(session: Session, organisation_id: str, announcement_id: str) -> AnnouncementView | None:
    """One announcement."""
    row = session.get(Announcement, (organisation_id, announcement_id))
    return _views(session, organisation_id, [row])[0] if row else None


@dataclass(frozen=True)
class Line:
    """An announcement in the list of staff: with the mails it went out with."""

    announcement: AnnouncementView
    topic: TopicView
    mails: Posted


@dataclass(frozen=True)
class Desk:
    """What somebody finds: the drafts that they may change, and what people of their part were told."""

    drafts: Sequence[Line]
    told: Sequence[Line]
    own: str  # the organisation's language
    zone: str


def desk(session: Session, organisation_id: str, eyes: Sight) -> Desk:
    """The announcements that concern a viewer."""
    names = {topic.key: topic for topic in topics(session, organisation_id)}
    seen = [
        Line(each, names[each.topic], mails(session, organisation_id, each.id))
        for each in announcements(session, organisation_id)
        if (bool(eyes.wide) and may_change(eyes, each.cells) if each.is_draft else sees(eyes, each.cells))
    ]
    drafts = [line for line in seen if line.announcement.is_draft]
    told = [line for line in seen if not line.announcement.is_draft]
    here = own(session, organisation_id)
    return Desk(drafts, told, here.language, here.time_zone)


def concerned(session: Session, organisation_id: str, cells: Sequence[Cell]) -> list[str]:
    """The people of these parts to whom mail can go."""
    belongs = within(results.trees(session, organisation_id), cells)
    return [
        one.id
        for one in invitable(session, organisation_id)
        if one.way not in WITHOUT_MAIL and belongs(one.unit_id, one.location_id)
    ]


def address(session: Session, organisation_id: str) -> str | None:
    """The secret part of the address of `/changes`, once it is made."""
    found = session.get(ChangesAddress, organisation_id)
    return found.secret if found else None


def organisation_of(session: Session, secret: str) -> str | None:
    """Whose address of `/changes` this is. Every secret is compared in full, so that no answer is quicker."""
    found = None
    for row in session.scalars(select(ChangesAddress)):
        if compare_digest(row.secret.encode(), secret.encode()):
            found = row.organisation_id
    return found


def mails(session: Session, organisation_id: str, announcement_id: str) -> Posted:
    """How many mails an announcement went out with, and how many still wait."""
    return posted(session, organisation_id, announcement_id)


def within(trees: Trees, cells: Sequence[Cell]) -> Callable[[str, str], bool]:
    """Whether somebody of a unit and a location belongs to one of these parts; each covers what is below it."""
    known = [cell for cell in cells if trees.cell(cell.unit, cell.location) is not None]
    parts = [(trees.units_in(cell), trees.locations_in(cell)) for cell in known]

    def belongs(unit_id: str, location_id: str) -> bool:
        at = trees.cell(unit_id, location_id)
        return at is not None and any(at.unit in units and at.location in places for units, places in parts)

    return belongs


def unreleased(texts: Mapping[str, Words], released: Released) -> dict[str, list[str]]:
    """The figures that may not be said, by the language they are said in."""
    found = {
        language: figures.unreleased(words.title, released) + figures.unreleased(words.text, released)
        for language, words in texts.items()
    }
    return {language: list(dict.fromkeys(named)) for language, named in found.items() if named}


def released(session: Session, organisation_id: str, topic: str, places: Iterable[Cell]) -> Released:
    """What may be said of a topic in these parts and in the whole organisation.

    It is read by people whose own answers are among those counted, managers too: narrowed as for them.
    """
    published = answers.published_cycles(session, organisation_id)
    rounds = cycles.rounds(session, organisation_id, published)
    asked = [one.key for one in questions(session, organisation_id) if one.topic and one.topic.key == topic]
    cells = list(dict.fromkeys([*places, Cell()]))
    levels = results.levels(session, organisation_id, cells, rounds, narrowed=True) if rounds else {}
    lines = [[levels.get((cell, cycle.id, key)) for cycle in rounds] for cell in cells for key in asked]
    known = [level for line in lines for level in line if level is not None]
    counts = _counts(session, organisation_id, rounds)
    return Released(
        levels=frozenset(level.low for level in known if level.is_exact),
        bands=frozenset((level.low, level.high) for level in known if not level.is_exact),
        changes=frozenset(change for line in lines for change in _changes(line)),
        counts=counts,
        participation=frozenset((200 * some + of) // (2 * of) for some, of in counts if of),
        newest=tuple(dict.fromkeys(_written(level) for level in known)),
    )


def _counts(session: Session, organisation_id: str, rounds: Sequence[RoundView]) -> frozenset[tuple[int, int]]:
    """How many of how many took part: on the public board since the close."""
    found = results.participation(session, organisation_id, [each.id for each in rounds])
    return frozenset((each.answered, each.invited) for each in found.values())


def _changes(line: Sequence[Level | None]) -> Iterable[int]:
    """By how much one cell's exact levels differ, later minus earlier; the line is newest first."""
    exact = [level.low for level in line if level is not None and level.is_exact]
    return (now - before for at, now in enumerate(exact) for before in exact[at + 1 :])


def _written(level: Level) -> str:
    return f"{level.low}" if level.is_exact else f"{level.low}–{level.high}"


def _views(session: Session, organisation_id: str, rows: Iterable[Announcement]) -> list[AnnouncementView]:
    found = list(rows)
    ids = [row.id for row in found]
    texts: dict[str, dict[str, Words]] = defaultdict(dict)
    for text in session.scalars(
        select(AnnouncementText).where(
            AnnouncementText.organisation_id == organisation_id, AnnouncementText.announcement_id.in_(ids)
        )
    ):
        texts[text.announcement_id][text.language] = Words(text.title, text.text)
    places: dict[str, list[NamedPlace]] = defaultdict(list)
    for place in session.scalars(
        select(AnnouncementPlace)
        .where(AnnouncementPlace.organisation_id == organisation_id, AnnouncementPlace.announcement_id.in_(ids))
        .order_by(AnnouncementPlace.label)
    ):
        places[place.announcement_id].append(NamedPlace(Cell(place.unit_id, place.location_id), place.label))
    return [
        AnnouncementView(
            row.id,
            row.topic,
            row.action_id,
            row.published_at,
            row.first_cycle_id,
            texts[row.id],
            tuple(places[row.id]),
        )
        for row in found
    ]
