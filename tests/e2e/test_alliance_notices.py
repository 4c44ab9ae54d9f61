"""Digests and files with the real bot in the real stand-in, at a set time."""

from __future__ import annotations

import json
import shutil
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from scripts.workspace import ACME
from tests.e2e.bot import Bot
from tests.e2e.conftest import World, told
from tests.e2e.people import MAYA, prose, wait_for
from tests.e2e.test_alliance_log import type_line
from tests.postgres import HOW_TO_GET_IT, running_server, server_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


MONDAY = "2026-11-23T09:30:00+00:00"
LATER = 4.0
"""Seconds in which a bot that looks every second has looked again."""

LINES = (
    "new Acme, stage active",
    "log Acme commitment: deliver test data, theirs, due 1 Nov 2026",
    "team zone UTC",
    "team digest on",
)


class ClockedBot(Bot):
    """A bot that believes it is Monday morning."""

    program = (sys.executable, "-m", "tests.e2e.clocked", MONDAY)


@pytest.fixture(scope="module")
def monday(make_world: Callable[[], World]) -> Iterator[World]:
    world = make_world()
    bot = ClockedBot(world.relay, world.bot.data_dir)
    with bot.running():
        yield type(world)(world.people, world.relay, bot)


def digests(world: World) -> list[dict[str, Any]]:
    messages = world.people.messages(ACME.id)
    return [m for m in messages if not m.get("ephemeral_to") and "Week of" in json.dumps(m)]


def test_a_digest_comes_once_through_restarts_and_crashes(monday: World) -> None:
    for line in LINES:
        type_line(monday, line)
    wait_for(lambda: digests(monday), "the digest")

    monday.bot.stop()
    monday.bot.start()
    time.sleep(LATER)
    monday.bot.kill()
    monday.bot.start()
    time.sleep(LATER)

    (digest,) = digests(monday)
    assert "deliver test data" in prose(digest)


@pytest.mark.parametrize("form", ["csv", "markdown", "json", "ics"])
def test_an_export_comes_as_a_file_in_the_direct_message(monday: World, form: str) -> None:
    before = len(monday.relay.made("files.completeUploadExternal"))

    told = prose(type_line(monday, f"export Acme {form}"))

    assert "in our direct messages" in told
    (sent,) = monday.relay.made("files.completeUploadExternal")[before:]
    assert sent.arguments["channel_id"].startswith("D")
    name = monday.relay.made("files.getUploadURLExternal")[-1].arguments["filename"]
    assert name.endswith({"markdown": "md"}.get(form, form))


def test_the_pack_and_the_picture_come_as_files(monday: World) -> None:
    type_line(monday, "health Acme us 4 them 3 on 1 May 2026")
    type_line(monday, "health Acme us 4.2 them 3.1 on 1 Aug 2026, gap is pace")
    for line, label in (("brief Acme", "Markdown file"), ("health Acme", "Picture")):
        shown = type_line(monday, line)
        before = len(monday.people.whispers(MAYA, ACME.id))
        monday.people.press(shown, label)
        wait_for(lambda n=before: len(monday.people.whispers(MAYA, ACME.id)) > n, label)

        assert "in our direct messages" in prose(monday.people.whispers(MAYA, ACME.id)[-1])


@pytest.mark.postgres
def test_of_two_replicas_on_postgresql_one_tells(
    make_world: Callable[[], World], tmp_path: Path
) -> None:
    binaries = server_folder()
    if binaries is None:
        pytest.skip(HOW_TO_GET_IT)
    world = make_world()
    with ExitStack() as stack:
        url = f"{stack.enter_context(running_server(binaries))}/postgres"
        shutil.copytree(world.bot.data_dir, tmp_path / "second")
        first = ClockedBot(world.relay, world.bot.data_dir, DATABASE_URL=url)
        second = ClockedBot(world.relay, tmp_path / "second", DATABASE_URL=url)
        second.beside = 1
        stack.enter_context(told(World(world.people, world.relay, first)))
        stack.enter_context(told(World(world.people, world.relay, second)))
        stack.enter_context(first.running())
        # The stand-in hands a command to every connection where Slack chooses one: with both bots
        # there, only what may be said twice is said.
        for line in LINES[:-1]:
            type_line(world, line)
        stack.enter_context(second.running())
        type_line(world, LINES[-1])
        wait_for(lambda: digests(world), "the digest")
        first.beside = 1
        first.kill()
        time.sleep(LATER)

    assert len(digests(world)) == 1
