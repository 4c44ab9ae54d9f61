"""The real bot as a process, in the real stand-in, over real Socket Mode."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scripts.standin import running
from scripts.standin_package import StandInUnavailableError, obtain
from scripts.workspace import stand_in_config
from tests.e2e.bot import Bot, advisor
from tests.e2e.people import People, wait_for
from tests.e2e.relay import Relay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.e2e.people import Message


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@dataclass(frozen=True)
class World:
    """A workspace, the relay before it and the bot behind that."""

    people: People
    relay: Relay
    bot: Bot

    def answer(self, question: Message) -> Message:
        """Wait for the answer to *question* and until the bot has filed it, as its buttons need.

        Filing takes milliseconds after posting: less than a person needs for a click.
        """
        answer = self.people.reply(question)
        database = self.bot.data_dir / "advisor.db"

        def is_filed() -> bool:
            with closing(sqlite3.connect(database)) as db:
                found = db.execute("SELECT 1 FROM turn WHERE posted = ?", (answer["ts"],))
                return found.fetchone() is not None

        wait_for(is_filed, "the answer is filed")
        return answer


@pytest.fixture(scope="session")
def program() -> Path:
    try:
        return obtain()
    except StandInUnavailableError as error:
        pytest.skip(f"no Slack stand-in: {error}")


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the shipped library is indexed; tests work on copies."""
    folder = tmp_path_factory.mktemp("indexed")
    done = advisor("reindex", data_dir=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def make_world(
    program: Path, indexed: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], World]]:
    """Make worlds of their own for those who break theirs; the bot is not started yet."""
    with ExitStack() as stack:

        def make() -> World:
            data_dir = tmp_path_factory.mktemp("world") / "data"
            shutil.copytree(indexed, data_dir)
            stand_in = stack.enter_context(running(program, stand_in_config()))
            relay = stack.enter_context(Relay(stand_in.url).running())
            bot = Bot(relay, data_dir)
            stack.callback(bot.stop)
            return World(People(stand_in), relay, bot)

        yield make


@pytest.fixture(scope="session")
def shared_world(make_world: Callable[[], World]) -> World:
    world = make_world()
    world.bot.start()
    return world


@contextmanager
def told(world: World) -> Iterator[World]:
    """Show with a failure, and with one only, what the bot's log said meanwhile."""
    before = len(world.bot.said())
    try:
        yield world
    finally:
        sys.stdout.write(world.bot.said()[before:])


@pytest.fixture
def world(shared_world: World) -> Iterator[World]:
    """The world that most tests share; whoever scripts its relay leaves no script behind."""
    with told(shared_world):
        yield shared_world
        shared_world.relay.forget_scripts()


@pytest.fixture
def people(world: World) -> People:
    return world.people


@pytest.fixture(scope="module")
def module_world(make_world: Callable[[], World]) -> World:
    world = make_world()
    world.bot.start()
    return world


@pytest.fixture
def brittle_world(module_world: World) -> Iterator[World]:
    """A module's world whose bot may be killed; each of its tests leaves a bot running."""
    with told(module_world):
        yield module_world
