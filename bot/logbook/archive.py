"""A whole log as JSON lines, with its history, numbers and deletions; and back without loss.

The first line describes the team. Every other line is one ``alliance``, ``entry`` or
``operation``, so a damaged line is named by its number and costs only itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.logbook.model import Change, Operation
from bot.logbook.rules import alliance_faults, entry_faults
from bot.store.records import alliance_of, entry_of, record_of, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.logbook.model import Alliance, Entry, Subject, Team
    from bot.store.restore import Archive

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one line of a file; lines count from 1."""

    line: int
    reason: str


@dataclass
class ReadLog:
    """A log as it was read from a file, and what could not be read of it."""

    team: dict[str, Any] = field(default_factory=dict)
    alliances: dict[int, Alliance] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)
    operations: dict[int, Operation] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def archive_lines(team: Team, archive: Archive) -> Iterator[str]:
    """Write a log line by line."""
    yield _line(
        "team",
        {
            "format": FORMAT,
            "workspace": team.workspace,
            "name": team.name,
            "channels": list(team.channels),
            "zone": team.zone,
            "digest": team.digest,
            "reminders": team.reminders,
        },
    )
    for alliance in archive.alliances():
        yield _line("alliance", record_of(alliance))
    for entry in archive.entries():
        yield _line("entry", record_of(entry))
    for operation in archive.operations():
        yield _line("operation", _operation_record(operation))


def read_archive(lines: Iterable[str]) -> ReadLog:
    """Read a log back; every line that is not ours, or breaks a rule, is a fault by its number."""
    found = ReadLog()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            _read_line(json.loads(line), number, found)
        except json.JSONDecodeError as error:
            found.faults.append(Fault(number, f"not JSON: {error.msg}"))
        except KeyError as error:
            found.faults.append(Fault(number, f"{error.args[0]} is missing"))
        except (TypeError, ValueError, AttributeError) as error:
            found.faults.append(Fault(number, str(error)))
    if not found.team and not any(fault.line == 1 for fault in found.faults):
        found.faults.insert(0, Fault(1, "the first line must describe the team"))
    return found


def _line(kind: str, record: dict[str, Any]) -> str:
    return json.dumps({"record": kind, **record}, ensure_ascii=False)


def _operation_record(operation: Operation) -> dict[str, Any]:
    return {
        "id": operation.id,
        "who": operation.who,
        "at": operation.at.isoformat(),
        "action": operation.action,
        "undoes": operation.undoes,
        "undone_by": operation.undone_by,
        "changes": [
            {"before": _optional(change.before), "after": _optional(change.after)}
            for change in operation.changes
        ],
    }


def _optional(subject: Subject | None) -> dict[str, Any] | None:
    return record_of(subject) if subject else None


def _read_line(raw: dict[str, Any], number: int, found: ReadLog) -> None:
    kind = raw.pop("record")
    readers = {
        "team": _read_team,
        "alliance": _read_alliance,
        "entry": _read_entry,
        "operation": _read_operation,
    }
    if kind not in readers:
        raise ValueError(f"{str(kind)[:40]!r} is none of {', '.join(readers)}")
    readers[kind](raw, number, found)


def _read_team(raw: dict[str, Any], number: int, found: ReadLog) -> None:
    if number != 1:
        raise ValueError("only the first line describes the team")
    if raw["format"] != FORMAT:
        raise ValueError(f"format {raw['format']} is not {FORMAT}, which this version reads")
    found.team = {name: raw[name] for name in ("workspace", "name", "channels", "zone")}
    found.team |= {name: bool(raw[name]) for name in ("digest", "reminders")}


def _read_alliance(raw: dict[str, Any], _number: int, found: ReadLog) -> None:
    alliance = alliance_of(raw)
    _refuse(alliance_faults(alliance))
    _refuse_twice(alliance.id, found.alliances, "alliance")
    found.alliances[alliance.id] = alliance


def _read_entry(raw: dict[str, Any], _number: int, found: ReadLog) -> None:
    entry = entry_of(raw)
    _refuse(entry_faults(entry))
    _refuse_twice(entry.number, found.entries, "entry")
    if entry.alliance_id not in found.alliances:
        raise ValueError(f"its alliance {entry.alliance_id} is not in the file before it")
    found.entries[entry.number] = entry


def _read_operation(raw: dict[str, Any], _number: int, found: ReadLog) -> None:
    _refuse_twice(raw["id"], found.operations, "operation")
    changes = tuple(
        Change(
            subject_of(change["before"]) if change["before"] else None,
            subject_of(change["after"]) if change["after"] else None,
        )
        for change in raw["changes"]
    )
    found.operations[raw["id"]] = Operation(
        id=int(raw["id"]),
        who=str(raw["who"]),
        at=datetime.fromisoformat(raw["at"]),
        action=str(raw["action"]),
        changes=changes,
        undoes=raw["undoes"],
        undone_by=raw["undone_by"],
    )


def _refuse(faults: dict[str, str]) -> None:
    if faults:
        raise ValueError("; ".join(f"{name}: {fault}" for name, fault in faults.items()))


def _refuse_twice(number: object, known: dict[int, Any], what: str) -> None:
    if not isinstance(number, int) or number < 1:
        raise ValueError(f"{number!r} is no number of an {what}")
    if number in known:
        raise ValueError(f"{what} {number} is in the file twice")
