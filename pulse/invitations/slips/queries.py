"""Who gets a printed letter of the check-in that is open, in piles by unit and place."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, false, func, select
from sqlalchemy.orm import Session

from pulse.cycles import queries as cycles
from pulse.delivery.queries import reach
from pulse.invitations.queries import of_cycle
from pulse.organisation import queries as organisations
from pulse.people.models import Person, Preference
from pulse.people.queries import invitable
from pulse.people.ways import SLIPS


@dataclass(frozen=True)
class LetterReceiver:
    """Somebody who gets a printed letter, where they work, and which language they read."""

    id: str
    number: str
    name: str
    unit_id: str
    location_id: str
    language: str
    time_zone: str


@dataclass(frozen=True)
class Receivers:
    """The people of one unit at one place who get a letter, by name."""

    place: str
    people: Sequence[LetterReceiver]


@dataclass(frozen=True)
class Letters:
    """Whether letters are on, which check-in is open, and the piles that would be printed for it."""

    on: bool
    cycle_id: str | None
    until: datetime | None
    piles: Sequence[Receivers]
    ends: Mapping[str, datetime]  # of each invited person, by id

    @property
    def count(self) -> int:
        """How many letters there are."""
        return sum(len(pile.people) for pile in self.piles)


def letters(session: Session, organisation_id: str, *, now: datetime) -> Letters:
    """Everybody invited who has no other way now, whether or not they have answered: the pile must not tell."""
    on = reach(session, organisation_id).slips
    running = [found for found in cycles.timeline(session, organisation_id) if found[2] > now]
    if not running:
        return Letters(on, None, None, (), {})
    cycle_id, _, until = running[0]
    zones = cycles.zones(session, organisation_id, cycle_id)
    ends = {one.person_id: zones[one.zone][1] for one in of_cycle(session, organisation_id, cycle_id)}
    people = [one for one in letter_receivers(session, organisation_id) if one.id in ends and ends[one.id] > now]
    return Letters(on, cycle_id, until, _piles(session, organisation_id, people), ends)


def letter_receivers(session: Session, organisation_id: str) -> list[LetterReceiver]:
    """Active people who get a printed letter, unless they want no messages."""
    by_letter = {one.id for one in invitable(session, organisation_id) if one.way == SLIPS}
    language = func.coalesce(Preference.language, Person.language)
    place = Person.unit_id, Person.location_id
    rows = session.execute(
        select(Person.id, Person.number, Person.name, *place, language, Person.time_zone)
        .outerjoin(
            Preference,
            and_(Preference.organisation_id == Person.organisation_id, Preference.person_id == Person.id),
        )
        .where(Person.organisation_id == organisation_id, ~func.coalesce(Preference.stopped, false()))
    )
    return [LetterReceiver(*row) for row in rows if row.id in by_letter]


def _piles(session: Session, organisation_id: str, people: Sequence[LetterReceiver]) -> list[Receivers]:
    units = organisations.units(session, organisation_id)
    locations = organisations.locations(session, organisation_id)
    piles: dict[tuple[str, str], list[LetterReceiver]] = defaultdict(list)
    for one in people:
        unit = "" if one.unit_id == units.root.id else units.label(one.unit_id)
        place = "" if one.location_id == locations.root.id else locations.label(one.location_id)
        piles[unit, place].append(one)
    whole = units.label(units.root.id)
    return [
        Receivers(" · ".join(part for part in key if part) or whole, sorted(found, key=_by_name))
        for key, found in sorted(piles.items())
    ]


def _by_name(one: LetterReceiver) -> tuple[str, str]:
    return one.name.casefold(), one.number
