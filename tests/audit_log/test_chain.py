"""The chain finds what was done to a log behind its back; and two who write at once do not stop each other."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import event, text

from pulse import migrate
from pulse.audit_log import operations, queries
from pulse.audit_log.chain import START, Head
from pulse.audit_log.operations import record
from tests.factories.organisation import an_organisation


@pytest.fixture
def log(database, clock):
    """An organisation with ten entries."""
    with database.writing() as session:
        organisation_id = an_organisation(session)
    write(database, organisation_id, clock, 10)
    return organisation_id


def write(database, organisation_id, clock, how_many=1, **changes):
    given = {"actor": "somebody", "action": "people.imported", "subject": "file", "details": {"new": 3, "by": "Mai"}}
    for number in range(how_many):
        with database.writing() as session:
            told = {**given, "subject": f"file {number}", **changes}
            record(session, organisation_id, **told, now=clock.advance(seconds=1))


def verdict(database, organisation_id, **known):
    with database.snapshot() as session:
        return queries.looked_through(session, organisation_id, **known)


def found(database, organisation_id, **known):
    return [(fault.position, fault.what) for fault in verdict(database, organisation_id, **known).faults]


def behind_its_back(database, organisation_id, statement, **values):
    with database.writing() as session:
        session.execute(text(statement), {"of": organisation_id, **values})


def at_once(work, *given):
    """Do the same several times at once; whatever one of them raises is raised here."""
    with ThreadPoolExecutor(len(given)) as pool:
        for done in [pool.submit(work, *each) for each in given]:
            done.result(30)


def test_a_log_that_nobody_touched_is_whole(database, log):
    seen = verdict(database, log)
    assert (seen.whole, seen.entries, seen.first, seen.erased, seen.head.position) == (True, 10, 1, 0, 10)
    assert len(seen.head.hash) == 64


def test_a_log_without_entries_is_whole(database):
    with database.writing() as session:
        organisation_id = an_organisation(session)
    assert verdict(database, organisation_id).whole
    assert verdict(database, organisation_id).head == Head(0, START)


@pytest.mark.parametrize(
    ("column", "value"),
    [("actor", "'nobody'"), ("action", "'survey.changed'"), ("id", "'00'"), ("hash", f"'{'0' * 64}'")],
)
def test_a_changed_entry_is_found(database, log, column, value):
    behind_its_back(
        database, log, f"UPDATE audit_entry SET {column} = {value} WHERE organisation_id = :of AND position = 4"
    )
    assert (4, "changed") in found(database, log)


def test_a_changed_time_is_found(database, log):
    later = "datetime(at, '+1 second')" if database.is_sqlite else "at + interval '1 second'"
    behind_its_back(database, log, f"UPDATE audit_entry SET at = {later} WHERE organisation_id = :of AND position = 4")
    assert found(database, log) == [(4, "changed")]


@pytest.mark.parametrize(
    "change", ["subject = 'another'", "details = '{}'", "subject = '', details = '{}', salt = NULL"]
)
def test_changed_and_emptied_details_are_found(database, log, change):
    behind_its_back(database, log, f"UPDATE audit_entry SET {change} WHERE organisation_id = :of AND position = 4")
    assert found(database, log) == [(4, "emptied")]


def test_a_deleted_entry_is_found(database, log):
    behind_its_back(database, log, "DELETE FROM audit_entry WHERE organisation_id = :of AND position = 4")
    assert found(database, log) == [(5, "missing")]


def test_a_deleted_beginning_is_found(database, log):
    behind_its_back(database, log, "DELETE FROM audit_entry WHERE organisation_id = :of AND position < 4")
    assert found(database, log) == [(4, "missing")]


def test_a_cut_off_end_is_found(database, log):
    behind_its_back(database, log, "DELETE FROM audit_entry WHERE organisation_id = :of AND position > 8")
    assert found(database, log) == [(8, "end")]


def test_an_end_that_was_cut_off_with_its_head_is_found_by_a_head_that_was_noted_elsewhere(database, log):
    noted = verdict(database, log).head
    behind_its_back(database, log, "DELETE FROM audit_entry WHERE organisation_id = :of AND position > 8")
    behind_its_back(
        database,
        log,
        "UPDATE chain_head SET position = 8, hash = "
        "(SELECT hash FROM audit_entry WHERE organisation_id = :of AND position = 8) WHERE organisation_id = :of",
    )
    assert found(database, log) == []
    assert found(database, log, noted=[noted]) == [(8, "end")]


def test_a_chain_that_was_made_anew_is_found_by_a_head_that_was_noted_elsewhere(database, log, clock):
    noted = verdict(database, log).head
    for table in ("audit_entry", "chain_head"):
        behind_its_back(database, log, f"DELETE FROM {table} WHERE organisation_id = :of")
    write(database, log, clock, 12)
    assert found(database, log) == []
    assert found(database, log, noted=[noted]) == [(10, "other")]


def test_a_noted_head_stays_right_while_the_log_grows(database, log, clock):
    noted = verdict(database, log).head
    write(database, log, clock, 3)
    assert found(database, log, noted=[noted]) == []


def test_entries_that_changed_places_are_found(database, log):
    move = "UPDATE audit_entry SET position = :to WHERE organisation_id = :of AND position = :at"
    for at, to in ((4, 400), (6, 4), (400, 6)):
        behind_its_back(database, log, move, at=at, to=to)
    assert {(4, "changed"), (6, "changed")} <= set(found(database, log))


@pytest.mark.parametrize("position", ["NULL", "11"])
def test_an_entry_that_was_put_in_is_found(database, log, position):
    behind_its_back(
        database,
        log,
        "INSERT INTO audit_entry (organisation_id, id, at, actor, action, subject, details, position, salt) "
        f"SELECT organisation_id, 'new', at, actor, action, subject, details, {position}, salt "
        "FROM audit_entry WHERE organisation_id = :of AND position = 4",
    )
    assert found(database, log)[0][1] in {"unchained", "changed"}


def test_an_erasure_empties_what_it_writes_down_and_the_chain_stays_whole(database, log, clock):
    with database.writing() as session:
        operations.empty(session, log, {4: "", 7: ""})
    write(database, log, clock, action="person.erased", subject="", details={"entries": [4, 7]})
    seen = verdict(database, log)
    assert (seen.whole, seen.erased) == (True, 2)
    with database.reading() as session:
        entries = {one.position: one for one in queries.every(session, log)}
    assert (entries[4].subject, entries[4].details, entries[4].salt) == ("", {}, None)
    assert entries[5].subject == "file 4"


def test_an_old_end_of_the_log_is_deleted_and_written_down(database, log, clock):
    with database.writing() as session:
        before = queries.shown(list(queries.every(session, log))[5]).at
        assert operations.shorten(session, log, before=before, most=3, now=clock.now()) == 3
    with database.writing() as session:
        assert operations.shorten(session, log, before=before, most=3, now=clock.now()) == 2
    with database.writing() as session:
        assert operations.shorten(session, log, before=before, most=3, now=clock.now()) == 0
    seen = verdict(database, log)
    assert (seen.faults, seen.first, seen.entries, seen.head.position) == ([], 6, 7, 12)


def test_an_entry_costs_four_statements(database, log, clock):
    asked = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    write(database, log, clock)
    assert len(asked) == 4


def test_what_a_savepoint_took_back_is_not_in_the_chain(database, log, clock):
    with database.writing() as session:
        record(session, log, actor="a", action="kept", subject="", details={}, now=clock.now())
        taken_back = session.begin_nested()
        record(session, log, actor="a", action="gone", subject="", details={}, now=clock.now())
        taken_back.rollback()
    with database.reading() as session:
        assert [one.action for one in queries.every(session, log)][10:] == ["kept"]
    assert verdict(database, log).whole


def test_two_who_write_at_once_in_different_orders_both_come_through(database, clock):
    """Each holds something else first; the end of the chain is the last that anybody takes."""
    with database.writing() as session:
        here, there = an_organisation(session), an_organisation(session)
    both_are_in = threading.Barrier(2)

    def act(first, second):
        with database.writing() as session:
            for organisation_id in (first, second):
                record(session, organisation_id, actor="a", action="x", subject="", details={}, now=clock.now())
                session.flush()
            if not database.is_sqlite:  # which has one writer
                both_are_in.wait(20)

    at_once(act, (here, there), (there, here))
    assert [verdict(database, each).entries for each in (here, there)] == [2, 2]
    assert verdict(database, here).whole
    assert verdict(database, there).whole


def test_many_writers_of_one_organisation_make_one_chain(database, clock):
    with database.writing() as session:
        organisation_id = an_organisation(session)  # without a head yet: who makes it is open
    at_once(write, *[(database, organisation_id, clock, 5)] * 4)
    seen = verdict(database, organisation_id)
    assert (seen.entries, seen.faults) == (20, [])


def test_entries_from_before_there_was_a_chain_join_it(another_database, clock):
    with another_database.writing() as session:
        organisation_id = an_organisation(session)
        command.downgrade(migrate._config(session.connection()), "0005")
        for number in (3, 1, 2):
            session.execute(
                text(
                    "INSERT INTO audit_entry (organisation_id, id, at, actor, action, subject, details) "
                    "VALUES (:of, :id, :at, 'a', 'x', :id, '{\"name\": \"\\u00c9lodie\"}')"
                ),
                {"of": organisation_id, "id": str(number), "at": clock.now() + timedelta(hours=number)},
            )
    migrate.upgrade(another_database)
    write(another_database, organisation_id, clock)
    assert verdict(another_database, organisation_id).whole
    with another_database.reading() as session:
        assert [one.subject for one in queries.every(session, organisation_id)] == ["1", "2", "3", "file 0"]
