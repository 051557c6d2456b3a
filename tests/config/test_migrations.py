"""Every step of the database's shape leads there, back, and there again."""

import pytest
from alembic import command
from alembic.migration import MigrationContext
from sqlalchemy import bindparam, text

from pulse import migrate
from pulse.audit_log.queries import every
from pulse.database import UTCDateTime
from tests.factories.organisation import an_organisation


def downgrade(database, revision: str) -> None:
    with database.writing() as session:
        command.downgrade(migrate._config(session.connection()), revision)


@pytest.mark.parametrize("revision", ["0006", "0005", "0004", "0003", "0002", "0001", "base"])
def test_a_shape_of_before_is_reached_and_left_again(another_database, revision):
    downgrade(another_database, revision)
    migrate.upgrade(another_database)
    assert migrate.differences(another_database) == []


def test_each_step_has_a_transaction_of_its_own(another_database, monkeypatch):
    downgrade(another_database, "0003")
    seen, writing = [], another_database.writing

    def watched():
        with another_database.reading() as session:
            seen.append(MigrationContext.configure(session.connection()).get_current_revision())
        return writing()

    monkeypatch.setattr(another_database, "writing", watched)
    migrate.upgrade(another_database)
    steps = ["0003", "0004", "0005", "0006"]
    assert seen == steps
    migrate.upgrade(another_database)
    assert seen == steps


def test_a_long_log_of_one_moment_is_chained_whole_and_in_order(another_database, clock):
    with another_database.writing() as session:
        organisation_id = an_organisation(session)
        command.downgrade(migrate._config(session.connection()), "0005")
        statement = (
            "INSERT INTO audit_entry (organisation_id, id, at, actor, action, subject, details) "
            "VALUES (:of, :id, :at, 'a', 'x', :id, '{}')"
        )
        rows = [{"of": organisation_id, "id": f"{number:04}", "at": clock.now()} for number in range(2500)]
        session.execute(text(statement).bindparams(bindparam("at", type_=UTCDateTime)), rows)
    migrate.upgrade(another_database)
    with another_database.reading() as session:
        assert [one.subject for one in every(session, organisation_id)] == [row["id"] for row in rows]
