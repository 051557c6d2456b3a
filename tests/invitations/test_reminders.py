"""Reminders from the database: who gets one, when it is posted, and that nobody gets it twice."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import delete, select, update

from pulse.cycles.operations import end_early
from pulse.cycles.queries import open_cycles, zones
from pulse.delivery.models import OutboxMessage
from pulse.invitations import jobs
from pulse.invitations.jobs import remind
from pulse.invitations.models import Invitation, ReminderRound
from pulse.invitations.operations import NewInvitation, invite, mark_collected, post_invitations
from pulse.invitations.queries import planned_reminders, reminding_stopped
from pulse.invitations.reminding import Window
from pulse.organisation.models import Location
from pulse.organisation.operations import ensure_location
from pulse.people.models import Person, Preference
from pulse.schedule.models import Calendar, CalendarDay, Series
from pulse.schedule.operations import add_blackout
from tests.factories.invitations import a_cycle, a_person
from tests.factories.organisation import an_organisation

MONDAY = datetime(2026, 11, 23, 9, 0)
JAKARTA = "Asia/Jakarta"


def at(text, offset="+07:00"):
    return datetime.fromisoformat(text + offset)


THURSDAY = at("2026-11-26T09:00")
AT_ONCE = at("2026-11-23T09:01")


@dataclass
class Round:
    """An open cycle of a week, from Monday, 09:00 on, and how to look at it."""

    services: object
    organisation: str
    cycle: str
    zone: str

    def person(self, *, sent=AT_ONCE, place=None, chosen=None, **changes):
        """Somebody who was asked; `sent`: when the invitation went out."""
        with self.services.database.writing() as session:
            location = ensure_location(session, self.organisation, place) if place else None
            changes |= {"location_id": location} if location else {}
            made = a_person(session, self.organisation, time_zone=self.zone, **changes)
            if chosen:
                session.add(Preference(organisation_id=self.organisation, person_id=made, **chosen))
                session.flush()
            asked = [NewInvitation(made, 0, self.zone, location)]
            invite(session, self.organisation, self.cycle, asked)
            windows = {z: Window(z, *ends) for z, ends in zones(session, self.organisation, self.cycle).items()}
            post_invitations(session, self.organisation, self.cycle, windows, asked)
            session.execute(update(OutboxMessage).filter_by(recipient=made).values(sent_at=sent))
        return made

    def series(self, **values):
        with self.services.database.writing() as session:
            session.execute(update(Series).filter_by(organisation_id=self.organisation).values(**values))

    def look(self, now):
        """What a worker does that looks at a moment; gives the reminders that wait afterwards, by person."""
        remind(self.services, now=now)
        return self.rows()

    def rows(self):
        with self.services.database.reading() as session:
            found = select(OutboxMessage).filter_by(organisation_id=self.organisation, kind="reminder")
            return {row.recipient: row for row in session.scalars(found)}

    def forget(self):
        """What happens to reminders once they are sent."""
        with self.services.database.writing() as session:
            session.execute(delete(OutboxMessage).filter_by(organisation_id=self.organisation, kind="reminder"))

    def rounds(self):
        with self.services.database.reading() as session:
            found = select(ReminderRound).filter_by(organisation_id=self.organisation)
            return sorted((row.number, row.zone) for row in session.scalars(found))


@pytest.fixture
def round_(services):
    return made(services)


def made(services, zone=JAKARTA, starts=MONDAY):
    with services.database.writing() as session:
        organisation = an_organisation(session)
        cycle = a_cycle(session, services.keys, organisation, starts, zone)
    return Round(services, organisation, cycle, zone)


def test_it_goes_to_those_who_have_not_collected(round_):
    ana, ben = round_.person(), round_.person()
    with round_.services.database.writing() as session:
        mark_collected(session, round_.organisation, round_.cycle, ben)
    [row] = round_.look(at("2026-11-26T00:10")).values()
    assert row.recipient == ana
    assert row.due_at == THURSDAY
    assert row.expires_at == at("2026-11-27T00:00")
    assert row.dedup.startswith("rem3.")


def test_it_is_posted_on_its_day_and_once(round_):
    round_.person()
    assert round_.look(at("2026-11-25T23:59")) == {}
    assert len(round_.look(THURSDAY)) == 1
    round_.forget()
    assert round_.look(THURSDAY + timedelta(minutes=1)) == {}
    assert round_.look(at("2026-11-27T09:00")) == {}
    assert round_.rounds() == [(3, JAKARTA)]


def test_who_left_or_stopped_is_not_reminded(round_):
    round_.person(active=False)
    round_.person(chosen={"stopped": True})
    assert round_.look(THURSDAY) == {}


def test_who_chose_an_hour_is_reminded_at_it(round_):
    early, late = round_.person(chosen={"hour": 6}), round_.person(chosen={"hour": 20})
    found = round_.look(at("2026-11-26T00:10"))
    assert found[early].due_at == at("2026-11-26T06:00")
    assert found[late].due_at == at("2026-11-26T20:00")


@pytest.mark.parametrize("sent", [None, at("2026-11-26T00:05")])
def test_whose_invitation_has_not_gone_out_before_that_day_is_not_reminded(sent, round_):
    round_.person(sent=sent)
    assert round_.look(THURSDAY) == {}


def test_each_zone_has_its_own_morning(services):
    taipei, honolulu = made(services, "Asia/Taipei"), made(services, "Pacific/Honolulu")
    taipei.person(), honolulu.person()
    now = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)  # 09:00 in Taipei, still Wednesday in Honolulu
    assert len(taipei.look(now)) == 1
    assert honolulu.rows() == {}
    assert len(honolulu.look(now + timedelta(hours=18))) == 1


def test_the_series_own_days_are_read_as_they_are_now(round_):
    round_.person()
    round_.series(reminders="1,4")
    assert len(round_.look(at("2026-11-24T09:00"))) == 1
    round_.forget()
    round_.series(reminders="2")
    assert len(round_.look(at("2026-11-25T09:00"))) == 1
    round_.forget()
    round_.series(reminders="")
    assert round_.look(at("2026-11-27T09:00")) == {}


def test_while_the_series_is_paused_nobody_is_reminded(round_):
    round_.person()
    round_.series(paused_at=at("2026-11-25T12:00"))
    assert round_.look(THURSDAY) == {}
    assert round_.rounds() == []
    round_.series(paused_at=None)
    assert len(round_.look(at("2026-11-27T10:00"))) == 1


@pytest.mark.parametrize(
    ("standstill", "number"),
    [(timedelta(hours=1), 2), (timedelta(days=2), 4), (timedelta(weeks=3), None)],
    ids=["an hour", "two days", "three weeks"],
)
def test_after_a_standstill_only_the_newest_goes(standstill, number, round_):
    round_.person()
    round_.series(reminders="1,2,4")
    round_.look(at("2026-11-24T09:00"))
    round_.forget()
    found = round_.look(at("2026-11-25T09:00") + standstill)
    assert [row.dedup.split(".")[0] for row in found.values()] == ([f"rem{number}"] if number else [])


def test_two_workers_post_it_once(round_):
    for _ in range(5):
        round_.person()
    ready = Barrier(3)

    def work():
        ready.wait()
        remind(round_.services, now=THURSDAY)

    workers = [Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(round_.rows()) == 5
    assert len(round_.rounds()) == 1


def test_nobody_is_reminded_of_what_was_ended_early(round_):
    round_.person()
    with round_.services.database.writing() as session:
        end_early(session, round_.organisation, round_.cycle, now=at("2026-11-26T00:05"))
    assert round_.look(at("2026-11-26T00:05")) == {}


def test_hundreds_are_posted_in_chunks(round_, monkeypatch):
    monkeypatch.setattr("pulse.invitations.operations.CHUNK", 3)
    people = {round_.person() for _ in range(10)}
    assert set(round_.look(THURSDAY)) == people


def test_a_holiday_of_the_place_moves_it_for_that_place_alone(round_):
    """Taipei keeps a holiday on Thursday; Jakarta, and the whole organisation, do not."""
    taipei, jakarta = round_.person(place="Taipei"), round_.person(place="Jakarta")
    with round_.services.database.writing() as session:
        organisation = round_.organisation
        session.add(Calendar(organisation_id=organisation, code="TW", weekend="5,6", copied_to=2026))
        session.flush()
        day = date(2026, 11, 26)
        session.add(CalendarDay(organisation_id=organisation, code="TW", day=day, name="Holiday", removed=False))
        session.execute(update(Location).filter_by(organisation_id=organisation, name="Taipei").values(calendar="TW"))
    assert set(round_.look(THURSDAY)) == {jakarta}
    round_.forget()
    assert set(round_.look(at("2026-11-27T09:00"))) == {taipei}
    round_.forget()
    assert round_.look(at("2026-11-27T10:00")) == {}


def test_on_a_blackout_day_nobody_is_reminded_anywhere(round_):
    round_.person(), round_.person(place="Taipei")
    with round_.services.database.writing() as session:
        add_blackout(session, round_.organisation, date(2026, 11, 26), date(2026, 11, 26), "Move")
    assert round_.look(THURSDAY) == {}
    assert len(round_.look(at("2026-11-27T09:00"))) == 2


def test_a_weekend_is_that_of_the_calendar(services):
    """Where Friday and Saturday are free, a reminder meant for Friday goes on Sunday."""
    one = made(services, "Asia/Riyadh")
    one.person(place="Riyadh")
    one.series(reminders="4")
    with services.database.writing() as session:
        session.add(Calendar(organisation_id=one.organisation, code="SA", weekend="4,5", copied_to=2026))
        session.flush()
        session.execute(
            update(Location).filter_by(organisation_id=one.organisation, name="Riyadh").values(calendar="SA")
        )
    assert one.look(at("2026-11-27T12:00", "+03:00")) == {}
    assert one.look(at("2026-11-28T12:00", "+03:00")) == {}
    assert len(one.look(at("2026-11-29T08:00", "+03:00"))) == 1


def test_a_pause_that_ends_by_itself_ends_for_reminders_too(round_):
    round_.person()
    round_.series(paused_at=at("2026-11-25T12:00"), paused_until=date(2026, 11, 27))
    assert round_.look(THURSDAY) == {}
    assert len(round_.look(at("2026-11-27T10:00"))) == 1


def test_a_pause_is_over_at_midnight_of_each_persons_own_clocks(round_):
    person = round_.person()
    round_.series(paused_at=at("2026-11-24T12:00"), paused_until=date(2026, 11, 26))

    def stopped(now):
        with round_.services.database.reading() as session:
            [cycle] = open_cycles(session, now=now, organisation_id=round_.organisation)
            planned = planned_reminders(session, cycle, now=now)
            return reminding_stopped(session, round_.organisation, round_.cycle, person, now=now), planned == []

    assert stopped(at("2026-11-25T23:59")) == (True, True)
    assert stopped(at("2026-11-26T00:05")) == (False, False)


def test_a_reminder_that_cannot_be_posted_keeps_no_other_from_going(services, monkeypatch):
    rounds = [made(services), made(services)]
    people = [each.person() for each in rounds]
    post = jobs.post_reminder

    def failing(session, due, *, now):
        if due.organisation_id == min(each.organisation for each in rounds):
            raise RuntimeError
        return post(session, due, now=now)

    monkeypatch.setattr(jobs, "post_reminder", failing)
    remind(services, now=THURSDAY)
    assert sorted(len(each.rows()) for each in rounds) == [0, 1]
    monkeypatch.undo()
    assert [list(each.look(THURSDAY)) for each in rounds] == [[person] for person in people]


def test_who_moves_to_another_place_meanwhile_is_not_reminded_twice(round_):
    person = round_.person(place="Jakarta")
    round_.look(THURSDAY)
    round_.forget()
    with round_.services.database.writing() as session:
        elsewhere = ensure_location(session, round_.organisation, "Taipei")
        session.execute(update(Person).filter_by(id=person).values(location_id=elsewhere))
    assert round_.look(THURSDAY + timedelta(hours=1)) == {}
    assert round_.look(at("2026-11-27T09:00")) == {}


def test_who_was_asked_before_places_were_noted_goes_by_the_organisations_days_off(round_):
    person = round_.person()
    with round_.services.database.reading() as session:
        assert session.get_one(Invitation, (round_.organisation, round_.cycle, person)).location_id is None
    assert set(round_.look(THURSDAY)) == {person}
