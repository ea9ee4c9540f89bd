"""Runs the migrations over the connection and the transaction that `storage.schema` hands in."""

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite can alter little in place; there a changed table is built anew
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
