"""A log as a table, read back: what ``export csv`` writes, or a spreadsheet with the same columns.

A table holds entries and names their alliances. History, deletions and what is known of an
alliance itself are in the archive only (:mod:`bot.logbook.archive`), which loses nothing.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from bot.logbook.archive import Fault
from bot.logbook.export import COLUMNS, FORMULA_STARTS, OWN_COLUMNS
from bot.logbook.kinds import KINDS
from bot.logbook.model import Act, Alliance, Audience, Entry, Kind, Side, name_key
from bot.logbook.rules import alliance_faults, entry_faults
from bot.logbook.text import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from bot.store.logbook import TeamLog

LONGEST_ID = 32
NEEDED = ("alliance", "kind", "summary")


@dataclass
class ReadTable:
    """Entries with the names of their alliances and their numbers in the file, and bad lines."""

    rows: list[tuple[str, Entry]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_table(lines: Iterable[str]) -> ReadTable:
    """Read a table; every row that breaks a rule is a fault by the line that it ends on."""
    reader = csv.reader(lines)
    found = ReadTable()
    head = [plain(cell).lower().lstrip("\ufeff") for cell in next(reader, [])]
    missing = [name for name in NEEDED if name not in head]
    unknown = [name for name in head if name and name not in (*COLUMNS, *OWN_COLUMNS)]
    if missing or unknown:
        found.faults.append(Fault(1, _columns_fault(missing, unknown)))
        return found
    numbers: set[int] = set()
    for cells in reader:
        if not any(cells):
            continue
        given = dict(zip(head, map(_cell, cells), strict=False))
        try:
            name, entry = _row(given, numbers)
        except ValueError as error:
            found.faults.append(Fault(reader.line_num, str(error)))
        else:
            numbers |= {entry.number} - {0}
            found.rows.append((name, entry))
    return found


def write_table(log: TeamLog, table: ReadTable, who: str, at: datetime) -> tuple[int, int]:
    """Add the entries to a log, in one operation; return how many alliances and entries are new.

    Entries get the log's next numbers. Alliances that the log lacks are started.
    """
    names = {name_key(name): name for name, _ in table.rows}
    known = {name_key(alliance.name): alliance.id for alliance in log.alliances()}
    new = [
        Alliance(name, created_by=who, created_at=at)
        for key, name in names.items()
        if key not in known
    ]
    if new:
        done = log.record(new, Act(who, at, "import"))
        made = [change.after for change in done.changes]
        known |= {name_key(a.name): a.id for a in made if isinstance(a, Alliance)}
    entries = [
        replace(
            entry,
            alliance_id=known[name_key(name)],
            number=0,
            created_by=entry.created_by or who,
            created_at=entry.created_at or at,
            replaces=None,
        )
        for name, entry in table.rows
    ]
    done = log.record(entries, Act(who, at, "import"))
    _link_replaced(log, table, [change.after for change in done.changes], Act(who, at, "import"))
    return len(new), len(entries)


def _link_replaced(log: TeamLog, table: ReadTable, made: list[object], act: Act) -> None:
    """Say anew which decision replaced which: by the numbers that they have now."""
    written = [entry for entry in made if isinstance(entry, Entry)]
    pairs = list(zip(table.rows, written, strict=True))
    now = {old.number: entry.number for (_, old), entry in pairs if old.number}
    linked = [
        replace(entry, replaces=now[old.replaces])
        for (_, old), entry in pairs
        if old.replaces in now and old.replaces is not None
    ]
    if linked:
        log.record(linked, act)


def _columns_fault(missing: list[str], unknown: list[str]) -> str:
    parts = [f"the column {', '.join(missing)} is missing" if missing else ""]
    parts.append(f"no column is called {', '.join(unknown)[:100]}" if unknown else "")
    return f"{'; '.join(p for p in parts if p)}; those of 'export csv' are understood"


def _cell(text: str) -> str:
    """Undo what keeps a spreadsheet from taking a cell for a formula."""
    is_guarded = text.startswith("'") and text[1:].lstrip(" ").startswith(FORMULA_STARTS)
    return text[1:] if is_guarded else text


def _row(given: Mapping[str, str], taken: Collection[int]) -> tuple[str, Entry]:
    kind = Kind(_one_of(given, "kind", [k.value for k in Kind], ""))
    rules = KINDS[kind]
    due, due_text = _due(given.get("due", ""))
    at = given.get("logged at", "").strip()
    entry = Entry(
        alliance_id=1,
        kind=kind,
        summary=plain(given.get("summary", "")),
        details=plain(given.get("details", ""), lines=True),
        side=Side(_one_of(given, "side", [s.value for s in Side], Side.OURS.value)),
        owner=plain(given.get("owner", "")),
        due_on=due,
        due_text=due_text,
        happened_on=_day(given.get("happened", ""), "happened"),
        status=_one_of(given, "status", list(rules.statuses), rules.statuses[0]),
        audience=Audience(_one_of(given, "audience", [a.value for a in Audience], "internal")),
        permalink=given.get("message", "").strip(),
        fields={f.name: plain(given[f.name]) for f in rules.fields if given.get(f.name)},
        replaces=_number(given, "replaces"),
        number=_number(given, "number") or 0,
        created_by=plain(given.get("logged by", "")),
        created_at=_moment(at) if at else None,
    )
    name = plain(given.get("alliance", ""))
    faults = alliance_faults(Alliance(name)) | entry_faults(entry)
    if len(entry.created_by) > LONGEST_ID:
        faults["logged by"] = f"{LONGEST_ID} characters at most: a Slack id or a login."
    if entry.number in taken:
        faults["number"] = f"{entry.number} is in the file twice"
    if faults:
        raise ValueError("; ".join(f"{where}: {fault}" for where, fault in faults.items()))
    return name, entry


def _one_of(given: Mapping[str, str], name: str, values: list[str], otherwise: str) -> str:
    value = given.get(name, "").strip().lower() or otherwise
    if value not in values:
        raise ValueError(f"{name}: {value[:40]!r} is none of {', '.join(filter(None, values))}")
    return value


def _due(text: str) -> tuple[date | None, str]:
    text = plain(text)
    try:
        return (date.fromisoformat(text) if text else None), ""
    except ValueError:
        return None, text


def _day(text: str, name: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise ValueError(f"{name}: {text[:40]!r} is no day such as 2027-01-31") from None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"logged at: {text[:40]!r} is no moment of ISO 8601") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _number(given: Mapping[str, str], name: str) -> int | None:
    text = given.get(name, "").strip().removeprefix("#")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise ValueError(f"{name}: {text[:40]!r} is no number of an entry")
    return int(text)
