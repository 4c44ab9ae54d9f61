"""A channel's members limit what its answers come from, with the real bot and a real library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.workspace import ACME
from tests.e2e.bot import advisor
from tests.e2e.people import MAYA, PRIYA, prose, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.e2e.conftest import World
    from tests.e2e.people import Message

NOTE = """# Renewal of the Acme agreement

The Acme agreement renews itself every third year unless either side gives notice by ninety days.
Notice is given in writing to the alliance office of Northwind.
"""
RULES = '["contracts/"]\ncollection = "Contracts"\n'
QUESTION = "how often does the Acme agreement renew itself?"


@pytest.fixture(scope="module")
def library_world(make_world: Callable[[], World]) -> World:
    """A world whose library has a document of the collection Contracts besides the notes."""
    world = make_world()
    folder: Path = world.bot.data_dir.parent / "documents"
    (folder / "contracts").mkdir(parents=True)
    (folder / "contracts" / "acme.md").write_text(NOTE)
    (folder / "sources.toml").write_text(RULES)
    done = advisor("reindex", str(folder), data_dir=world.bot.data_dir)
    assert done.returncode == 0, done.stderr
    world.bot.start()
    return world


def sources(world: World, text: str) -> Message:
    before = len(world.people.whispers(MAYA, ACME.id))
    world.people.command("/advisor", f"sources {text}", channel=ACME.id)
    wait_for(lambda: len(world.people.whispers(MAYA, ACME.id)) > before, f"a reply to {text!r}")
    return world.people.whispers(MAYA, ACME.id)[-1]


def test_what_a_channel_uses_decides_what_is_answered_there(library_world: World) -> None:
    people = library_world.people

    shown = prose(sources(library_world, ""))
    assert "Contracts: 1 document" in shown
    assert "come from the whole library" in shown
    assert "renews itself every third year" in prose(
        people.reply(people.mention(QUESTION, channel=ACME.id))
    )

    assert "come from library only" in prose(sources(library_world, "only library"))
    limited = prose(people.reply(people.mention(QUESTION, channel=ACME.id)))
    assert "renews itself every third year" not in limited
    assert "Renewal of the Acme agreement" not in limited
    assert "From library only, as this channel has it" in limited

    in_private = people.reply(people.say(QUESTION, channel=PRIYA))
    assert "renews itself every third year" in prose(in_private)

    sources(library_world, "only contracts")
    assert "renews itself every third year" in prose(
        people.reply(people.mention(QUESTION, channel=ACME.id))
    )
    told = [m for m in people.messages(ACME.id) if "limited my answers here to" in prose(m)]
    assert [f"<@{MAYA}>" in prose(m) for m in told] == [True, True]
