"""From a mention to the posted reply: the real bot, real Socket Mode, the Slack stand-in."""

from __future__ import annotations

import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from scripts.standin import running
from scripts.standin_package import obtain
from scripts.workspace import PEOPLE, stand_in_config
from tests.bench.figures import Figure, middle, spread
from tests.bench.questions import QUESTIONS
from tests.e2e.bot import Bot, advisor
from tests.e2e.people import People, wait_for
from tests.e2e.relay import Relay

if TYPE_CHECKING:
    from scripts.standin import StandIn

STARTS = 3


def measure(rounds: int) -> list[Figure]:
    """Start the bot, then ask it from one and from ten people at a time."""
    program = obtain(lambda _done, _total: None)
    with tempfile.TemporaryDirectory() as name, running(program, stand_in_config()) as slack:
        folder = Path(name)
        done = advisor("reindex", data_dir=folder)
        assert done.returncode == 0, done.stderr
        starts = [_start(slack, folder) for _ in range(STARTS)]
        with Relay(slack.url).running() as relay, Bot(relay, folder).running() as bot:
            alone = _ask_all(relay, slack, rounds, askers=1)
            together = _ask_all(relay, slack, rounds, askers=10)
            assert bot.process is not None
            memory = psutil.Process(bot.process.pid).memory_info().rss
    return [
        Figure("start-up to connected", f"{middle(starts):.1f} s", aim="≤ 8 s"),
        Figure("mention → posted reply, 1 asker", spread(alone)),
        Figure("mention → posted reply, 10 askers", spread(together), aim="p95 ≤ 300 ms"),
        Figure("resident memory after that", f"{memory / 1e6:.0f} MB", aim="≤ 800 MB"),
    ]


def _start(slack: StandIn, folder: Path) -> float:
    started = time.perf_counter()
    with Relay(slack.url).running() as relay, Bot(relay, folder).running():
        return time.perf_counter() - started


def _ask_all(relay: Relay, slack: StandIn, rounds: int, askers: int) -> list[float]:
    """Let *askers* ask at the same moment, *rounds* times; return seconds until each post."""
    people = People(slack)
    turn = threading.Barrier(askers)

    def ask(asker: int) -> list[float]:
        times = []
        for number in range(rounds):
            question = QUESTIONS[(asker + number * askers) % len(QUESTIONS)]
            turn.wait()
            started = time.monotonic()
            message = people.mention(question, user=PEOPLE[asker % len(PEOPLE)].id)
            answered = wait_for(lambda ts=message["ts"]: _posted(relay, ts), "the answer comes")
            times.append(answered - started)
        return times

    with ThreadPoolExecutor(askers) as pool:
        return [t for times in pool.map(ask, range(askers)) for t in times]


def _posted(relay: Relay, thread: str) -> float | None:
    """Return when the answer in *thread* reached Slack, by the relay's clock."""
    for call in reversed(relay.calls):
        if call.method == "chat.postMessage" and call.arguments.get("thread_ts") == thread:
            return call.at
    return None
