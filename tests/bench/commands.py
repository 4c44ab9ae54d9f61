"""From a typed ``/alliance`` to its reply: the real bot over real Socket Mode.

The commands are handed to the bot by the relay and the replies are posted back to it, so that no
stand-in draws a page meanwhile; its Web API still answers who is in which channel.
"""

from __future__ import annotations

import random
import tempfile
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.store.database import Database
from scripts.standin import running
from scripts.standin_package import obtain
from scripts.workspace import ACME, BOT_USER, TEAM, stand_in_config
from tests.bench.figures import Figure, spread
from tests.bench.logbook import LINES_EACH, MIX, PEOPLE, filled, line_of
from tests.e2e.bot import Bot, advisor
from tests.e2e.people import wait_for
from tests.e2e.relay import Relay
from tests.postgres import running_server, server_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

ENTRIES = 10_000


def measure() -> list[Figure]:
    """Let one and then 20 people type at the same moment, on each database there is."""
    program = obtain(lambda _done, _total: None)
    figures = []
    with tempfile.TemporaryDirectory() as name, running(program, _workspace()) as slack:
        folder = Path(name)
        done = advisor("reindex", data_dir=folder)
        assert done.returncode == 0, done.stderr
        for database_name, url in _databases(folder):
            _fill(url)
            with Relay(slack.url).running() as relay, _bot(relay, folder, url).running():
                _type_all(relay, people=1)  # who is in the channel is asked once a minute
                for people in (1, PEOPLE):
                    what = f"`/alliance …` → reply on {database_name}, {people} at once"
                    aim = "p95 300 ms" if people > 1 else ""
                    figures.append(Figure(what, spread(_type_all(relay, people)), aim=aim))
    return figures


def _databases(folder: Path) -> Iterator[tuple[str, str]]:
    yield "SQLite", f"sqlite:///{folder / 'advisor.db'}"
    if (binaries := server_folder()) is not None:
        with ExitStack() as stack:
            yield "PostgreSQL", f"{stack.enter_context(running_server(binaries))}/postgres"


def _bot(relay: Relay, folder: Path, url: str) -> Bot:
    return Bot(relay, folder, DATABASE_URL=url, ADVISOR_LOG_LEVEL="WARNING")


def _fill(url: str) -> None:
    database = Database(url)
    database.migrate()
    filled(database, ACME.id, ENTRIES, workspace=TEAM)
    database.close()


def _workspace() -> dict[str, Any]:
    config = stand_in_config()
    config["users"] += [{"id": f"U{n}", "name": f"p{n}", "tz": "UTC"} for n in range(1, PEOPLE + 1)]
    everybody = [*(user["id"] for user in config["users"]), BOT_USER]
    config["channels"] = [{**channel, "members": everybody} for channel in config["channels"]]
    return config


def _type_all(relay: Relay, people: int) -> list[float]:
    """Return the seconds from each command to its reply, as the relay sees both."""
    start = threading.Barrier(people)

    def person(number: int) -> list[float]:
        chance = random.Random(number)
        start.wait()
        return [
            _type(relay, f"U{number}", line_of(chance, chance.choice(MIX)))
            for _ in range(LINES_EACH)
        ]

    with ThreadPoolExecutor(people) as pool:
        return [t for times in pool.map(person, range(1, people + 1)) for t in times]


def _type(relay: Relay, user: str, text: str) -> float:
    key = uuid.uuid4().hex
    payload = {
        "command": "/alliance",
        "text": text,
        "team_id": TEAM,
        "channel_id": ACME.id,
        "user_id": user,
        "response_url": relay.response_url(key),
        "trigger_id": key,
    }
    sent = time.monotonic()
    relay.deliver("slash_commands", payload)
    arrived = wait_for(lambda: relay.responded_at.get(key), f"a reply to {text!r}", within=60)
    return arrived - sent
