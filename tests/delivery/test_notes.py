"""The connection that a drain holds: what it does is done at once, and it leaves nothing behind."""

import pytest
from sqlalchemy import String, bindparam, literal_column, select, text, update

from pulse.database import plain
from pulse.delivery import operations
from pulse.delivery.models import OutboxMessage
from tests.conftest import START
from tests.delivery.test_jobs import post, rows
from tests.factories.delivery import posting
from tests.factories.organisation import an_organisation

OUTBOX = plain(OutboxMessage)
SERVER = pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # a file is no journey away, nor hangs up
SENT = select(OUTBOX.c.recipient).where(OUTBOX.c.sent_at == START, OUTBOX.c.kind == "letter")


@pytest.fixture
def claimed(services):
    with services.database.writing() as session:
        session.execute(update(OutboxMessage).values(sent_at=START, kind="of others"))
        organisation = an_organisation(session)
    post(services, organisation, posting("ana", START), posting("ben", START))
    with services.database.writing() as session:
        return operations.claim(session, now=START, most=10)


@SERVER
def test_a_note_brings_answers_that_are_given_once(services, claimed):
    ana, ben = claimed
    with services.database.notes() as notes:
        assert notes.note(*operations.sent_note(ana, now=START), ahead=[(SENT, {})]).first() is not None
        with services.database.writing() as session:
            assert operations.mark_sent(session, ben, now=START)
        assert [row.recipient for row in notes.execute(SENT)] == ["ana"]
        assert {row.recipient for row in notes.execute(SENT)} == {"ana", "ben"}


def test_a_note_is_kept_though_what_was_asked_with_it_fails(services, claimed):
    broken = text("SELECT nothing FROM nowhere")
    with services.database.notes() as notes:
        assert notes.note(*operations.sent_note(claimed[0], now=START), ahead=[(broken, {})]).first() is not None
    assert rows(services, claimed[0].organisation_id)["ana"].sent_at == START


def test_several_notes_are_kept_together_or_not_at_all(services, claimed):
    def halfway(rows):
        operations.mark_sent(rows, claimed[0], now=START)
        raise LookupError

    with services.database.notes() as notes, pytest.raises(LookupError):
        notes.together(halfway)
    assert rows(services, claimed[0].organisation_id)["ana"].sent_at is None


@SERVER
def test_a_connection_that_was_lost_is_replaced(services, claimed):
    with services.database.notes() as notes:
        assert notes.execute(SENT) == []
        number = notes._held[0].info.backend_pid
        with services.database.writing() as session:
            session.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
        assert notes.note(*operations.sent_note(claimed[0], now=START)).first() is not None


def test_whoever_comes_next_waits_for_the_disk_again(services, claimed):
    with services.database.notes() as notes:
        notes.execute(SENT)
    setting = "PRAGMA synchronous" if services.database.is_sqlite else "SHOW synchronous_commit"
    with services.database.writing() as session:
        now = session.scalar(text(setting))
        usual = {2} if services.database.is_sqlite else {session.scalar(text(RESET))}
    assert now in usual


RESET = "SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit'"


def test_a_note_is_kept_at_once_although_the_database_was_compacted_before(services, claimed):
    services.database.compact()
    with services.database.notes() as notes:
        assert notes.note(*operations.sent_note(claimed[0], now=START)).first() is not None
        with services.database.writing() as session:  # nothing of the note's holds it up
            assert session.execute(SENT).first() is not None


@SERVER
def test_a_note_under_way_is_written_again_where_its_connection_was_lost(services, claimed):
    with services.database.notes() as notes:
        notes.execute(SENT)
        number = notes._held[0].info.backend_pid
        notes.begin(*operations.sent_note(claimed[0], now=START), ahead=[(SENT, {})])
        with services.database.writing() as session:
            session.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
        assert notes.finish().first() is not None
    assert rows(services, claimed[0].organisation_id)["ana"].sent_at == START


def test_a_note_under_way_is_kept_by_whatever_comes_next(services, claimed):
    ana, ben = claimed
    with services.database.notes() as notes:
        notes.begin(*operations.sent_note(ana, now=START))
        assert [row.recipient for row in notes.execute(SENT)] == ["ana"]
        assert notes.finish().first() is not None
        notes.begin(*operations.sent_note(ben, now=START))
    assert rows(services, ben.organisation_id)["ben"].sent_at == START


@SERVER
def test_a_value_that_stands_in_two_places_and_a_percent_sign_travel_well(services):
    asked = select(literal_column("'100 %'").label("share"), bindparam("name", type_=String).label("once"))
    asked = asked.where(bindparam("name") == bindparam("name"))
    with services.database.storing() as rows:
        answers = rows.begin_all([(asked, {"name": "it's"}), (asked, {"name": "é"})])
        assert [[*found.one()] for found in answers()] == [["100 %", "it's"], ["100 %", "é"]]


@SERVER
def test_nothing_stays_prepared_on_the_connection(services, claimed):
    with services.database.notes() as notes:
        notes.note(*operations.sent_note(claimed[0], now=START), ahead=[(SENT, {})])
        number = notes._held[0].info.backend_pid
        kept = notes._held[0].execute(PREPARED).fetchall()
    with services.database.engine.connect() as connection:
        assert connection.connection.driver_connection.info.backend_pid == number
        assert kept
        assert connection.exec_driver_sql(PREPARED).all() == []


PREPARED = "SELECT name FROM pg_prepared_statements WHERE left(name, 6) = 'pulse_'"
