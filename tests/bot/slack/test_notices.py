"""Digests and reminders reach a team's channel once, whatever happens."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.bot.slack.bench import bench_on
from tests.bot.slack.checker import check_message
from tests.bot.slack.web_api import TEAM

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bot.slack.bench import Bench
    from tests.bot.slack.web_api import Json, WebApi

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@contextmanager
def team_at_work(api: WebApi, folder: Path, at: datetime = MONDAY) -> Iterator[Bench]:
    api.channels.update({"C1": {"name": "acme"}})
    with bench_on(api.api_url, folder) as bench:
        bench.services.log.notices._clock = lambda: at
        yield bench


def prepare(bench: Bench, *lines: str, new: str = "new Acme") -> None:
    log = bench.services.log
    log.reception._clock = lambda: MONDAY
    for line in (new, *lines, "team zone UTC", "team digest on", "team reminders on"):
        visit = log.reception.at_command(TEAM, "C1", "U1")
        log.logbook.answer(visit, line)


def posted(api: WebApi) -> list[Json]:
    return api.made("chat.postMessage")


LATE = "log Acme action: late *thing* <!here>, due 1 Nov 2026, owner <@U2|bob>"


def test_a_digest_is_posted_once_however_often_one_looks(api: WebApi, tmp_path: Path) -> None:
    with team_at_work(api, tmp_path) as bench:
        prepare(bench, LATE)
        for _ in range(3):
            assert bench.services.log.notices.look() == 1
            bench.finish()

    (message,) = posted(api)
    check_message(message["text"], message["blocks"])
    assert message["channel"] == "C1"
    assert "late" in json.dumps(message)
    assert "<@U2>" not in json.dumps(message)


def test_a_restart_does_not_repeat_it(api: WebApi, tmp_path: Path) -> None:
    for _ in range(2):
        with team_at_work(api, tmp_path) as bench:
            if not posted(api):
                prepare(bench, LATE)
            bench.services.log.notices.look()
            bench.finish()

    assert len(posted(api)) == 1


def test_a_lost_response_does_not_repeat_it(api: WebApi, tmp_path: Path) -> None:
    with team_at_work(api, tmp_path) as bench:
        prepare(bench, LATE)
        api.next("chat.postMessage", is_lost_after=True)
        bench.services.log.notices.look()
        bench.finish()

    assert len(api.messages) == 1


def test_nothing_is_posted_at_night_or_when_there_is_nothing_to_say(
    api: WebApi, tmp_path: Path
) -> None:
    with team_at_work(api, tmp_path, MONDAY.replace(hour=3)) as bench:
        prepare(bench)
        assert bench.services.log.notices.look() == 0
        bench.services.log.notices._clock = lambda: MONDAY
        assert bench.services.log.notices.look() == 1
        bench.finish()

    assert posted(api) == []


def test_a_reminder_notifies_its_owner(api: WebApi, tmp_path: Path) -> None:
    with team_at_work(api, tmp_path, MONDAY.replace(day=24)) as bench:
        prepare(bench, LATE)
        bench.services.log.notices.look()
        bench.finish()

    (message,) = posted(api)
    check_message(message["text"], message["blocks"])
    assert "<@U2>" in json.dumps(message)


def test_where_outsiders_read_only_what_is_shared_is_told(api: WebApi, tmp_path: Path) -> None:
    api.users["U2"] = {"is_restricted": True}
    with team_at_work(api, tmp_path) as bench:
        prepare(bench, LATE, "log Acme note: x", new="new Acme, shared")
        bench.services.log.notices.look()
        bench.finish()

    assert "late" not in json.dumps(posted(api))


@pytest.mark.parametrize("error", ["not_in_channel", "is_archived"])
def test_a_channel_that_takes_no_message_stays_untold(
    api: WebApi, tmp_path: Path, error: str
) -> None:
    with team_at_work(api, tmp_path) as bench:
        prepare(bench, LATE)
        api.next("chat.postMessage", error=error)
        bench.services.log.notices.look()
        bench.finish()

    assert api.messages == []
