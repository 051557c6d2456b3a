"""Reading invitations."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from pulse.cycles import queries as cycles
from pulse.cycles.models import Cycle, CycleZone
from pulse.cycles.queries import OpenCycle
from pulse.database import Rows, plain
from pulse.delivery.models import OutboxMessage
from pulse.delivery.queries import dead_letters
from pulse.driver import Question
from pulse.invitations.messages import INVITATION
from pulse.invitations.models import Invitation, ReminderRound
from pulse.invitations.reminding import Reminder, Window, Works, due, reminders
from pulse.organisation import queries as organisations
from pulse.organisation.models import Organisation
from pulse.people.models import Person
from pulse.schedule.models import Series
from pulse.schedule.queries import SeriesView, days_off, is_paused, one_series
from pulse.schedule.recurrence import wall_time


@dataclass(frozen=True)
class InvitationView:
    """One person asked in one cycle."""

    organisation_id: str
    cycle_id: str
    person_id: str
    block_index: int
    zone: str
    collected: bool
    location_id: str | None


def _view(row: Invitation) -> InvitationView:
    return InvitationView(**{name: getattr(row, name) for name in InvitationView.__dataclass_fields__})


# Built once: every collect asks this, and building it anew costs more than the answer.
_table = plain(Invitation).c
_BY_HASH = select(*(_table[name] for name in InvitationView.__dataclass_fields__)).where(
    _table.invite_hash == bindparam("invite_hash")
)
_ONE = select(*(_table[name] for name in InvitationView.__dataclass_fields__)).where(
    _table.organisation_id == bindparam("organisation"),
    _table.cycle_id == bindparam("cycle"),
    _table.person_id == bindparam("person"),
)


def by_hash(session: Rows, invite_hash: str) -> InvitationView | None:
    """The invitation whose invite has this SHA-256."""
    row = session.execute(_BY_HASH, {"invite_hash": invite_hash}).one_or_none()
    return InvitationView(*row) if row else None


def invitation(session: Session, organisation_id: str, cycle_id: str, person_id: str) -> InvitationView | None:
    """One person's invitation."""
    keys = {"organisation": organisation_id, "cycle": cycle_id, "person": person_id}
    row = session.connection().execute(_ONE, keys).one_or_none()
    return InvitationView(*row) if row else None


@dataclass(frozen=True)
class Asked:
    """What there is to know, at the moment it is sent, of a message that asks one person; all but the person's own."""

    block_index: int
    collected: bool
    zone: str
    invite_hash: str | None
    opens: datetime
    until: datetime
    manifest_hash: str
    opened: datetime
    ends: datetime
    origin: str
    organisation: str
    is_demo: bool
    paused_at: datetime | None
    paused_until: date | None

    @property
    def window(self) -> Window:
        """When people of their zone can answer."""
        return Window(self.zone, self.opens, self.until)

    def is_remindable(self, now: datetime) -> bool:
        """Whether anybody is to be reminded of the cycle at present: it is open, its series not paused."""
        is_open = self.opened <= now < self.ends and self.origin == "cast"
        return is_open and not is_paused(self.paused_at, self.paused_until, wall_time(now, self.zone).date())


# Built once, as every message that goes out asks it.
_ASKED = (
    select(
        Invitation.block_index,
        Invitation.collected,
        Invitation.zone,
        Invitation.invite_hash,
        CycleZone.opens_at.label("opens"),
        CycleZone.answer_until.label("until"),
        Cycle.manifest_hash,
        Cycle.opens_at.label("opened"),
        Cycle.answer_until.label("ends"),
        Cycle.origin,
        Organisation.name.label("organisation"),
        Organisation.is_demo,
        Series.paused_at,
        Series.paused_until,
    )
    .join(Organisation, Organisation.id == Invitation.organisation_id)
    .join(Cycle, (Cycle.organisation_id == Invitation.organisation_id) & (Cycle.id == Invitation.cycle_id))
    .join(
        CycleZone,
        (CycleZone.organisation_id == Cycle.organisation_id)
        & (CycleZone.cycle_id == Cycle.id)
        & (CycleZone.zone == Invitation.zone),
    )
    .join(Series, (Series.organisation_id == Cycle.organisation_id) & (Series.id == Cycle.series_id))
    .where(
        Invitation.organisation_id == bindparam("organisation"),
        Invitation.cycle_id == bindparam("cycle"),
        Invitation.person_id == bindparam("person"),
    )
)


def asked(rows: Rows, organisation_id: str, cycle_id: str, person_id: str) -> Asked | None:
    """The same as it stands now; None for somebody who was not asked."""
    row = rows.execute(*asked_question(organisation_id, cycle_id, person_id)).first()
    return Asked(*row) if row else None


def asked_question(organisation_id: str, cycle_id: str, person_id: str) -> Question:
    """The statement and the values by which `asked` asks."""
    return _ASKED, {"organisation": organisation_id, "cycle": cycle_id, "person": person_id}


_CONTENT = select(plain(Cycle).c.content).where(plain(Cycle).c.id == bindparam("cycle"))


def frozen_content(rows: Rows, cycle_id: str) -> bytes:
    """What a cycle froze of its questions."""
    found: bytes = rows.execute(_CONTENT, {"cycle": cycle_id}).one().content
    return found


def of_cycle(session: Session, organisation_id: str, cycle_id: str) -> list[InvitationView]:
    """Everybody asked in a cycle."""
    rows = session.scalars(
        select(Invitation)
        .where(Invitation.organisation_id == organisation_id, Invitation.cycle_id == cycle_id)
        .order_by(Invitation.person_id)
    )
    return [_view(row) for row in rows]


def invited_blocks(session: Session, organisation_id: str, cycle_id: str) -> dict[str, int]:
    """The block index of each invited person, for comparing the invited sets of two cycles."""
    rows = session.execute(
        select(Invitation.person_id, Invitation.block_index).where(
            Invitation.organisation_id == organisation_id, Invitation.cycle_id == cycle_id
        )
    )
    return {person: index for person, index in rows}  # noqa: C416 - rows are not tuples to mypy


def shared(
    session: Session, organisation_id: str, cycle_id: str, others: Collection[str]
) -> dict[str, dict[tuple[int, int], int]]:
    """How many people each block of a cycle has in common with each of other cycles; numbers alone.

    A cycle for which nobody is known to have been invited is left out.
    """
    here, there = aliased(Invitation), aliased(Invitation)
    rows = session.execute(
        select(there.cycle_id, here.block_index, there.block_index, func.count())
        .join(there, (there.organisation_id == here.organisation_id) & (there.person_id == here.person_id))
        .where(here.organisation_id == organisation_id, here.cycle_id == cycle_id, there.cycle_id.in_(list(others)))
        .group_by(there.cycle_id, here.block_index, there.block_index)
    )
    found: dict[str, dict[tuple[int, int], int]] = defaultdict(dict)
    for other, ours, theirs, people in rows:
        found[other][ours, theirs] = people
    return dict(found)


def waiting_places(session: Session, organisation_id: str, cycle_id: str) -> set[tuple[str, str | None]]:
    """The zones and places (None: those of the whole organisation) of those who have not collected."""
    rows = session.execute(
        select(Invitation.zone, Invitation.location_id)
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.cycle_id == cycle_id,
            Invitation.collected.is_(False),
        )
        .distinct()
    )
    return {(zone, location) for zone, location in rows}


def waiting(
    session: Session, organisation_id: str, cycle_id: str, place: tuple[str, str | None], *, after: str, most: int
) -> list[str]:
    """Up to so many people of a zone and place who have not collected, in the order of their ids, `after` one."""
    zone, location = place
    rows = session.scalars(
        select(Invitation.person_id)
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.cycle_id == cycle_id,
            Invitation.person_id > after,
            Invitation.collected.is_(False),
            Invitation.zone == zone,
            Invitation.location_id.is_(None) if location is None else Invitation.location_id == location,
        )
        .order_by(Invitation.person_id)
        .limit(most)
    )
    return list(rows)


def reminders_posted(session: Session, organisation_id: str, cycle_id: str) -> dict[tuple[str, str], int]:
    """The number of the newest reminder that was posted for each zone and place."""
    rows = session.execute(
        select(ReminderRound.zone, ReminderRound.location_id, func.max(ReminderRound.number))
        .where(ReminderRound.organisation_id == organisation_id, ReminderRound.cycle_id == cycle_id)
        .group_by(ReminderRound.zone, ReminderRound.location_id)
    )
    return {(zone, location): number for zone, location, number in rows}


def reminders_sent(session: Session, organisation_id: str, cycle_id: str) -> int:
    """How many reminders of a cycle have gone out."""
    where = (ReminderRound.organisation_id == organisation_id, ReminderRound.cycle_id == cycle_id)
    return session.scalar(select(func.sum(ReminderRound.sent)).where(*where)) or 0


@dataclass(frozen=True)
class DueRound:
    """One reminder that is to be posted today to the people of one zone and place."""

    organisation_id: str
    cycle_id: str
    window: Window
    location_id: str | None  # None: invited before places were noted
    known_as: str  # the place under which it is noted that it was posted
    number: int
    day: date


def due_rounds(session: Session, now: datetime) -> list[DueRound]:
    """The reminders of all open cycles that are to be posted at `now`.

    The days of a series' reminders are read as they are now: who changes them changes those still to come. While a
    series is paused, nobody is reminded, though everybody may go on answering.
    """
    found: list[DueRound] = []
    for cycle in cycles.open_cycles(session, now=now):
        series = one_series(session, cycle.organisation_id, cycle.series_id)
        if series is not None and series.reminders != ():
            found += _due(session, cycle, series, now)
    return found


def reminding_stopped(session: Session, organisation_id: str, cycle_id: str, person_id: str, *, now: datetime) -> bool:
    """Whether somebody is not to be reminded of a cycle now: its series is paused by their clocks, or it is over."""
    found = asked(session, organisation_id, cycle_id, person_id)
    return found is None or not found.is_remindable(now)


def _due(session: Session, cycle: OpenCycle, series: SeriesView, now: datetime) -> list[DueRound]:
    organisation_id = cycle.organisation_id
    windows = {zone: Window(zone, *ends) for zone, ends in cycles.zones(session, organisation_id, cycle.id).items()}
    posted = reminders_posted(session, organisation_id, cycle.id)

    def newest(window: Window, works: Works, number: int) -> Reminder | None:
        if series.is_paused(wall_time(now, window.zone).date()):
            return None
        return due(window, reminders(window, series.reminders, works), posted=number, works=works, now=now)

    def day_by_day(_day: date) -> bool:
        return True

    if not any(newest(window, day_by_day, 0) for window in windows.values()):
        return []
    everywhere = root(session, organisation_id)
    works_at = working_days(session, organisation_id)
    found = []
    for zone, location in sorted(waiting_places(session, organisation_id, cycle.id), key=str):
        window, known_as = windows[zone], location or everywhere
        reminder = newest(window, works_at(known_as), posted.get((zone, known_as), 0))
        if reminder:
            day = wall_time(now, zone).date()
            found.append(DueRound(organisation_id, cycle.id, window, location, known_as, reminder.number, day))
    return found


def root(session: Session, organisation_id: str) -> str:
    """The place that stands for the whole organisation."""
    return organisations.locations(session, organisation_id).root.id


def working_days(session: Session, organisation_id: str) -> Callable[[str], Works]:
    """For each place, which days are worked there: by its own calendar or that of the place above."""
    codes = organisations.calendars(session, organisation_id)
    known: dict[str | None, Works] = {}

    def at(location_id: str) -> Works:
        code = codes.get(location_id)
        if code not in known:
            known[code] = days_off(session, organisation_id, code).is_working
        return known[code]

    return at


@dataclass(frozen=True)
class Failure:
    """Somebody whom a message did not reach, and what the other side said."""

    dedup: str
    name: str
    number: str
    email: str | None
    error: str


def failures(session: Session, organisation_id: str, *, now: datetime) -> list[Failure]:
    """Whom invitations did not reach, by name. Reminders leave no such trace."""
    dead = [one for one in dead_letters(session, organisation_id, now=now) if one.kind == INVITATION]
    row = OutboxMessage  # asked within the database: there may be more of them than one statement can name
    recipients = select(row.recipient).where(row.organisation_id == organisation_id, row.dead_at.is_not(None))
    columns = Person.id, Person.name, Person.number, Person.email
    known = select(*columns).where(Person.organisation_id == organisation_id, Person.id.in_(recipients))
    people = {person.id: person for person in session.execute(known)}
    found = [
        Failure(
            one.dedup, people[one.recipient].name, people[one.recipient].number, people[one.recipient].email, one.error
        )
        for one in dead
        if one.recipient in people
    ]
    return sorted(found, key=lambda one: (one.name.lower(), one.number))


@dataclass(frozen=True)
class Planned:
    """A reminder to come: on which day, by which clocks, and for how many places."""

    day: date
    zone: str
    places: int


def planned_reminders(session: Session, cycle: OpenCycle, *, now: datetime) -> list[Planned]:
    """The days on which people of an open cycle will be reminded, from where people were asked alone."""
    organisation_id = cycle.organisation_id
    series = one_series(session, organisation_id, cycle.series_id)
    if series is None:
        return []
    ends = cycles.zones(session, organisation_id, cycle.id)
    posted, everywhere = reminders_posted(session, organisation_id, cycle.id), root(session, organisation_id)
    works_at = working_days(session, organisation_id)
    places: Counter[tuple[date, str]] = Counter()
    for zone, location in asked_places(session, organisation_id, cycle.id):
        window, known_as = Window(zone, *ends[zone]), location or everywhere
        if series.is_paused(wall_time(now, zone).date()):
            continue
        for one in reminders(window, series.reminders, works_at(known_as)):
            if one.number > posted.get((zone, known_as), 0) and one.day >= wall_time(now, zone).date():
                places[one.day, zone] += 1
    return [Planned(day, zone, count) for (day, zone), count in sorted(places.items())]


def asked_places(session: Session, organisation_id: str, cycle_id: str) -> set[tuple[str, str | None]]:
    """The zones and places in which somebody was asked, whoever collected."""
    where = (Invitation.organisation_id == organisation_id, Invitation.cycle_id == cycle_id)
    return {
        (zone, place)
        for zone, place in session.execute(select(Invitation.zone, Invitation.location_id).where(*where).distinct())
    }
