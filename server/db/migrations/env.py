"""Alembic asks this file how to connect; the server hands it the connection."""

from alembic import context

from server.db.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
