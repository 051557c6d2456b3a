"""At night goes what has had its time, and nothing else; doing it twice does no harm."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import func, insert, select, update

from pulse.answers.models import Comment
from pulse.audit_log.operations import record
from pulse.audit_log.queries import every, looked_through
from pulse.ballots.models import Issued
from pulse.ballots.queries import picked_up_before
from pulse.delivery.models import OutboxMessage
from pulse.invitations.models import Invitation
from pulse.invitations.operations import NewInvitation, invite
from pulse.organisation.models import Organisation
from pulse.people.models import Account, Person, StaffSession
from pulse.protection import queries
from pulse.protection.kinds import INVITATIONS, KINDS, LEFT, LOG, LOG_INS, MESSAGES, PICK_UPS, REMARKS
from pulse.protection.retention import operations
from pulse.protection.retention.jobs import delete_what_is_over
from pulse.protection.retention.queries import due
from pulse.results.models import Figure
from tests.factories.history import OFFICE, a_closed_cycle, a_world, ballots
from tests.factories.organisation import an_organisation
from tests.factories.people import an_account, people_in

NIGHT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)  # three in the morning of the 24th in Jakarta


@pytest.fixture
def world(services):
    """An organisation with a check-in of September, and somebody who was invited."""
    with services.database.writing() as session:
        made = a_world(session)
        remarks = [f"comment {number}" for number in range(30)]
        cast = ballots(OFFICE, canteen="345" * 10, comments=remarks)
        cycle = a_closed_cycle(services, session, made, cast)
        person = people_in(session, made.id)[0]
        asked(session, made.id, cycle, person)
        session.execute(update(Organisation).where(Organisation.id == made.id).values(retained_on=date(2026, 11, 23)))
    return made, cycle, person


def asked(session, organisation_id, cycle_id, person):
    invite(session, organisation_id, cycle_id, [NewInvitation(person, 0, "UTC")])
    session.execute(update(Invitation).where(Invitation.cycle_id == cycle_id).values(collected=True))
    row = {"organisation_id": organisation_id, "cycle_id": cycle_id, "person_id": person}
    session.execute(insert(Issued), [{**row, "block_index": 0, "day": date(2026, 9, 8)}])


def kept(services, table, organisation_id, *wanted):
    with services.database.reading() as session:
        there = select(func.count()).select_from(table).where(table.organisation_id == organisation_id, *wanted)
        return session.scalar(there)


def keep(services, organisation_id, **months):
    with services.database.writing() as session:
        for kind, number in months.items():
            operations.keep_for(session, organisation_id, kind, number)


def told(services, organisation_id):
    """What the audit log says of the nights."""
    with services.database.snapshot() as session:
        assert looked_through(session, organisation_id).faults == []
        entries = list(every(session, organisation_id))
    return [one.details for one in entries if one.action == "retention.applied"]


def test_usual_times_hold_until_others_are_set(services, world):
    here = world[0].id
    with services.database.reading() as session:
        assert queries.months(session, here) == {kind: of.usual for kind, of in KINDS.items()}
    keep(services, here, left=0, remarks=12)
    keep(services, here, left=3)
    with services.database.reading() as session:
        assert queries.months(session, here)[REMARKS] == 12
        assert queries.months(session, here)[LEFT] == 3


def test_who_picked_up_is_forgotten_and_who_was_asked_stays(services, world):
    made, _cycle, _person = world
    keep(services, made.id, pick_ups=2)
    delete_what_is_over(services, NIGHT)
    assert kept(services, Issued, made.id) == 0
    assert kept(services, Invitation, made.id, Invitation.collected.is_(False)) == 1
    assert told(services, made.id) == [{PICK_UPS: 1}]


def test_a_link_that_was_left_over_goes_with_the_pick_ups(services, world):
    """Asked with it, the server would otherwise say that this person picked up nothing."""
    made, _cycle, _person = world
    keep(services, made.id, pick_ups=2)
    secret = bytes.fromhex(made.id) * 2
    with services.database.writing() as session:
        asked_here = update(Invitation).where(Invitation.organisation_id == made.id)
        session.execute(asked_here.values(invite_hash=sha256(secret).hexdigest()))
        assert picked_up_before(session, secret, NIGHT.date()) is True
    delete_what_is_over(services, NIGHT)
    with services.database.reading() as session:
        assert picked_up_before(session, secret, NIGHT.date()) is None


def test_fresh_comments_have_their_time_where_none_carried_a_check_in_before(services, world):
    made, _cycle, _person = world
    fresh = {"organisation_id": made.id, "id": "c" * 32, "text": "?", "cycle_id": None}
    keep(services, made.id, remarks=1)
    delete_what_is_over(services, NIGHT)
    with services.database.writing() as session:
        session.execute(insert(Comment), [fresh])
    undated = Comment.cycle_id.is_(None)
    for day, there in ((1, 1), (29, 1), (33, 0)):
        delete_what_is_over(services, NIGHT + timedelta(days=day))
        assert kept(services, Comment, made.id, undated) == there


def only(monkeypatch, *ids):
    """Let there be these organisations alone."""
    every = [queries.Night(each, "Asia/Jakarta", date(2026, 11, 23)) for each in sorted(ids)]
    monkeypatch.setattr(queries, "nights", lambda _session: every)


def test_a_failure_of_one_organisation_keeps_no_other_from_its_night(services, world, monkeypatch, caplog):
    made, _cycle, _person = world
    with services.database.writing() as session:
        others = {an_organisation(session) for _ in range(6)}
    only(monkeypatch, made.id, *others)
    keep(services, made.id, pick_ups=2)
    known = operations.note_leaving

    def fails(session, organisation_id, today):
        if organisation_id in others:
            raise OSError("the text of somebody's row")
        known(session, organisation_id, today)

    monkeypatch.setattr(operations, "note_leaving", fails)
    delete_what_is_over(services, NIGHT)
    assert kept(services, Issued, made.id) == 0
    assert caplog.text.count("could not be deleted") == len(others)


def test_all_organisations_of_a_tick_share_its_time(services, monkeypatch):
    with services.database.writing() as session:
        five = {an_organisation(session) for _ in range(5)}
    only(monkeypatch, *five)
    seconds = iter(range(0, 10_000, 15))
    monkeypatch.setattr("pulse.protection.retention.jobs.monotonic", lambda: float(next(seconds)))
    looked_after = []
    known = operations.note_leaving
    monkeypatch.setattr(
        operations, "note_leaving", lambda session, here, day: (looked_after.append(here), known(session, here, day))
    )
    delete_what_is_over(services, NIGHT)
    assert len(looked_after) == 1
    for tick in range(1, 12):
        delete_what_is_over(services, NIGHT + timedelta(seconds=15 * tick))
    assert set(looked_after) == five  # one that never gets done holds up none


def test_comments_go_and_figures_stay(services, world):
    made, _cycle, _person = world
    figures, comments = kept(services, Figure, made.id), kept(services, Comment, made.id)
    assert figures > 0
    assert comments > 0
    keep(services, made.id, remarks=3)
    delete_what_is_over(services, NIGHT)
    assert kept(services, Comment, made.id) == comments  # September's are not three months old
    keep(services, made.id, remarks=1)
    delete_what_is_over(services, NIGHT + timedelta(days=1))
    assert kept(services, Comment, made.id) == 0
    assert kept(services, Figure, made.id) == figures
    assert told(services, made.id) == [{REMARKS: 1}]  # of how many check-ins, never how many comments


def test_comments_without_a_check_in_go_together_and_then_have_their_time_again(services, world):
    made, _cycle, _person = world
    undated = {"organisation_id": made.id, "text": "?", "cycle_id": None}

    def remarks():
        return kept(services, Comment, made.id, Comment.cycle_id.is_(None))

    def night(day):
        delete_what_is_over(services, NIGHT + timedelta(days=day))

    keep(services, made.id, remarks=4)
    with services.database.writing() as session:
        session.execute(insert(Comment), [{**undated, "id": "a" * 32}])
    night(0)
    assert remarks() == 1  # the oldest check-in ended ten weeks ago
    night(60)
    assert remarks() == 0
    with services.database.writing() as session:
        session.execute(insert(Comment), [{**undated, "id": "b" * 32}])
    night(100)
    assert remarks() == 1
    night(190)
    assert remarks() == 0


def test_who_was_asked_goes_when_nothing_is_compared_with_it_any_more(services, world, monkeypatch):
    made, _cycle, _person = world
    monkeypatch.setattr("pulse.protection.retention.queries.LOOK_BACK", 2)
    keep(services, made.id, invitations=12)
    later = NIGHT + timedelta(days=800)
    delete_what_is_over(services, later)
    assert kept(services, Invitation, made.id) == 1  # it is among the newest
    with services.database.writing() as session:
        for number in range(1, 3):
            a_closed_cycle(services, session, made, [], number=number)
    delete_what_is_over(services, later + timedelta(days=1))
    assert kept(services, Invitation, made.id) == 0
    assert {INVITATIONS: 1} in told(services, made.id)


def test_people_who_left_are_erased_when_their_time_is_over(services, world):
    made, _cycle, person = world
    with services.database.writing() as session:
        session.execute(update(Person).where(Person.id == person).values(active=False, left_on=date(2026, 8, 24)))
        unnoted = people_in(session, made.id, active=False)[0]
        recent = people_in(session, made.id, active=False, left_on=date(2026, 8, 25))[0]
    delete_what_is_over(services, NIGHT)
    with services.database.reading() as session:
        assert session.get(Person, (made.id, person)).erased_on == date(2026, 11, 24)
        assert session.get(Person, (made.id, recent)).erased_on is None
        assert session.get(Person, (made.id, unnoted)).left_on == date(2026, 11, 24)
    assert told(services, made.id) == [{LEFT: 1}]


def test_the_night_leaves_whoever_can_still_log_in(services, world):
    made, _cycle, person = world
    gone = {"active": False, "left_on": date(2026, 1, 1)}
    with services.database.writing() as session:
        session.execute(update(Person).where(Person.id == person).values(**gone, email="Mai@example.com"))
        account = an_account(session, made.id, "manager", email="mai@example.com")
    delete_what_is_over(services, NIGHT)
    with services.database.reading() as session:
        assert session.get(Person, (made.id, person)).erased_on is None
        assert session.get(Account, (made.id, account)).active
        assert due(session, made.id, LEFT, date(2026, 11, 24), date(2026, 1, 1)) == 0
        assert [one.id for one in queries.kept_for_their_account(session, made.id, date(2026, 11, 24))] == [person]
        assert queries.kept_for_their_account(session, made.id, date(2025, 11, 24)) == []
    assert told(services, made.id) == []
    with services.database.writing() as session:
        session.execute(update(Account).where(Account.id == account).values(active=False))
    delete_what_is_over(services, NIGHT + timedelta(days=1))
    assert told(services, made.id) == [{LEFT: 1}]


def test_the_bare_id_of_the_erased_goes_with_their_last_invitation(services, world):
    made, _cycle, person = world
    with services.database.writing() as session:
        session.execute(update(Person).where(Person.id == person).values(active=False, left_on=date(2026, 1, 1)))
    delete_what_is_over(services, NIGHT)
    assert kept(services, Person, made.id) == 1
    with services.database.writing() as session:
        for table in (Issued, Invitation):
            for row in session.scalars(select(table).where(table.person_id == person)):
                session.delete(row)
            session.flush()
    delete_what_is_over(services, NIGHT + timedelta(days=1))
    assert kept(services, Person, made.id) == 0


def test_messages_log_ins_and_the_audit_log_have_their_times(services, world, monkeypatch):
    made, _cycle, person = world
    monkeypatch.setattr(operations, "BATCH", 2)  # so that there are several
    old, young = NIGHT - timedelta(days=1200), NIGHT - timedelta(days=10)
    with services.database.writing() as session:
        account = an_account(session, made.id, "admin")
        for number in range(5):
            at = old if number else young
            session.add(
                OutboxMessage(
                    organisation_id=made.id, dedup=f"m{number}", kind="test", about="", recipient=person, due_at=at,
                    expires_at=at, attempts=0,
                )
            )  # fmt: skip
            token = f"{number}{made.id}"
            session.add(
                StaffSession(
                    organisation_id=made.id, token_hash=token, account_id=account, created_at=at, seen_at=at
                )
            )  # fmt: skip
            record(
                session, made.id, actor=account, action="x", subject="", details={}, now=old if number < 3 else young
            )
    delete_what_is_over(services, NIGHT)
    assert kept(services, OutboxMessage, made.id) == 1
    assert kept(services, StaffSession, made.id) == 1
    assert told(services, made.id) == [{MESSAGES: 4, LOG_INS: 4}]
    with services.database.snapshot() as session:
        verdict = looked_through(session, made.id)
        assert (verdict.first, [one.action for one in every(session, made.id)][:2]) == (4, ["x", "x"])
    delete_what_is_over(services, NIGHT + timedelta(minutes=1))
    assert len(told(services, made.id)) == 1


@pytest.mark.parametrize(
    ("when", "is_night"),
    [
        (NIGHT - timedelta(hours=2), False),  # one in the morning
        (NIGHT - timedelta(hours=4), False),  # the evening before, which was looked after
        (NIGHT, True),
        (NIGHT + timedelta(hours=12), True),  # a worker that was away at night
    ],
)
def test_it_happens_after_two_by_the_organisation_s_own_clocks(services, world, when, is_night):
    made, _cycle, _person = world
    keep(services, made.id, pick_ups=2)
    delete_what_is_over(services, when)
    assert kept(services, Issued, made.id) == (0 if is_night else 1)


def test_the_first_night_only_begins_to_count(services, world):
    made, _cycle, _person = world
    keep(services, made.id, pick_ups=2)
    with services.database.writing() as session:
        session.execute(update(Organisation).where(Organisation.id == made.id).values(retained_on=None))
    delete_what_is_over(services, NIGHT)
    assert kept(services, Issued, made.id) == 1
    delete_what_is_over(services, NIGHT + timedelta(days=1))
    assert kept(services, Issued, made.id) == 0


def test_each_night_notes_where_the_audit_log_ends_in_the_key_folder(services, world):
    made, _cycle, _person = world
    keep(services, made.id, pick_ups=2)
    delete_what_is_over(services, NIGHT)
    with services.database.reading() as session:
        last = list(every(session, made.id))[-1]
    assert services.keys.ends(made.id) == [f"{last.position}:{last.hash}"]


def test_a_night_that_is_too_long_goes_on_with_the_next_tick(services, world, monkeypatch):
    made, _cycle, _person = world
    keep(services, made.id, pick_ups=2)
    monkeypatch.setattr("pulse.protection.retention.jobs.LONGEST", -1.0)
    delete_what_is_over(services, NIGHT)
    assert kept(services, Issued, made.id) == 1
    monkeypatch.undo()
    delete_what_is_over(services, NIGHT + timedelta(seconds=15))
    assert kept(services, Issued, made.id) == 0


def test_how_much_would_go_is_known_before(services, world):
    made, _cycle, person = world
    with services.database.writing() as session:
        session.execute(update(Person).where(Person.id == person).values(active=False, left_on=date(2026, 11, 1)))
        record(session, made.id, actor="a", action="x", subject="", details={}, now=NIGHT)
    with services.database.reading() as session:
        asked_of = {kind: due(session, made.id, kind, date(2026, 11, 24), date(2026, 1, 1)) for kind in (*KINDS,)}
    assert asked_of == {LEFT: 1, PICK_UPS: 1, INVITATIONS: 0, MESSAGES: 0, REMARKS: 1, LOG: 1, LOG_INS: 0}
