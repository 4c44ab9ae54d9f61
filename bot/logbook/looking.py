"""Use cases that read: list, show, due, owed, find, stale."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.logbook.finding import (
    entry_number,
    find_alliance,
    find_entry,
    row_of,
    rows_of,
    search,
    search_words,
)
from bot.logbook.health import direction, health_by_alliance
from bot.logbook.kinds import OPEN_STATUSES
from bot.logbook.model import Audience, Filter, Kind, Side, Stage
from bot.logbook.replies import (
    AllianceCard,
    AllianceLine,
    DatedAlliance,
    DueList,
    EntryCard,
    Ledger,
    Listing,
    Portfolio,
    Reply,
    Row,
    StaleList,
)
from bot.logbook.usage import COMMAND
from bot.store.logbook import Activity

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.logbook.commands import Due, Find, List, Owed, Show, Stale
    from bot.logbook.model import Alliance, Entry, Operation, Subject
    from bot.logbook.visit import Visit
    from bot.store.logbook import TeamLog

PAGE = 10
MOST_ROWS = 25
SOON = 14


def list_entries(visit: Visit, log: TeamLog, command: List) -> Listing:
    """List a page of entries, newest first."""
    alliance = find_alliance(log, command.alliance) if command.alliance else None
    wanted = Filter(
        alliances=(alliance.id,) if alliance else (),
        kinds=command.kinds,
        statuses=OPEN_STATUSES if command.only_open else (),
        side=command.side,
        owner=visit.mention if command.owner else "",
        limit=PAGE,
        offset=(command.page - 1) * PAGE,
    )
    rows, total = rows_of(log, log.entries(wanted)), log.count(wanted)
    shown = wanted.offset + len(rows)
    more = _next_page(command, alliance) if shown < total else ""
    kinds = ", ".join(f"{kind}s" if kind is not Kind.HEALTH else "health" for kind in command.kinds)
    whose = " of " + alliance.name if alliance else ""
    title = f"{'Open ' if command.only_open else ''}{kinds or 'entries'}{whose}".capitalize()
    title = title if alliance is None else title.replace(alliance.name.lower(), alliance.name)
    empty = f"Nothing yet. `{COMMAND} log {alliance.name if alliance else 'Acme'} note: …` writes."
    return Listing(title, rows, total, visit.today, more=more, empty=empty)


def show(visit: Visit, log: TeamLog, command: Show) -> Reply:
    """Show all alliances, one of them, or one entry."""
    if not command.target:
        return portfolio(visit, log)
    if entry_number(command.target) is not None:
        return entry_card(visit, log, command.target)
    return alliance_card(visit, log, find_alliance(log, command.target))


def entry_card(visit: Visit, log: TeamLog, target: str) -> EntryCard:
    """Show one entry with its history."""
    entry = find_entry(log, target)
    history = _history(visit, log, entry)
    return EntryCard(row_of(log, entry), history, visit.today, _replaced_by(log, entry))


def alliance_card(visit: Visit, log: TeamLog, alliance: Alliance) -> AllianceCard:
    """Show one alliance: its header, what is due, what came last."""
    wanted = Filter(alliances=(alliance.id,), statuses=OPEN_STATUSES, order="due", limit=5)
    latest = Filter(alliances=(alliance.id,), limit=5)
    return AllianceCard(
        line=_lines(log, [alliance], visit.today)[0],
        due=tuple(Row(entry, alliance) for entry in log.entries(wanted) if entry.due_on),
        latest=tuple(Row(entry, alliance) for entry in log.entries(latest)),
        history=_history(visit, log, alliance)[:5],
        today=visit.today,
    )


def portfolio(visit: Visit, log: TeamLog) -> Portfolio:
    """Show all alliances of the team, closed ones last."""
    lines = _lines(log, log.alliances(), visit.today)
    lines.sort(key=lambda line: line.alliance.stage is Stage.CLOSED)
    return Portfolio(log.team, tuple(lines), visit.today)


def due(visit: Visit, log: TeamLog, command: Due, most: int = MOST_ROWS) -> DueList:
    """Show what is overdue and what is due soon, *most* of each: old dues never hide new ones."""
    alliance = find_alliance(log, command.alliance) if command.alliance else None
    until = visit.today + timedelta(days=command.days)
    wanted = Filter(
        alliances=(alliance.id,) if alliance else (),
        statuses=OPEN_STATUSES,
        side=command.side,
        owner=visit.mention if command.owner else "",
        order="due",
        limit=most,
    )
    late = replace(wanted, due_by=visit.today - timedelta(days=1))
    soon = replace(wanted, due_from=visit.today, due_by=until)
    parts = [rows_of(log, log.entries(part)) for part in (late, soon)]
    more = sum(
        log.count(part) - most
        for part, rows in zip((late, soon), parts, strict=True)
        if len(rows) == most
    )
    watched = [alliance] if alliance else log.alliances(dated_by=until)
    return DueList(
        title=f"Due{f' for {alliance.name}' if alliance else ''}",
        overdue=parts[0],
        upcoming=parts[1],
        dates=alliance_dates(watched, visit.today, until) if not command.owner else (),
        today=visit.today,
        days=command.days,
        more=more,
    )


def owed(visit: Visit, log: TeamLog, command: Owed) -> Ledger:
    """Show open commitments: ours and theirs."""
    alliance = find_alliance(log, command.alliance) if command.alliance else None
    return ledger(visit, log, alliance, command.side)


def ledger(
    visit: Visit, log: TeamLog, alliance: Alliance | None, side: Side | None = None
) -> Ledger:
    """Return the open commitments of one alliance or of all, soonest due first."""
    wanted = Filter(
        alliances=(alliance.id,) if alliance else (),
        kinds=(Kind.COMMITMENT,),
        statuses=OPEN_STATUSES,
        order="due",
        limit=4 * MOST_ROWS,
    )
    rows = rows_of(log, log.entries(wanted))
    columns = {whose: tuple(row for row in rows if row.entry.side is whose) for whose in Side}
    return Ledger(
        title=f"Open commitments{f' with {alliance.name}' if alliance else ''}",
        ours=columns[Side.OURS],
        theirs=columns[Side.THEIRS],
        joint=columns[Side.JOINT],
        today=visit.today,
        side=side,
    )


def find(visit: Visit, log: TeamLog, command: Find) -> Listing:
    """Search the log; the best matches first, then the newest."""
    alliance = find_alliance(log, command.alliance) if command.alliance else None
    wanted = Filter(
        alliances=(alliance.id,) if alliance else (), kinds=command.kinds, limit=MOST_ROWS
    )
    words = search_words(command.words)
    found = search(log, words, wanted)
    if not found and command.kinds:
        found = search(log, words, Filter(alliances=wanted.alliances, limit=MOST_ROWS))
    title = f"Entries about “{command.words}”{f' with {alliance.name}' if alliance else ''}"
    empty = f"Nothing in this log is about “{command.words}”."
    return Listing(title, rows_of(log, found), len(found), visit.today, empty=empty)


def stale(visit: Visit, log: TeamLog, command: Stale) -> StaleList:
    """Name the alliances that were silent, the longest silent first; closed ones may be."""
    kinds = (command.kind,) if command.kind else ()
    last = log.last_entry_at(Filter(kinds=kinds))
    horizon = visit.now - timedelta(days=command.days)
    silent = [
        (alliance, last.get(alliance.id))
        for alliance in log.alliances()
        if _is_silent(alliance, last.get(alliance.id), horizon, command.kind)
    ]
    silent.sort(key=lambda pair: (pair[1] is not None, pair[1] or horizon))
    return StaleList(command.days, command.kind or "entry", tuple(silent), visit.today)


def alliance_dates(
    alliances: list[Alliance], today: date, until: date
) -> tuple[DatedAlliance, ...]:
    """Return reviews and notice dates up to *until*, and reviews that were missed."""
    found: list[DatedAlliance] = []
    for alliance in alliances:
        if alliance.stage is Stage.CLOSED:
            continue
        if alliance.next_review_on and alliance.next_review_on <= until:
            found.append(DatedAlliance(alliance, "next review", alliance.next_review_on))
        if alliance.notice_on and today <= alliance.notice_on <= until:
            found.append(DatedAlliance(alliance, "notice or renewal date", alliance.notice_on))
    return tuple(sorted(found, key=lambda dated: dated.on))


def _is_silent(
    alliance: Alliance, last: datetime | None, horizon: datetime, kind: Kind | None
) -> bool:
    if alliance.stage is Stage.CLOSED:
        return False
    if last is not None:
        return last <= horizon
    # A young alliance has not been silent for long; but a kind it never had, it lacks.
    return kind is not None or (alliance.created_at or horizon) <= horizon


def _history(visit: Visit, log: TeamLog, subject: Subject) -> tuple[Operation, ...]:
    """Return what happened to it, by the person's own clock.

    Outsiders are told nothing: it may have been internal before.
    """
    if log.audience is Audience.SHARED:
        return ()
    here = visit.now.tzinfo
    return tuple(replace(done, at=done.at.astimezone(here)) for done in log.history(subject))


def _replaced_by(log: TeamLog, entry: Entry) -> int | None:
    if entry.status != "replaced":
        return None
    wanted = Filter(alliances=(entry.alliance_id,), kinds=(Kind.DECISION,))
    newer = (other.number for other in log.entries(wanted) if other.replaces == entry.number)
    return next(newer, None)


def _lines(log: TeamLog, alliances: list[Alliance], today: date) -> list[AllianceLine]:
    """Put the figures beside each alliance; a handful of queries, however many there are."""
    ids = tuple(alliance.id for alliance in alliances) if len(alliances) == 1 else ()
    activity = log.activity(ids, OPEN_STATUSES, today)
    health = health_by_alliance(log, ids, latest=2)
    nothing = Activity()
    return [
        AllianceLine(
            alliance=alliance,
            open=activity.get(alliance.id, nothing).open,
            overdue=activity.get(alliance.id, nothing).overdue,
            last_entry_at=activity.get(alliance.id, nothing).last_entry_at,
            health=health[alliance.id][-1] if alliance.id in health else None,
            trend=direction(health.get(alliance.id, ())),
        )
        for alliance in alliances
    ]


def _next_page(command: List, alliance: Alliance | None) -> str:
    parts = [
        "list",
        alliance.name if alliance else "",
        *(kind.value for kind in command.kinds),
        "open" if command.only_open else "",
        command.side.value if command.side else "",
        "mine" if command.owner else "",
        f"page {command.page + 1}",
    ]
    return f"{COMMAND} {' '.join(part for part in parts if part)}"
