"""Which collections of the library a channel's answers come from, and who said so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, Column, String, Table, select

from bot.store.database import Instant, insert_new, metadata

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.store.database import Database

scopes = Table(
    "scope",
    metadata,
    Column("workspace", String(32), primary_key=True),
    Column("channel", String(32), primary_key=True),
    Column("collections", JSON(none_as_null=True), nullable=True),
    Column("person", String(32), nullable=False),
    Column("changed_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a channel's answers come from: ``None`` is everything, now and later.

    ``person`` chose it at ``changed_at``.
    """

    collections: frozenset[str] | None
    person: str
    changed_at: datetime


class Scopes:
    """Keeps the channels' choices."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, workspace: str, channel: str) -> Scope | None:
        """Return what was chosen last for a channel; ``None`` where nobody ever chose."""
        wanted = select(scopes).where(scopes.c.workspace == workspace, scopes.c.channel == channel)
        with self._database.reading() as db:
            row = db.execute(wanted).one_or_none()
        if row is None:
            return None
        chosen = None if row.collections is None else frozenset(row.collections)
        return Scope(chosen, row.person, row.changed_at)

    def collections(self, workspace: str, channel: str) -> frozenset[str] | None:
        """Return the collections that a channel is limited to, or ``None`` for all."""
        scope = self.of(workspace, channel)
        return scope.collections if scope is not None else None

    def choose(
        self, workspace: str, channel: str, collections: Collection[str] | None, person: str
    ) -> Scope:
        """Keep a channel's choice, in place of the one before."""
        scope = Scope(
            None if collections is None else frozenset(collections), person, datetime.now(UTC)
        )
        value = {
            "collections": None if collections is None else sorted(collections),
            "person": scope.person,
            "changed_at": scope.changed_at,
        }
        key = {"workspace": workspace, "channel": channel}
        with self._database.transaction() as db:
            if not insert_new(db, scopes, {**key, **value}):
                mine = (scopes.c.workspace == workspace, scopes.c.channel == channel)
                db.execute(scopes.update().where(*mine), value)
        return scope
