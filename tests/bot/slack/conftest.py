"""The app over a scripted Web API and a real SQLite file; only the advisor is made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.slack import web_api
from tests.bot.slack.bench import Bench, bench_on

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
