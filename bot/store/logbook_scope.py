"""The one place where every statement on the log is bound to one team and one audience."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select, update

from bot.logbook.model import Audience, Entry, Filter, Subject
from bot.store.logbook_tables import alliances, changes, entries, operations, teams
from bot.store.words import has_words, newest_first

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select, Update

    from bot.logbook.model import Team


class Scope:
    """Statements that cannot leave *team*, nor show *audience* what is not for it."""

    def __init__(self, team: Team, audience: Audience, *, on_sqlite: bool) -> None:
        self.team = team
        self.audience = audience
        self._on_sqlite = on_sqlite

    def alliances(self) -> Select[Any]:
        """Select the alliances that are there, by name."""
        wanted = select(alliances).where(self._is_ours(alliances), alliances.c.removed_at.is_(None))
        if self.audience is Audience.SHARED:
            wanted = wanted.where(alliances.c.audience == Audience.SHARED)
        return wanted.order_by(alliances.c.name_key)

    def entries(self, wanted: Filter, *columns: ColumnElement[Any]) -> Select[Any]:
        """Select the entries that are there and that *wanted* describes; no order."""
        its_alliance = and_(
            alliances.c.team == entries.c.team, alliances.c.id == entries.c.alliance
        )
        statement = (
            select(*(columns or (entries,)))
            .select_from(entries.join(alliances, its_alliance))
            .where(
                self._is_ours(entries),
                entries.c.removed_at.is_(None),
                alliances.c.removed_at.is_(None),
                *_conditions(wanted),
            )
        )
        if wanted.words:
            statement = statement.where(
                has_words(self.team.id, wanted.words, on_sqlite=self._on_sqlite)
            )
        if self.audience is Audience.SHARED:
            statement = statement.where(
                entries.c.audience == Audience.SHARED, alliances.c.audience == Audience.SHARED
            )
        return statement

    def ordered(self, wanted: Filter) -> Select[Any]:
        """Select the entries that *wanted* describes, in its order and no more than it wants."""
        return (
            self.entries(wanted)
            .order_by(*self._order(wanted))
            .limit(wanted.limit)
            .offset(wanted.offset)
        )

    def _order(self, wanted: Filter) -> tuple[ColumnElement[Any], ...]:
        if wanted.words:
            return (newest_first(on_sqlite=self._on_sqlite),)
        if wanted.order == "due":
            return (entries.c.due_on.is_(None), entries.c.due_on, entries.c.number)
        return (entries.c.created_at.desc(), entries.c.number.desc())

    def latest(self, wanted: Filter, count: int) -> Select[Any]:
        """Select, of each alliance, the last *count* entries that *wanted* describes."""
        last_first = (
            entries.c.happened_on.is_(None),
            entries.c.happened_on.desc(),
            entries.c.number.desc(),
        )
        place = func.row_number().over(partition_by=entries.c.alliance, order_by=last_first)
        ranked = self.entries(wanted, entries.c.number, place.label("place")).subquery()
        numbers = select(ranked.c.number).where(ranked.c.place <= count)
        return select(entries).where(self._is_ours(entries), entries.c.number.in_(numbers))

    def removed(self, table: Any) -> Select[Any]:
        """Select the alliances, or entries, that were deleted and not yet purged."""
        return select(table).where(self._is_ours(table), table.c.removed_at.is_not(None))

    def operations(self, *conditions: ColumnElement[bool]) -> Select[Any]:
        """Select operations with their changes, newest first, each one's rows side by side."""
        its_changes = and_(
            changes.c.team == operations.c.team, changes.c.operation == operations.c.id
        )
        return (
            select(operations, changes.c.before, changes.c.after)
            .join(changes, its_changes)
            .where(self._is_ours(operations), *conditions)
            .order_by(operations.c.id.desc(), changes.c.ordinal)
        )

    def last_operation(self, *conditions: ColumnElement[bool]) -> Select[Any]:
        """Select the highest id of the operations that meet *conditions*."""
        return select(func.max(operations.c.id)).where(self._is_ours(operations), *conditions)

    def row(self, subject: Subject) -> Select[Any]:
        """Select the row of one subject, there or removed."""
        table, its_key = self._key(subject)
        return select(table).where(its_key)

    def update(self, subject: Subject, version: int) -> Update:
        """Update the row of one subject, if it still has that version."""
        table, its_key = self._key(subject)
        return update(table).where(its_key, table.c.version == version)

    def mark_undone(self, operation: int, by: int) -> Update:
        """Mark one operation as undone, if it is not yet."""
        return (
            update(operations)
            .where(self._is_ours(operations), operations.c.id == operation)
            .where(operations.c.undone_by.is_(None))
            .values(undone_by=by)
        )

    def take_numbers(self, new_alliances: int, new_entries: int) -> Update:
        """Take the next numbers in the team's own row, so that its writers take turns."""
        return (
            update(teams)
            .where(teams.c.id == self.team.id, teams.c.workspace == self.team.workspace)
            .values(
                next_operation=teams.c.next_operation + 1,
                next_alliance=teams.c.next_alliance + new_alliances,
                next_entry=teams.c.next_entry + new_entries,
            )
            .returning(teams.c.next_operation, teams.c.next_alliance, teams.c.next_entry)
        )

    def _is_ours(self, table: Any) -> ColumnElement[bool]:
        is_ours: ColumnElement[bool] = table.c.team == self.team.id
        return is_ours

    def _key(self, subject: Subject) -> tuple[Any, ColumnElement[bool]]:
        if isinstance(subject, Entry):
            return entries, and_(self._is_ours(entries), entries.c.number == subject.number)
        return alliances, and_(self._is_ours(alliances), alliances.c.id == subject.id)


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.alliances:
        conditions.append(entries.c.alliance.in_(wanted.alliances))
    if wanted.kinds:
        conditions.append(entries.c.kind.in_(wanted.kinds))
    if wanted.statuses:
        conditions.append(entries.c.status.in_(wanted.statuses))
    if wanted.side is not None:
        conditions.append(entries.c.side == wanted.side)
    if wanted.owner:
        conditions.append(entries.c.owner == wanted.owner)
    if wanted.due_from is not None:
        conditions.append(entries.c.due_on >= wanted.due_from)
    if wanted.due_by is not None:
        conditions.append(entries.c.due_on <= wanted.due_by)
    if wanted.created_since is not None:
        conditions.append(entries.c.created_at >= wanted.created_since)
    return conditions
