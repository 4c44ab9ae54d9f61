"""The real bot as a process, in the real stand-in, over real Socket Mode."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scripts.standin import running
from scripts.standin_package import StandInUnavailableError, obtain
from scripts.workspace import stand_in_config
from tests.e2e.bot import Bot, advisor
from tests.e2e.people import People
from tests.e2e.relay import Relay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


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


@pytest.fixture
def world(shared_world: World) -> Iterator[World]:
    """The world that most tests share; whoever scripts its relay leaves no script behind."""
    yield shared_world
    shared_world.relay.forget_scripts()


@pytest.fixture
def people(world: World) -> People:
    return world.people


@pytest.fixture
def fresh_world(make_world: Callable[[], World]) -> Iterator[World]:
    """A world of one's own, whose bot may be killed."""
    world = make_world()
    yield world
    world.bot.stop()
