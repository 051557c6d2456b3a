"""The connection that a drain holds: what it does is done at once, and it leaves nothing behind."""

import pytest
from sqlalchemy import select, text, update

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
