"""Alembic's entry: run the revisions on the connection that `serving.store.database.migrate` opened."""

from alembic import context

from serving.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
