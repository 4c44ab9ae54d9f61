"""How fast the alliance log answers: 20 people at once, and on a log of 100,000 entries.

Measured from the typed line to the drawn reply, on the real tables; Slack's own network is not in
it. Everything happens in one team's log, which is the worst case.
"""

from __future__ import annotations

import random
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import UserError
from bot.logbook.kinds import KINDS
from bot.logbook.logbook import Logbook
from bot.logbook.model import Alliance, Audience, Entry, Kind, Side, Stage
from bot.logbook.visit import Visit
from bot.slack.blocks.logbook import reply_messages
from bot.store.database import Database
from bot.store.restore import Archive
from tests.bench.figures import Figure, spread
from tests.postgres import running_server, server_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

ALLIANCES = 200
PEOPLE = 20
LINES_EACH = 15
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
WORDS = (
    *("pilot", "data", "sponsor", "exclusivity", "launch", "budget", "roadmap", "review"),
    *("contract", "quarter", "partner", "scope", "pricing", "enablement", "risk", "delivery"),
    *("steering", "approval", "training", "integration", "security", "rollout"),
)
MIX = (
    "log {a} action: {w} {w} {w}, due friday, owner <@U{p}>",
    "log {a} risk: {w} slips, likely, high",
    "list {a}",
    "list {a} open",
    "due",
    "due {a} mine",
    "owed {a}",
    "what do we still owe {a}",
    "show {a}",
    "find {w} {w}",
    "brief {a}",
    "health {a}",
    "stale",
    "edit #{n} summary {w} {w}",
    "undo",
)


def measure() -> list[Figure]:
    """Measure on SQLite, and on PostgreSQL where its server is installed."""
    figures: list[Figure] = []
    for name, database in _databases():
        small = filled(database, "C1", 10_000)
        figures.append(_crowd(name, database, small))
        big = filled(database, "C2", 100_000)
        figures += [
            _alone(name, database, big, "find {w} {w}", aim=300),
            _alone(name, database, big, "find zebra {w}", aim=300),
            _alone(name, database, big, "brief {a}", aim=500),
            _alone(name, database, big, "show", aim=300),
        ]
        sys.stderr.writelines(f"  {f.what}: {f.ours}\n" for f in figures if name in f.what)
    return figures


def _databases() -> Iterator[tuple[str, Database]]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        yield "SQLite", stack.enter_context(_migrated(f"sqlite:///{Path(folder) / 'log.db'}"))
        binaries = server_folder()
        if binaries is None:
            sys.stderr.write("  no PostgreSQL server binary: measured on SQLite only\n")
            return
        url = stack.enter_context(running_server(binaries))
        yield "PostgreSQL", stack.enter_context(_migrated(f"{url}/postgres"))


@contextmanager
def _migrated(url: str) -> Iterator[Database]:
    database = Database(url)
    database.migrate()
    try:
        yield database
    finally:
        database.close()


def filled(database: Database, channel: str, count: int, workspace: str = "T1") -> Visit:
    """Give a channel's team a log of *count* made-up entries; return somebody's visit there."""
    chance = random.Random(count)
    team = Logbook(database, lambda *_: True).teams.make(workspace, channel, channel, "UTC", NOW)
    alliances = [
        Alliance(
            f"Partner {n}", stage=Stage.ACTIVE, id=n, version=1, created_by="U1", created_at=NOW
        )
        for n in range(1, ALLIANCES + 1)
    ]
    entries = [_entry(chance, number) for number in range(1, count + 1)]
    Archive(database, team).restore(alliances, entries, [])
    with database.transaction() as connection:
        connection.exec_driver_sql("ANALYZE")  # as PostgreSQL does by itself within a minute
    return Visit(team, "U1", Audience.INTERNAL, NOW)


def _entry(chance: random.Random, number: int) -> Entry:
    kind = chance.choice(list(Kind))
    scores = {"ours overall": "4", "theirs overall": "3"} if kind is Kind.HEALTH else {}
    return Entry(
        alliance_id=chance.randint(1, ALLIANCES),
        kind=kind,
        summary=" ".join(chance.choices(WORDS, k=8)),
        details=" ".join(chance.choices(WORDS, k=20)),
        side=chance.choice(list(Side)),
        owner=f"<@U{chance.randint(1, PEOPLE)}>",
        due_on=NOW.date() + timedelta(days=chance.randint(-20, 200)),
        status=chance.choice(KINDS[kind].statuses),
        fields=scores,
        number=number,
        version=1,
        created_by="U1",
        created_at=NOW - timedelta(minutes=chance.randint(1, 500_000)),
    )


def _crowd(name: str, database: Database, visit: Visit) -> Figure:
    """Let 20 people type at once, each a different mix of lines."""
    book, times = Logbook(database, lambda *_: True), list[float]()

    def person(number: int) -> None:
        chance = random.Random(number)
        mine = Visit(visit.team, f"U{number}", visit.audience, visit.now)
        times.extend(
            _timed(book, mine, line_of(chance, chance.choice(MIX))) for _ in range(LINES_EACH)
        )

    _timed(book, visit, "log Partner 1 note: warm, due friday")
    threads = [threading.Thread(target=person, args=(n,)) for n in range(1, PEOPLE + 1)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(times) / (time.perf_counter() - began)
    what = f"log on {name}, 10,000 entries, 20 people at once"
    return Figure(what, f"{spread(times)}, {rate:.0f} lines/s", aim="p95 300 ms")


def _alone(name: str, database: Database, visit: Visit, line: str, aim: int) -> Figure:
    book, chance = Logbook(database, lambda *_: True), random.Random(7)
    times = [_timed(book, visit, line_of(chance, line)) for _ in range(30)]
    what = f"`{line.replace('{w}', 'word').replace('{a}', 'Partner')}` on {name}, 100,000 entries"
    return Figure(what, spread(times), aim=f"p95 {aim} ms")


def line_of(chance: random.Random, pattern: str) -> str:
    """Fill a line's placeholders by chance."""
    line = pattern
    while "{w}" in line:
        line = line.replace("{w}", chance.choice(WORDS), 1)
    return line.format(
        a=f"Partner {chance.randint(1, ALLIANCES)}",
        p=chance.randint(1, PEOPLE),
        n=chance.randint(1, 10_000),
    )


def _timed(book: Logbook, visit: Visit, line: str) -> float:
    """Return the seconds from a typed line to its drawn reply."""
    began = time.perf_counter()
    try:
        reply = book.answer(visit, line)
        if hasattr(reply, "content") or type(reply).__name__.startswith("Needs"):
            return time.perf_counter() - began
        reply_messages(reply, visit.team, visit.today)
    except UserError:
        pass  # "that cannot be undone" is a reply as well
    return time.perf_counter() - began
