"""Alembic's entry: runs the migrations on the connection that ``Database.migrate`` gives it."""

from __future__ import annotations

from alembic import context

from bot.store import tables  # noqa: F401  registers every table
from bot.store.database import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
)
context.run_migrations()
