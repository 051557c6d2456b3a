"""An open cycle with one invited person, without the work of a whole opening."""

from datetime import datetime, timedelta
from secrets import token_bytes, token_hex

from sqlalchemy.orm import Session

from pulse.cycles.operations import NewCycle, add_cycle
from pulse.invitations.operations import NewInvitation, invite
from pulse.keys.store import INVITE, KeyStore
from pulse.organisation.queries import locations, units
from pulse.people.models import Person
from pulse.questions.operations import add_bank
from pulse.schedule.operations import create_series
from pulse.schedule.recurrence import instant
from pulse.surveys.operations import create_survey


def a_person(session: Session, organisation_id: str, **changes) -> str:
    """An active person at both roots; gives the id."""
    person_id = token_hex(16)
    values = {
        "number": token_hex(4),
        "name": "Ana Lestari",
        "email": f"ana.{token_hex(4)}@example.com",
        "unit_id": units(session, organisation_id).root.id,
        "location_id": locations(session, organisation_id).root.id,
        "language": "en",
        "time_zone": "Asia/Jakarta",
        "active": True,
    }
    session.add(Person(organisation_id=organisation_id, id=person_id, **(values | changes)))
    session.flush()
    return person_id


def a_cycle(session: Session, keys: KeyStore, organisation_id: str, starts: datetime, zone: str) -> str:
    """A cycle of a new survey that one zone answers for a week; gives the id."""
    add_bank(session, organisation_id)
    survey_id = create_survey(session, organisation_id, name=token_hex(4), question_keys=["canteen"])
    series_id = create_series(
        session, organisation_id, survey_id=survey_id, starts=starts, every_weeks=2, window_days=7
    )
    cycle_id = token_hex(16)
    window = (instant(starts, zone), instant(starts + timedelta(days=7), zone))
    keys.put(cycle_id, INVITE, token_bytes(32))
    add_cycle(
        session,
        NewCycle(
            organisation_id=organisation_id,
            id=cycle_id,
            series_id=series_id,
            occurrence=f"{starts:%Y-%m-%dT%H:%M}",
            origin="cast",
            quarter="2026-Q4",
            k=5,
            k_inv=10,
            zones={zone: window},
            blocks=(),
            manifest=b"{}",
            content=b"{}",
            afterword=b"{}",
            client_hash="0" * 64,
        ),
    )
    return cycle_id


def invited(session: Session, organisation_id: str, cycle_id: str, person_id: str, zone: str) -> None:
    """Ask one person."""
    invite(session, organisation_id, cycle_id, [NewInvitation(person_id, 0, zone)])
