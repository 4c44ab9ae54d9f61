"""Whole logs at once, for administrators: read, written back, purged. Nobody in Slack gets here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, func, insert, select, update

from bot.errors import UserError
from bot.logbook.model import Audience, Entry, Operation, Team
from bot.store.logbook import TeamLog
from bot.store.logbook_rows import (
    alliance_from_row,
    alliance_values,
    entry_from_row,
    entry_values,
)
from bot.store.logbook_tables import alliances, changes, entries, operations, purges, teams
from bot.store.logbook_writing import insert_all, write_history

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.logbook.model import Alliance
    from bot.store.database import Database

ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was erased for good."""

    alliances: int
    entries: int


class Archive:
    """Every row of one team's log, removed or not, whatever the audience."""

    def __init__(self, database: Database, team: Team) -> None:
        self._database = database
        self._team = team

    def alliances(self) -> list[Alliance]:
        """Return all alliances in the order they were made."""
        wanted = select(alliances).where(alliances.c.team == self._team.id)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(alliances.c.id))
            return [alliance_from_row(row) for row in rows]

    def entries(self) -> Iterator[Entry]:
        """Yield all entries by number."""
        last = 0
        while True:
            wanted = (
                select(entries)
                .where(entries.c.team == self._team.id, entries.c.number > last)
                .order_by(entries.c.number)
                .limit(ROWS_AT_ONCE)
            )
            with self._database.reading() as connection:
                found = [entry_from_row(row) for row in connection.execute(wanted)]
            if not found:
                return
            yield from found
            last = found[-1].number

    def operations(self) -> Iterator[Operation]:
        """Yield the whole history, oldest first."""
        return TeamLog(self._database, self._team, Audience.INTERNAL).all_operations()

    def restore(
        self,
        its_alliances: Sequence[Alliance],
        its_entries: Sequence[Entry],
        done: Sequence[Operation],
    ) -> None:
        """Write a whole log back with its numbers and history, in one transaction.

        Raises:
            UserError: the team's log is not empty.
        """
        team = self._team.id
        with self._database.transaction() as connection:
            if self._count(connection, alliances) or self._count(connection, operations):
                raise UserError(
                    f"The log of {self._team.name} is not empty; import into another channel."
                )
            insert_all(
                connection, alliances, [{"team": team, **alliance_values(a)} for a in its_alliances]
            )
            insert_all(
                connection, entries, [{"team": team, **entry_values(e)} for e in its_entries]
            )
            write_history(connection, team, done)
            connection.execute(
                update(teams)
                .where(teams.c.id == team)
                .values(
                    next_alliance=1 + max((a.id for a in its_alliances), default=0),
                    next_entry=1 + max((e.number for e in its_entries), default=0),
                    next_operation=1 + max((o.id for o in done), default=0),
                )
            )

    def purge(self, before: datetime, who: str, at: datetime, reason: str) -> Purged:
        """Erase for good what was deleted before a moment, with its history; keep that it was."""
        with self._database.transaction() as connection:
            gone = self._gone_alliances(connection, before)
            numbers = self._gone_entries(connection, before, gone)
            self._erase(connection, "entry", numbers)
            self._erase(connection, "alliance", gone)
            its_changes = changes.c.operation == operations.c.id
            has_changes = exists().where(changes.c.team == operations.c.team, its_changes)
            connection.execute(
                delete(operations).where(operations.c.team == self._team.id, ~has_changes)
            )
            for table, column, ids in (
                (entries, entries.c.number, numbers),
                (alliances, alliances.c.id, gone),
            ):
                for start in range(0, len(ids), ROWS_AT_ONCE):
                    part = ids[start : start + ROWS_AT_ONCE]
                    connection.execute(
                        delete(table).where(table.c.team == self._team.id, column.in_(part))
                    )
            connection.execute(
                insert(purges).values(
                    workspace=self._team.workspace,
                    team=self._team.id,
                    team_name=self._team.name,
                    who=who,
                    at=at,
                    reason=reason,
                    alliances=len(gone),
                    entries=len(numbers),
                )
            )
        return Purged(len(gone), len(numbers))

    def _gone_alliances(self, connection: Connection, before: datetime) -> list[int]:
        wanted = select(alliances.c.id).where(
            alliances.c.team == self._team.id, alliances.c.removed_at < before
        )
        return list(connection.execute(wanted).scalars())

    def _gone_entries(
        self, connection: Connection, before: datetime, gone_alliances: list[int]
    ) -> list[int]:
        is_gone = (entries.c.removed_at < before) | entries.c.alliance.in_(gone_alliances)
        wanted = select(entries.c.number).where(entries.c.team == self._team.id, is_gone)
        return list(connection.execute(wanted).scalars())

    def _erase(self, connection: Connection, subject: str, ids: list[int]) -> None:
        """Erase the history of what is purged: its words must not live on there."""
        for start in range(0, len(ids), ROWS_AT_ONCE):
            connection.execute(
                delete(changes).where(
                    changes.c.team == self._team.id,
                    changes.c.subject == subject,
                    changes.c.subject_id.in_(ids[start : start + ROWS_AT_ONCE]),
                )
            )

    def _count(self, connection: Connection, table: Any) -> int:
        counted = select(func.count()).where(table.c.team == self._team.id)
        return int(connection.execute(counted).scalar_one())
