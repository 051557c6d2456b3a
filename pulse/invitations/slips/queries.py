"""Who gets a printed letter of the check-in that is open, in piles by unit and place."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from pulse.cycles import queries as cycles
from pulse.delivery.models import Suppressed
from pulse.delivery.queries import reach
from pulse.invitations.length import seconds
from pulse.invitations.queries import of_cycle
from pulse.organisation import queries as organisations
from pulse.people.models import Person, Preference
from pulse.people.ways import SLIPS, way


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
    seconds: int = 0  # about how long it takes to answer

    @property
    def count(self) -> int:
        """How many letters there are."""
        return sum(len(pile.people) for pile in self.piles)


def letters(session: Session, organisation_id: str, *, now: datetime) -> Letters:
    """Everybody invited who has no other way, whatever they did or chose: the pile must tell neither."""
    on = reach(session, organisation_id).slips
    running = [found for found in cycles.timeline(session, organisation_id) if found[2] > now]
    if not running:
        return Letters(on, None, None, (), {})
    cycle_id, _, until = running[0]
    zones = cycles.zones(session, organisation_id, cycle_id)
    invited = {one.person_id: one.zone for one in of_cycle(session, organisation_id, cycle_id)}
    ends = {person: zones[zone][1] for person, zone in invited.items()}
    days = {person: _end_of_day(zones[zone][0], zone) for person, zone in invited.items() if ends[person] > now}
    people = letter_receivers(session, organisation_id, days)
    lasts = seconds(cycles.content(session, cycle_id) or b"{}")
    return Letters(on, cycle_id, until, _piles(session, organisation_id, people), ends, lasts)


def letter_receivers(
    session: Session, organisation_id: str, returned_by: Mapping[str, datetime]
) -> list[LetterReceiver]:
    """Those of these people, if active, whom neither mail nor telephone reaches, by what is on file alone.

    `returned_by`: until when mail that comes back counts for each. Who stopped the messages has a letter as well.
    """
    set_up = {channel for channel, there in vars(reach(session, organisation_id)).items() if there}
    columns = Person.id, Person.number, Person.name, Person.unit_id, Person.location_id
    language = func.coalesce(Preference.language, Person.language)
    mine = and_(Preference.organisation_id == Person.organisation_id, Preference.person_id == Person.id)
    returned = and_(Suppressed.organisation_id == Person.organisation_id, Suppressed.address == Person.email)
    rows = session.execute(
        select(Person.email, Person.phone, Suppressed.noted_at, *columns, language, Person.time_zone)
        .outerjoin(Preference, mine)
        .outerjoin(Suppressed, returned)
        .where(Person.organisation_id == organisation_id, Person.active)
    )
    return [
        LetterReceiver(*person)
        for email, phone, noted_at, *person in rows
        if (limit := returned_by.get(person[0]))
        and way(set_up, email=bool(email), phone=bool(phone), came_back=bool(noted_at and noted_at < limit)) == SLIPS
    ]


def _end_of_day(opens_at: datetime, zone: str) -> datetime:
    """The midnight after the opening: what comes back later may be a reminder, which tells who had not answered."""
    local = opens_at.astimezone(ZoneInfo(zone))
    return datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo)


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
