"""Reading what people chose: for what sends the messages, and for the people themselves."""

from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from pulse.delivery.queries import reach, suppressed
from pulse.people.models import Person, Preference
from pulse.people.ways import way, ways


@dataclass(frozen=True)
class Choice:
    """What a person chose for themselves; None: as usual."""

    channel: str | None = None
    hour: int | None = None
    language: str | None = None
    stopped: bool = False


AS_USUAL = Choice()


def choices(session: Session, organisation_id: str) -> dict[str, Choice]:
    """What people chose who chose anything. For what sends the messages alone: no page shows it to anybody else."""
    rows = session.execute(
        select(
            Preference.person_id, Preference.channel, Preference.hour, Preference.language, Preference.stopped
        ).where(Preference.organisation_id == organisation_id)
    )
    return {row.person_id: Choice(*row[1:]) for row in rows}


def choice(session: Session, organisation_id: str, person_id: str) -> Choice:
    """What one person chose."""
    row = session.get(Preference, (organisation_id, person_id))
    return Choice(row.channel, row.hour, row.language, row.stopped) if row else AS_USUAL


@dataclass(frozen=True)
class Reader:
    """Somebody as the page of their own settings knows them: the ways that lead to them, and what they chose."""

    language: str
    ways: tuple[str, ...]
    way: str | None
    choice: Choice


def reader(session: Session, organisation_id: str, person_id: str) -> Reader | None:
    """The person behind an address of settings; None when they left."""
    person = session.get(Person, (organisation_id, person_id))
    if person is None or not person.active:
        return None
    mine = choice(session, organisation_id, person_id)
    set_up = {name for name, there in vars(reach(session, organisation_id)).items() if there}
    email, phone = person.email is not None, person.phone is not None
    came_back = email and person.email in suppressed(session, organisation_id)
    now = way(set_up, email=email, phone=phone, chosen=mine.channel, came_back=came_back)
    every = ways(set_up, email=email, phone=phone, came_back=came_back)
    return Reader(mine.language or person.language, every, now, mine)


def stopped_count(session: Session, organisation_id: str) -> int:
    """How many active people stopped the messages."""
    where = (Preference.organisation_id == organisation_id, Preference.stopped, Person.active)
    mine = and_(Preference.organisation_id == Person.organisation_id, Preference.person_id == Person.id)
    return session.scalar(select(func.count()).select_from(Preference).join(Person, mine).where(*where)) or 0
