from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from dbos import DBOS

from bot.store.conversations import Conversations, Outcome
from bot.store.database import Database
from bot.store.replicas import Replicas
from bot.work.engine import VERSION
from bot.work.upkeep import forget_finished, take_over
from tests.bot.slack import web_api
from tests.bot.slack.bench import Bench, bench_on, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bot.slack.web_api import WebApi

ROOT = Path(__file__).parents[2]


@pytest.fixture
def api() -> Iterator[WebApi]:
    with web_api.running() as made:
        yield made


@pytest.fixture
def bench(api: WebApi, tmp_path: Path) -> Iterator[Bench]:
    with bench_on(api.api_url, tmp_path) as made:
        yield made


class Bot:
    """The edge as a process on a data folder."""

    def __init__(self, api: WebApi, folder: Path, *database_url: str) -> None:
        module = "tests.bot.slack.bot_process"
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, api.api_url, str(folder), *database_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self._line() == "ready"

    def deliver(self, ts: str, text: str) -> None:
        """Deliver a mention and wait until Slack would have its acknowledgement."""
        assert self.process.stdin
        self.process.stdin.write(f"{ts} {text}\n")
        self.process.stdin.flush()
        assert self._line() == f"taken {ts}"

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)


@contextmanager
def running(api: WebApi, folder: Path, *database_url: str) -> Iterator[Bot]:
    bot = Bot(api, folder, *database_url)
    try:
        yield bot
    finally:
        bot.kill()
        for pipe in (bot.process.stdin, bot.process.stdout):
            assert pipe
            pipe.close()


@pytest.mark.parametrize(
    ("held", "when", "posts"),
    [
        pytest.param("conversations.info", "wait_for", 0, id="before it was answered"),
        pytest.param("chat.postMessage", "wait_for", 0, id="before the post arrived"),
        pytest.param("chat.postMessage", "wait_after", 1, id="right after the post arrived"),
    ],
)
def test_a_bot_that_is_killed_answers_once_after_its_restart(
    api: WebApi, tmp_path: Path, held: str, when: str, posts: int
) -> None:
    let_go = threading.Event()
    script = api.next(held, **{when: let_go})
    with running(api, tmp_path) as bot:
        bot.deliver("1.1", "why?")
        wait_for(lambda: bool(api.made(held)) and len(api.replies("1.1")) == posts)
        bot.kill()
    script.never_came = True
    let_go.set()

    with running(api, tmp_path) as bot:
        bot.deliver("1.1", "why?")
        wait_for(lambda: _recorded(tmp_path) == 1)
        bot.deliver("2.2", "and then?")
        wait_for(lambda: _recorded(tmp_path) == 2)

    assert len(api.replies("1.1")) == 1
    assert len(api.replies("2.2")) == 1


@pytest.mark.parametrize(
    ("held", "when"),
    [
        pytest.param("chat.startStream", "wait_for", id="before the stream began"),
        pytest.param("chat.startStream", "wait_after", id="right after it began"),
        pytest.param("chat.appendStream", "wait_for", id="in its midst"),
        pytest.param("chat.stopStream", "wait_for", id="before it ended"),
        pytest.param("chat.stopStream", "wait_after", id="right after it ended"),
    ],
)
def test_a_bot_that_is_killed_while_an_answer_appears_leaves_one_answer(
    api: WebApi, tmp_path: Path, held: str, when: str
) -> None:
    let_go = threading.Event()
    script = api.next(held, **{when: let_go})
    reached = (lambda: not api.messages[-1]["is_streaming"]) if "stop" in held else (
        lambda: bool(api.replies("1.1")))  # fmt: skip
    with running(api, tmp_path) as bot:
        bot.deliver("1.1", "why, slowly?")
        wait_for(lambda: bool(api.made(held)) and (when == "wait_for" or reached()))
        bot.kill()
    script.never_came = True
    let_go.set()

    with running(api, tmp_path) as bot:
        wait_for(lambda: _recorded(tmp_path) == 1)
        bot.deliver("2.2", "and then?")
        wait_for(lambda: _recorded(tmp_path) == 2)

    [reply] = api.replies("1.1")
    assert not reply.get("is_streaming")
    assert " ".join(web_api.text_of(reply).split()) == (
        "Trust was lost (why, slowly?). [1] Nobody noticed. [1] Most alliances end early. [1]"
    )
    assert "answer:T1:C1:1.1:1" in [b.get("block_id") for b in reply["blocks"]]


def test_a_surviving_replica_answers_what_a_dead_one_left(
    api: WebApi, tmp_path: Path, database: Database
) -> None:
    if database.is_sqlite:
        pytest.skip("several replicas need PostgreSQL")
    url = database.url.render_as_string(hide_password=False)
    let_go = threading.Event()
    script = api.next("chat.postMessage", wait_for=let_go)
    with running(api, tmp_path, url) as doomed, running(api, tmp_path, url) as survivor:
        doomed.deliver("1.1", "why?")
        wait_for(lambda: bool(api.made("chat.postMessage")))
        doomed.kill()
        script.never_came = True
        let_go.set()

        wait_for(lambda: len(api.replies("1.1")) == 1, 30)
        survivor.deliver("1.1", "why?")
        survivor.deliver("2.2", "and then?")
        wait_for(lambda: Conversations(database).count() == 2)

    assert len(api.replies("1.1")) == 1


def test_what_was_asked_is_kept_with_its_proof(bench: Bench, api: WebApi) -> None:
    bench.mention("why?")
    bench.finish()

    kept = bench.services.conversations.find("T1:C1:1.1")
    assert kept is not None
    assert kept.outcome is Outcome.ANSWER
    assert kept.reply == "Trust was lost (why?). [1]"
    assert kept.posted == api.replies("1.1")[0]["ts"]
    assert (kept.build, kept.composed_by, kept.confidence) == ("b1", "made-up", 0.9)
    assert (kept.tokens_in, kept.tokens_out, kept.cost) == (900, 90, 0.004)
    [proof] = kept.proofs
    assert (proof.quote, proof.before, proof.after) == ("Trust was lost.", "before it", "after it")


def test_a_refusal_is_kept_with_its_reason_and_nearest_passages(bench: Bench) -> None:
    bench.mention("who owns the moon?")
    bench.finish()

    kept = bench.services.conversations.find("T1:C1:1.1")
    assert kept is not None
    assert (kept.outcome, kept.reason) == (Outcome.REFUSAL, "not-in-library")
    assert [proof.number for proof in kept.proofs] == [-1]


def test_ten_people_at_once_each_get_their_own_answer(bench: Bench, api: WebApi) -> None:
    askers = [
        threading.Thread(target=bench.mention, args=(f"why {n}?",), kwargs={"ts": f"{n}.1"})
        for n in range(10)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    bench.finish()

    assert sorted(m["text"] for m in api.messages) == sorted(
        f"Trust was lost (why {n}?)." for n in range(10)
    )


def test_a_second_bot_on_the_same_folder_is_told_so(
    bench: Bench, api: WebApi, tmp_path: Path
) -> None:
    assert bench
    command = [sys.executable, "-m", "tests.bot.slack.bot_process", api.api_url, str(tmp_path)]

    second = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )

    assert second.returncode != 0
    assert "another bot works in" in second.stderr


def test_a_bot_that_stops_finishes_what_is_under_way(api: WebApi, tmp_path: Path) -> None:
    with bench_on(api.api_url, tmp_path, delay=0.5) as bench:
        bench.mention("why?")
        wait_for(lambda: bool(bench.advisor.asked))

    assert len(api.replies("1.1")) == 1
    assert _recorded(tmp_path) == 1


def test_finished_work_is_forgotten_after_a_while(bench: Bench) -> None:
    bench.mention("why?")
    bench.finish()

    kept = forget_finished(timedelta(days=1))
    gone = forget_finished(timedelta(seconds=-1))

    assert (kept, gone) == (0, 1)
    assert DBOS.list_workflows() == []


def test_what_a_living_replica_does_is_left_to_it(bench: Bench, api: WebApi) -> None:
    go_on = threading.Event()
    api.next("conversations.info", wait_for=go_on)
    bench.mention("why?")
    wait_for(lambda: bool(api.made("conversations.info")))
    replicas = Replicas(bench.database)
    replicas.beat("alone")

    taken = take_over(replicas, "another", VERSION, timedelta(minutes=1))
    go_on.set()
    bench.finish()

    assert taken == 0


def test_of_several_survivors_one_alone_takes_over(bench: Bench, api: WebApi) -> None:
    go_on = threading.Event()
    api.next("conversations.info", wait_for=go_on)
    bench.mention("why?")
    wait_for(lambda: bool(api.made("conversations.info")))
    replicas = Replicas(bench.database)

    taken = [take_over(replicas, name, VERSION, timedelta(minutes=1)) for name in ("one", "two")]
    go_on.set()
    wait_for(lambda: bool(api.replies("1.1")))

    assert taken == [1, 0]


def _recorded(folder: Path) -> int:
    database = Database(f"sqlite:///{folder / 'advisor.db'}")
    try:
        return Conversations(database).count()
    finally:
        database.close()
