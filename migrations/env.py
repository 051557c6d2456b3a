"""Alembic's entry: the tables of every stage, and the connection that `pulse db upgrade` hands over."""

from alembic import context

from pulse.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
