"""Whoever addresses the bot gets an answer or a reason."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from tests.e2e.people import MAYA, prose, wait_for
from tests.e2e.reading import assert_every_sentence_is_cited

if TYPE_CHECKING:
    from tests.e2e.conftest import World


def test_an_unknown_error_shows_a_reference_that_is_in_the_log(fresh_world: World) -> None:
    people, bot = fresh_world.people, fresh_world.bot
    bot.start()
    with closing(sqlite3.connect(bot.data_dir / "advisor.db")) as db:
        db.execute("ALTER TABLE turn RENAME TO turn_lost")
        db.commit()

    apology = prose(people.reply(people.mention("why do alliances fail?")))

    assert "Traceback" not in apology
    assert "turn" not in apology.replace("return", "")
    reference = re.search(r"reference\W+(\w{6,})", apology, re.IGNORECASE)
    assert reference, apology
    assert reference[1] in bot.said()


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
    answer = world.people.reply(world.people.mention("how do alliances end?"))
    heard = len(world.people.whispers(MAYA))
    world.relay.fail("views.open", error="internal_error", times=10)

    world.people.press(answer, "Show passage")

    wait_for(lambda: len(world.people.whispers(MAYA)) > heard, "a word to the person alone")
