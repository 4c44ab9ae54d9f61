"""One team's log: the only way to its alliances, entries and history."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, or_
from sqlalchemy.exc import IntegrityError

from bot.errors import UserError
from bot.logbook.model import Alliance, Change, Entry, Filter, Operation, name_key
from bot.store.logbook_rows import alliance_from_row, entry_from_row, subject_from_row
from bot.store.logbook_scope import Scope
from bot.store.logbook_tables import alliances, changes, entries, operations
from bot.store.logbook_writing import ROWS_AT_ONCE, write_operation
from bot.store.records import subject_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date, datetime

    from sqlalchemy import Row, Select

    from bot.logbook.model import Act, Audience, Subject, Team
    from bot.store.database import Database


class NameTakenError(UserError):
    """The team already has an alliance of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"This team already has an alliance called {name}.")
        self.name = name


@dataclass(frozen=True, slots=True)
class Activity:
    """How much is open and overdue, and when the last entry was made."""

    open: int = 0
    overdue: int = 0
    last_entry_at: datetime | None = None


class TeamLog:
    """The log of one team, as far as *audience* may see it.

    For a ``shared`` audience only shared entries of shared alliances exist. What was removed
    exists for nobody, except where a method says so.
    """

    def __init__(self, database: Database, team: Team, audience: Audience) -> None:
        self._database = database
        self._scope = Scope(team, audience, on_sqlite=database.is_sqlite)

    @property
    def team(self) -> Team:
        """Whose log it is."""
        return self._scope.team

    @property
    def audience(self) -> Audience:
        """Who may see what is read here."""
        return self._scope.audience

    def alliances(
        self, ids: Collection[int] | None = None, dated_by: date | None = None
    ) -> list[Alliance]:
        """Return every alliance by name, or those of some ids, or with a date up to *dated_by*."""
        wanted = self._scope.alliances()
        if ids is not None:
            wanted = wanted.where(alliances.c.id.in_(ids))
        if dated_by is not None:
            dates = (alliances.c.next_review_on, alliances.c.notice_on)
            wanted = wanted.where(or_(*(on <= dated_by for on in dates)))
        return self._read_alliances(wanted)

    def names(self) -> list[str]:
        """Return the names of all alliances."""
        # In one row: fetching two hundred would give way to other threads two hundred times.
        joined = func.aggregate_strings(alliances.c.name, "\n")
        wanted = self._scope.alliances().with_only_columns(joined).order_by(None)
        with self._database.reading() as connection:
            found = connection.execute(wanted).scalar_one()
        return sorted(found.split("\n"), key=name_key) if found else []

    def alliance_named(self, name: str) -> Alliance | None:
        """Return the alliance of that name, disregarding case, accents and punctuation."""
        wanted = self._scope.alliances().where(alliances.c.name_key == name_key(name))
        found = self._read_alliances(wanted)
        return found[0] if found else None

    def alliance(self, alliance_id: int) -> Alliance | None:
        """Return one alliance."""
        found = self._read_alliances(self._scope.alliances().where(alliances.c.id == alliance_id))
        return found[0] if found else None

    def entry(self, number: int) -> Entry | None:
        """Return one entry."""
        found = self._read_entries(self._scope.entries(Filter()).where(entries.c.number == number))
        return found[0] if found else None

    def entries(self, wanted: Filter) -> list[Entry]:
        """Return the entries that *wanted* describes, in its order."""
        return self._read_entries(self._scope.ordered(wanted))

    def count(self, wanted: Filter) -> int:
        """Count the entries that *wanted* describes."""
        with self._database.reading() as connection:
            counted = self._scope.entries(wanted, func.count())
            return int(connection.execute(counted).scalar_one())

    def activity(
        self, ids: tuple[int, ...], open_statuses: tuple[str, ...], today: date
    ) -> dict[int, Activity]:
        """Return what is open, overdue and new, by alliance id, in one pass over the entries."""
        is_open = entries.c.status.in_(open_statuses)
        columns = (
            entries.c.alliance,
            func.sum(case((is_open, 1), else_=0)).label("open"),
            func.sum(case((and_(is_open, entries.c.due_on < today), 1), else_=0)).label("overdue"),
            func.max(entries.c.created_at).label("last"),
        )
        grouped = self._scope.entries(Filter(alliances=ids), *columns).group_by(entries.c.alliance)
        with self._database.reading() as connection:
            rows = connection.execute(grouped)
            return {row.alliance: Activity(row.open, row.overdue, row.last) for row in rows}

    def latest(self, wanted: Filter, count: int) -> list[Entry]:
        """Return, of each alliance, the last *count* entries that *wanted* describes."""
        return self._read_entries(self._scope.latest(wanted, count))

    def last_entry_at(self, wanted: Filter) -> dict[int, datetime]:
        """Return when each alliance last had an entry that *wanted* describes, by alliance id."""
        last = func.max(entries.c.created_at).label("at")
        grouped = self._scope.entries(wanted, entries.c.alliance, last)
        with self._database.reading() as connection:
            rows = connection.execute(grouped.group_by(entries.c.alliance))
            return {row.alliance: row.at for row in rows}

    def current(self, subject: Subject) -> Subject | None:
        """Return the row of *subject* as it is now, removed or not, whatever the audience.

        The caller compares it and shows it to nobody.
        """
        with self._database.reading() as connection:
            row = connection.execute(self._scope.row(subject)).one_or_none()
        return None if row is None else subject_from_row(row)

    def history(self, subject: Subject) -> list[Operation]:
        """Return what happened to one subject, newest first, with only its own changes."""
        kind, number = _address(subject)
        its_own = and_(changes.c.subject == kind, changes.c.subject_id == number)
        return self._read_operations(self._scope.operations(its_own))

    def operation(self, operation_id: int) -> Operation | None:
        """Return one operation with all its changes, whatever the audience.

        The caller shows it to nobody but the person who did it.
        """
        its_id = operations.c.id == operation_id
        found = self._read_operations(self._scope.operations(its_id))
        return found[0] if found else None

    def last_operation(self, who: str) -> Operation | None:
        """Return *who*'s last change that still stands and is not itself an undo."""
        standing = self._scope.last_operation(
            operations.c.who == who, operations.c.undoes.is_(None), operations.c.undone_by.is_(None)
        )
        with self._database.reading() as connection:
            found = connection.execute(standing).scalar_one()
        return None if found is None else self.operation(found)

    def all_operations(self) -> Iterator[Operation]:
        """Yield the whole history, oldest first: for administrators."""
        with self._database.reading() as connection:
            last = connection.execute(self._scope.last_operation()).scalar_one() or 0
        for first in range(1, last + 1, ROWS_AT_ONCE):
            part = operations.c.id.between(first, first + ROWS_AT_ONCE - 1)
            yield from reversed(self._read_operations(self._scope.operations(part)))

    def removed_alliances(self) -> list[Alliance]:
        """Return alliances that are deleted and not yet purged: for administrators."""
        return self._read_alliances(self._scope.removed(alliances).order_by(alliances.c.id))

    def removed_entries(self) -> list[Entry]:
        """Return entries that are deleted and not yet purged: for administrators."""
        return self._read_entries(self._scope.removed(entries).order_by(entries.c.number))

    def record(self, subjects: Sequence[Subject], act: Act) -> Operation:
        """Write the new states of *subjects* and their history in one transaction.

        A subject without a number is new and gets one. Every other carries the version that was
        read; it is written with the next.

        Raises:
            ChangedMeanwhileError: somebody else was faster; nothing is written.
            AlreadyUndoneError: what *act* undoes was undone before; nothing is written.
            NameTakenError: an alliance's name is in use; nothing is written.
        """
        try:
            with self._database.transaction() as connection:
                return write_operation(connection, self._scope, subjects, act)
        except IntegrityError as error:
            names = [s.name for s in subjects if isinstance(s, Alliance)]
            if names and "name_key" in str(error.orig):
                raise NameTakenError(names[0]) from error
            raise

    def _read_alliances(self, statement: Select[Any]) -> list[Alliance]:
        with self._database.reading() as connection:
            return [alliance_from_row(row) for row in connection.execute(statement)]

    def _read_entries(self, statement: Select[Any]) -> list[Entry]:
        with self._database.reading() as connection:
            return [entry_from_row(row) for row in connection.execute(statement)]

    def _read_operations(self, statement: Select[Any]) -> list[Operation]:
        with self._database.reading() as connection:
            return _operations(connection.execute(statement))


def _address(subject: Subject) -> tuple[str, int]:
    if isinstance(subject, Entry):
        return "entry", subject.number
    return "alliance", subject.id


def _operations(rows: Iterable[Row[Any]]) -> list[Operation]:
    """Put the rows of one operation together; they arrive side by side."""
    found: list[Operation] = []
    for _, its_rows in groupby(rows, key=lambda row: row.id):
        row, *more = its_rows
        its_changes = tuple(_change(one) for one in (row, *more))
        found.append(
            Operation(row.id, row.who, row.at, row.action, its_changes, row.undoes, row.undone_by)
        )
    return found


def _change(row: Row[Any]) -> Change:
    return Change(
        subject_of(row.before) if row.before else None,
        subject_of(row.after) if row.after else None,
    )
