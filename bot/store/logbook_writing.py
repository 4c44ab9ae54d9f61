"""Writing to a team's log: the new state and its history, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from bot.errors import UserError
from bot.logbook.model import Change, Entry, Operation, Subject
from bot.store.logbook_rows import alliance_values, entry_values, subject_from_row
from bot.store.logbook_tables import alliances, changes, entries, operations
from bot.store.records import record_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from bot.logbook.model import Act
    from bot.store.logbook_scope import Scope

ROWS_AT_ONCE = 500
"""Rows of one bulk statement: well under every database's limit of parameters."""


class ChangedMeanwhileError(UserError):
    """Somebody else changed it since it was read; nothing was overwritten."""

    def __init__(self, subject: Subject) -> None:
        what = f"#{subject.number}" if isinstance(subject, Entry) else subject.name
        super().__init__(
            f"Somebody else just changed {what}, so your change was not saved. "
            "Look at it again and repeat your change."
        )
        self.subject = subject


class AlreadyUndoneError(UserError):
    """The operation was undone before."""

    def __init__(self) -> None:
        super().__init__("That was already undone.")


def write_operation(
    connection: Connection, scope: Scope, subjects: Sequence[Subject], act: Act
) -> Operation:
    """Write the new states of *subjects* and return what was done.

    Raises:
        ChangedMeanwhileError: a subject no longer has the version that was read.
        AlreadyUndoneError: what it undoes was undone before.
    """
    operation_id, numbered = _number(connection, scope, subjects)
    written = tuple(Change(_write(connection, scope, after), after) for after in numbered)
    operation = Operation(operation_id, act.who, act.at, act.action, written, act.undoes)
    write_history(connection, scope.team.id, [operation])
    if act.undoes is not None:
        done = connection.execute(scope.mark_undone(act.undoes, by=operation_id))
        if done.rowcount != 1:
            raise AlreadyUndoneError
    return operation


def write_history(connection: Connection, team: int, done: Sequence[Operation]) -> None:
    """Write operations with their changes, many at once."""
    heads = [
        {
            "team": team,
            "id": operation.id,
            "who": operation.who,
            "at": operation.at,
            "action": operation.action,
            "undoes": operation.undoes,
            "undone_by": operation.undone_by,
        }
        for operation in done
    ]
    rows = [
        _change_values(team, operation.id, ordinal, change)
        for operation in done
        for ordinal, change in enumerate(operation.changes)
    ]
    insert_all(connection, operations, heads)
    insert_all(connection, changes, rows)


def insert_all(connection: Connection, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Insert *rows* in batches."""
    for start in range(0, len(rows), ROWS_AT_ONCE):
        connection.execute(insert(table), rows[start : start + ROWS_AT_ONCE])


def _number(
    connection: Connection, scope: Scope, subjects: Sequence[Subject]
) -> tuple[int, list[Subject]]:
    """Give new subjects their numbers and every subject its next version."""
    is_new = [(s.number if isinstance(s, Entry) else s.id) == 0 for s in subjects]
    new_entries = sum(new and isinstance(s, Entry) for new, s in zip(is_new, subjects, strict=True))
    new_alliances = sum(is_new) - new_entries
    taken = connection.execute(scope.take_numbers(new_alliances, new_entries)).one()
    entry, alliance = taken.next_entry - new_entries, taken.next_alliance - new_alliances
    numbered: list[Subject] = []
    for subject, new in zip(subjects, is_new, strict=True):
        version = subject.version + 1
        if isinstance(subject, Entry):
            numbered.append(
                replace(subject, number=entry if new else subject.number, version=version)
            )
            entry += new
        else:
            numbered.append(replace(subject, id=alliance if new else subject.id, version=version))
            alliance += new
    return taken.next_operation - 1, numbered


def _write(connection: Connection, scope: Scope, after: Subject) -> Subject | None:
    """Insert or update one row; return what it was before."""
    is_entry = isinstance(after, Entry)
    values = entry_values(after) if isinstance(after, Entry) else alliance_values(after)
    row = connection.execute(scope.row(after)).one_or_none()
    if row is None:
        if after.version != 1:
            raise ChangedMeanwhileError(after)
        table = entries if is_entry else alliances
        connection.execute(insert(table).values(team=scope.team.id, **values))
        return None
    before = subject_from_row(row)
    updated = connection.execute(scope.update(after, after.version - 1).values(values))
    if updated.rowcount != 1:
        raise ChangedMeanwhileError(before)
    return before


def _change_values(team: int, operation: int, ordinal: int, change: Change) -> dict[str, Any]:
    subject = change.after or change.before
    if subject is None:
        raise ValueError("a change needs a before or an after")
    is_entry = isinstance(subject, Entry)
    return {
        "team": team,
        "operation": operation,
        "ordinal": ordinal,
        "subject": "entry" if is_entry else "alliance",
        "subject_id": subject.number if isinstance(subject, Entry) else subject.id,
        "before": record_of(change.before) if change.before else None,
        "after": record_of(change.after) if change.after else None,
    }
