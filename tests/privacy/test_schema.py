"""The wall between who and what, as the database sees it: allow-listed columns, no link of any kind."""

import pytest
from sqlalchemy import inspect, text

from pulse.answers import models as answers
from pulse.tables import metadata

ALLOWED = {
    "closing": {
        *("organisation_id", "cycle_id", "intake_ended", "tallied", "keys_destroyed"),
        *("collected", "accepted", "rejected"),
    },
    "pool": {"organisation_id", "cycle_id", "tag", "box"},
    "tally": {"organisation_id", "cycle_id", "question", "atom", "option", "count"},
    "released_cell": {"organisation_id", "cycle_id", "question", "unit_id", "location_id", "atoms"},
    "comment": {"organisation_id", "id", "cycle_id", "unit_id", "location_id", "language", "question", "text"},
    "board_leaf": {"organisation_id", "cycle_id", "leaf"},
    "log_entry": {"organisation_id", "position", "cycle_id", "document", "root", "signature"},
}  # fmt: skip
IDENTITY = {
    *("person", "account", "role_grant", "staff_session"),
    *("block_member", "invitation", "issued", "outbox_message"),
}


def test_every_table_of_the_answer_side_is_listed():
    tables = {table.name for table in metadata.tables.values() if table.name in ALLOWED}
    declared = {mapper.class_.__tablename__ for mapper in answers.Base.registry.mappers
                if mapper.class_.__module__ == answers.__name__}  # fmt: skip
    assert declared == set(ALLOWED) == tables


@pytest.mark.parametrize("table", sorted(ALLOWED))
def test_the_database_holds_only_the_allowed_columns(database, table):
    columns = inspect(database.engine).get_columns(table)
    assert {column["name"] for column in columns} == ALLOWED[table]
    for column in columns:
        assert column["default"] is None
        assert not column.get("autoincrement") or column["autoincrement"] == "auto"
        assert "identity" not in column


@pytest.mark.parametrize("table", sorted(ALLOWED))
def test_the_models_fill_in_nothing_by_themselves(table):
    for column in metadata.tables[table].columns:
        assert (column.default, column.onupdate, column.server_default, column.server_onupdate) == (None,) * 4


@pytest.mark.parametrize("table", sorted(ALLOWED))
def test_no_key_links_the_answer_side_to_anything(database, table):
    assert inspect(database.engine).get_foreign_keys(table) == []


def test_nothing_points_at_the_answer_side(database):
    looked = inspect(database.engine)
    targets = {key["referred_table"] for table in looked.get_table_names() for key in looked.get_foreign_keys(table)}
    assert not targets & set(ALLOWED)
    assert set(looked.get_table_names()) >= IDENTITY


def test_there_is_no_trigger_and_no_sequence(database):
    if database.is_sqlite:
        query = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' OR name = 'sqlite_sequence'"
    else:
        query = (
            "SELECT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal)"
            " + (SELECT count(*) FROM pg_sequences WHERE schemaname = 'public')"
        )
    with database.reading() as session:
        assert session.execute(text(query)).scalar_one() == 0


@pytest.mark.parametrize("table", sorted(ALLOWED))
def test_sqlite_gives_no_row_number(database, table):
    if not database.is_sqlite:
        return
    with database.reading() as session:
        sql = session.execute(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}).scalar_one()
    assert "WITHOUT ROWID" in sql
