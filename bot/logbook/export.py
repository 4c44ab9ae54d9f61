"""A log as a file: a table for Excel, Markdown, JSON, a calendar."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

from bot.errors import UserError
from bot.logbook.finding import find_alliance, rows_of
from bot.logbook.health import entry_day
from bot.logbook.kinds import KINDS, is_open
from bot.logbook.markdown import escaped, pack_markdown
from bot.logbook.model import Filter, Kind, Stage, name_key
from bot.logbook.replies import Document
from bot.store.records import record_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.logbook.commands import Export
    from bot.logbook.model import Alliance
    from bot.logbook.replies import Pack, Row
    from bot.logbook.visit import Visit
    from bot.store.logbook import TeamLog

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a spreadsheet recognises a formula, wide forms included (OWASP: CSV injection)."""

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads UTF-8 as its local code page."""

COLUMNS = (
    "number",
    "alliance",
    "kind",
    "summary",
    "details",
    "side",
    "owner",
    "due",
    "happened",
    "status",
    "audience",
    "replaces",
    "message",
    "logged by",
    "logged at",
)
OWN_COLUMNS = tuple(dict.fromkeys(f.name for rules in KINDS.values() for f in rules.fields))
"""The fields that only some kinds have."""


def export(visit: Visit, log: TeamLog, command: Export) -> Document:
    """Write the log, or one alliance of it, as far as the visit's audience may see it."""
    alliance = find_alliance(log, command.alliance) if command.alliance else None
    wanted = Filter(alliances=(alliance.id,) if alliance else ())
    rows = tuple(reversed(rows_of(log, log.entries(wanted))))
    alliances = [alliance] if alliance else log.alliances()
    if not alliances:
        raise UserError("There is nothing to export yet.")
    write, suffix = _WRITERS[command.format]
    what = alliance.name if alliance else visit.team.name
    return Document(
        name=f"{file_name(what)}-log-{visit.today.isoformat()}.{suffix}",
        title=f"Log of {what}, {visit.today:%-d %b %Y}",
        content=write(rows, alliances, visit).encode(),
    )


def pack_document(pack: Pack) -> Document:
    """Write a meeting's pack as a Markdown file."""
    name = f"{file_name(pack.alliance.name)}-pack-{pack.today.isoformat()}.md"
    title = f"Pack for {pack.alliance.name}, {pack.today:%-d %b %Y}"
    return Document(name, title, pack_markdown(pack).encode())


def file_name(text: str) -> str:
    """Make *text* safe as part of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", name_key(text).encode("ascii", "ignore").decode()) or "team"


def safe_cell(value: object) -> str:
    """Return *value* as a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def _csv(rows: tuple[Row, ...], _alliances: list[Alliance], _visit: Visit) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([*COLUMNS, *OWN_COLUMNS])
    for row in rows:
        entry = row.entry
        values = (
            entry.number,
            row.alliance.name,
            entry.kind,
            entry.summary,
            entry.details,
            entry.side,
            entry.owner,
            entry.due_on or entry.due_text,
            entry.happened_on,
            entry.status,
            entry.audience,
            entry.replaces,
            entry.permalink,
            entry.created_by,
            entry.created_at.isoformat(timespec="seconds") if entry.created_at else "",
        )
        own_values = (entry.fields.get(name, "") for name in OWN_COLUMNS)
        writer.writerow([safe_cell(value) for value in (*values, *own_values)])
    return BYTE_ORDER_MARK + file.getvalue()


def _json(rows: tuple[Row, ...], alliances: list[Alliance], visit: Visit) -> str:
    document = {
        "team": visit.team.name,
        "exported_at": visit.now.isoformat(timespec="seconds"),
        "alliances": [record_of(alliance) for alliance in alliances],
        "entries": [{"alliance": row.alliance.name, **record_of(row.entry)} for row in rows],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _markdown(rows: tuple[Row, ...], alliances: list[Alliance], visit: Visit) -> str:
    lines = [f"# Alliance log of {escaped(visit.team.name)}", ""]
    for alliance in alliances:
        lines += [f"## {escaped(alliance.name)}", ""]
        lines += [*_facts(alliance), ""]
        for row in rows:
            if row.alliance.id == alliance.id:
                lines += _markdown_entry(row)
    return "\n".join(lines).rstrip() + "\n"


def _facts(alliance: Alliance) -> list[str]:
    facts = (
        ("Stage", alliance.stage.value),
        ("Purpose", alliance.purpose),
        ("Form", alliance.form),
        ("Type", alliance.type),
        ("Our owner", alliance.owner),
        ("Our sponsor", alliance.sponsor),
        ("Counterpart", alliance.counterpart),
        ("Their sponsor", alliance.partner_sponsor),
        ("Started", alliance.started_on),
        ("Next review", alliance.next_review_on),
        ("Notice or renewal", alliance.notice_on),
        ("Charter", alliance.charter),
    )
    return [f"- {label}: {escaped(str(value))}" for label, value in facts if value]


def _markdown_entry(row: Row) -> list[str]:
    entry = row.entry
    facts = [
        entry.status,
        entry.side.value,
        f"owner {entry.owner}" if entry.owner else "",
        f"due {entry.due_on or entry.due_text}" if entry.due_on or entry.due_text else "",
        *(f"{name}: {value}" for name, value in entry.fields.items()),
    ]
    said = "; ".join(escaped(fact) for fact in facts if fact)
    link = f" ([message]({entry.permalink}))" if entry.permalink else ""
    head = f"- **#{entry.number}** {entry_day(entry).isoformat()} *{entry.kind}*"
    lines = [f"{head}: {escaped(entry.summary)} ({said}){link}"]
    lines += [f"  {escaped(line)}" for line in entry.details.splitlines()]
    return lines


def _calendar(rows: tuple[Row, ...], alliances: list[Alliance], visit: Visit) -> str:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Alliance Advisor//Alliance log//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Alliance log of {visit.team.name}")
    for row in rows:
        entry = row.entry
        if entry.due_on and is_open(entry):
            what = "Meeting" if entry.kind is Kind.MEETING else f"Due: {entry.kind}"
            title = f"{row.alliance.name}: {entry.summary} ({what}, #{entry.number})"
            _add_day(calendar, visit, f"entry-{entry.number}", title, entry.due_on)
    for alliance in alliances:
        if alliance.stage is Stage.CLOSED:
            continue
        for what, day in (("review", alliance.next_review_on), ("notice", alliance.notice_on)):
            if day:
                title = f"{alliance.name}: {'next review' if what == 'review' else 'notice date'}"
                _add_day(calendar, visit, f"alliance-{alliance.id}-{what}", title, day)
    text: str = calendar.to_ical().decode()
    return text


def _add_day(calendar: object, visit: Visit, key: str, title: str, day: date) -> None:
    """Add an all-day event whose identity stays the same, so importing twice doubles nothing."""
    from datetime import timedelta

    from icalendar import Calendar, Event

    if not isinstance(calendar, Calendar):
        raise TypeError("not a calendar")
    event = Event()
    event.add("uid", f"{visit.team.workspace}-{visit.team.id}-{key}@alliance-advisor")
    event.add("summary", title)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("dtstamp", visit.now)
    event.add("transp", "TRANSPARENT")
    calendar.add_component(event)


_WRITERS: dict[str, tuple[Callable[[tuple[Row, ...], list[Alliance], Visit], str], str]] = {
    "csv": (_csv, "csv"),
    "json": (_json, "json"),
    "markdown": (_markdown, "md"),
    "ics": (_calendar, "ics"),
}
