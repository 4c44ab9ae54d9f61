"""Which bot processes are alive, so that one can take over what a dead one left undone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, String, Table, select

from bot.store.database import Instant, insert_new, metadata

if TYPE_CHECKING:
    from datetime import timedelta

    from bot.store.database import Database

replicas = Table(
    "replica",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("seen_at", Instant, nullable=False),
)


class Replicas:
    """Keeps one heartbeat a process."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def beat(self, replica: str) -> None:
        """Say that this process is alive."""
        seen = {"seen_at": datetime.now(UTC)}
        with self.database.transaction() as db:
            if not insert_new(db, replicas, {"id": replica, **seen}):
                db.execute(replicas.update().where(replicas.c.id == replica), seen)

    def alive(self, within: timedelta) -> frozenset[str]:
        """Return the processes that gave a sign of life lately."""
        since = datetime.now(UTC) - within
        with self.database.reading() as db:
            return frozenset(
                db.execute(select(replicas.c.id).where(replicas.c.seen_at >= since)).scalars()
            )

    def claim(self, dead: str, within: timedelta) -> bool:
        """Take over from a process that is gone; ``False`` if another was faster.

        The claim is a lease: it counts as the dead one's sign of life, so nobody else claims it
        before *within* has passed, and somebody does if the claimer dies meanwhile.
        """
        now = datetime.now(UTC)
        row = replicas.c.id == dead
        renew = replicas.update().where(row, replicas.c.seen_at < now - within)
        with self.database.transaction() as db:
            if db.execute(renew, {"seen_at": now}).rowcount:
                return True
            return insert_new(db, replicas, {"id": dead, "seen_at": now})

    def leave(self, replica: str) -> None:
        """Say that this process stops in good order."""
        with self.database.transaction() as db:
            db.execute(replicas.delete().where(replicas.c.id == replica))
