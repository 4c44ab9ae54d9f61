"""The app over a scripted Web API and a real SQLite file; only the advisor is made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.slack import web_api
from tests.bot.slack.bench import Bench, bench_on
from tests.bot.slack.log_bench import ANN, BOB, EVE, GUEST, Log
from tests.bot.slack.web_api import BOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bot.slack.web_api import WebApi


@pytest.fixture
def api() -> Iterator[WebApi]:
    with web_api.running() as made:
        yield made


@pytest.fixture
def bench(api: WebApi, tmp_path: Path) -> Iterator[Bench]:
    """The whole edge at work."""
    with bench_on(api.api_url, tmp_path) as made:
        yield made


@pytest.fixture
def log(bench: Bench, api: WebApi) -> Log:
    """Ann and Bob in C1, Eve in C2, Ann and a guest in C3."""
    api.users.update(
        {ANN: {"tz": "Europe/Berlin"}, BOB: {}, EVE: {}, GUEST: {"is_restricted": True}}
    )
    api.channels.update(
        {"C1": {"name": "acme-alliance"}, "C2": {"name": "eve"}, "C3": {"name": "ext"}}
    )
    api.members.update({"C1": [ANN, BOB, BOT], "C2": [EVE, BOT], "C3": [ANN, GUEST, BOT]})
    bench.services.log.desk._draws_charts = True  # as at Slack's own address
    return Log(bench, api)


@pytest.fixture
def acme(log: Log) -> Log:
    log.type("new Acme, stage active")
    return log
