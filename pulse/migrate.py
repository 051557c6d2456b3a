"""Bringing a database to the present shape, and saying whether it has it."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from pulse.database import Database
from pulse.tables import metadata

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def _config(connection: Connection) -> AlembicConfig:
    config = AlembicConfig(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER))
    return config


def upgrade(database: Database) -> None:
    """Run the migrations that are missing, each in a transaction of its own; harmless when none is.

    A migration of rows may take long, and must not hold what the one before has locked to change a table.
    """
    for revision in _missing(database):
        with database.writing() as session:
            command.upgrade(_config(session.connection()), revision)


def _missing(database: Database) -> list[str]:
    with database.reading() as session:
        connection = session.connection()
        scripts = ScriptDirectory.from_config(_config(connection))
        present = MigrationContext.configure(connection).get_current_revision()
        return [script.revision for script in scripts.iterate_revisions("head", present or "base")][::-1]


def differences(database: Database) -> list[str]:
    """How the database differs from the tables the code expects; empty when all is well."""
    with database.reading() as session:
        context = MigrationContext.configure(session.connection())
        return [str(change) for change in compare_metadata(context, metadata)]
