"""Alembic's entry: runs the migrations on the connection that `Database.migrate` hands over."""

from alembic import context

from storage.tables import Table

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Table.metadata,
    render_as_batch=True,
    include_name=lambda name, kind, _parents: kind != "table" or name in Table.metadata.tables,
)
context.run_migrations()
