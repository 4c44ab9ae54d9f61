"""Undo: the exact earlier state, or a word why not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import UserError
from bot.logbook.errors import NotYoursError
from bot.logbook.model import Act, Alliance, Entry, Filter, Removal
from bot.logbook.replies import Undone
from bot.store.logbook_writing import AlreadyUndoneError, ChangedMeanwhileError

if TYPE_CHECKING:
    from bot.logbook.model import Change, Operation, Subject
    from bot.logbook.visit import Visit
    from bot.store.logbook import TeamLog


def undo(visit: Visit, log: TeamLog, operation_id: int | None) -> Undone:
    """Take back the person's last change that still stands, or the one named.

    *log* must not be limited to an audience: people may take back what they wrote where they
    cannot read it.

    Raises:
        UserError: there is nothing to take back.
        NotYoursError: somebody else did it.
        ChangedMeanwhileError: it was changed again since; nothing is written.
    """
    operation = _operation(visit, log, operation_id)
    states = [_restored(visit, log, change) for change in operation.changes]
    log.record(states, Act(visit.who, visit.now, "undo", undoes=operation.id))
    return Undone(tuple(_line(change) for change in operation.changes))


def _operation(visit: Visit, log: TeamLog, operation_id: int | None) -> Operation:
    if operation_id is None:
        operation = log.last_operation(visit.who)
        if operation is None:
            raise UserError("You have changed nothing here that could be undone.")
        return operation
    operation = log.operation(operation_id)
    if operation is None or operation.who != visit.who:
        raise NotYoursError("Only the person who made a change can undo it with this button.")
    if operation.undone_by is not None:
        raise AlreadyUndoneError
    if operation.undoes is not None:
        raise UserError("An undo cannot be undone; make the change again.")
    return operation


def _restored(visit: Visit, log: TeamLog, change: Change) -> Subject:
    """Return the state to write: what was before, over what is now."""
    if change.after is None:
        raise TypeError("every change of ours has an after")
    now = log.current(change.after)
    if now is None or _content(now) != _content(change.after):
        raise ChangedMeanwhileError(change.after)
    if change.before is not None:
        return replace(change.before, version=now.version)
    if isinstance(now, Alliance) and log.count(Filter(alliances=(now.id,))):
        raise UserError(f"{now.name} has entries by now; delete it, with a reason, instead.")
    return replace(now, removed=Removal(visit.who, visit.now, "undone"))


def _content(subject: Subject) -> Subject:
    return replace(subject, version=0)


def _line(change: Change) -> str:
    subject = change.before or change.after
    name = f"#{subject.number}" if isinstance(subject, Entry) else getattr(subject, "name", "")
    if change.before is None:
        return f"{name} is gone again."
    if change.after is not None and change.after.removed and not change.before.removed:
        return f"{name} is back."
    return f"{name} is as it was before."
