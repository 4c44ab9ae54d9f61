"""Whoever addresses the bot gets an answer or a reason."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from tests.e2e.people import MAYA, prose, wait_for
from tests.e2e.reading import assert_every_sentence_is_cited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.conftest import World


@contextmanager
def without_conversations(world: World) -> Iterator[None]:
    """Take away the table in which conversations are kept, as a bad upgrade would."""
    with closing(sqlite3.connect(world.bot.data_dir / "advisor.db", timeout=10)) as db:
        db.execute("ALTER TABLE turn RENAME TO turn_lost")
        db.commit()
        yield
        db.execute("ALTER TABLE turn_lost RENAME TO turn")
        db.commit()


def test_an_unknown_error_shows_a_reference_that_is_in_the_log(world: World) -> None:
    with without_conversations(world):
        apology = prose(world.people.reply(world.people.mention("why do alliances fail?")))

    assert "Traceback" not in apology
    assert "table" not in apology
    reference = re.search(r"reference\W+(\w{6,})", apology, re.IGNORECASE)
    assert reference, apology
    assert reference[1] in world.bot.said()
    assert_every_sentence_is_cited(world.people.reply(world.people.mention("what is trust?")))


def test_an_answer_waits_when_slack_asks_for_patience(world: World) -> None:
    world.relay.fail(
        "chat.postMessage", status=429, error="ratelimited", headers={"Retry-After": "1"}
    )

    answer = world.people.reply(world.people.mention("what is alliance capability?"))

    assert_every_sentence_is_cited(answer)


def test_an_answer_survives_an_error_of_slack_itself(world: World) -> None:
    world.relay.fail("chat.postMessage", status=500, times=2)
    question = world.people.mention("what is an alliance manager?")

    assert_every_sentence_is_cited(world.people.reply(question))
    assert len(world.people.replies(question)) == 1


def test_a_passage_that_slack_does_not_open_is_explained(world: World) -> None:
    answer = world.answer(world.people.mention("how do alliances end?"))
    heard = len(world.people.whispers(MAYA))
    world.relay.fail("views.open", error="internal_error", times=10)

    world.people.press(answer, "Show passage")

    wait_for(lambda: len(world.people.whispers(MAYA)) > heard, "a word to the person alone")
