"""A language model that fails in every way: one answer all the same, in time, and it says so."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from bot.advisor.advisor import FALLBACK
from tests import llm_server
from tests.e2e.people import prose
from tests.e2e.reading import assert_every_sentence_is_cited, sources
from tests.llm_server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.bot import Bot
    from tests.e2e.conftest import World

SECONDS = 8.0
POSTED_WITHIN = 40.0
"""The budget, and generously what search and Slack take on a busy machine."""


@contextmanager
def written_by(world: World, server: Server) -> Iterator[None]:
    """Restart the bot with a language model, and without one afterwards."""
    bot: Bot = world.bot
    bot.stop()
    bot.extra |= {
        "ADVISOR_MODEL": "openai:scripted",
        "ADVISOR_MODEL_BASE_URL": server.url,
        "ADVISOR_ANSWER_SECONDS": str(SECONDS),
    }
    bot.start()
    try:
        yield
    finally:
        bot.stop()
        for name in ("ADVISOR_MODEL", "ADVISOR_MODEL_BASE_URL", "ADVISOR_ANSWER_SECONDS"):
            bot.extra.pop(name)
        bot.start()


def test_a_model_s_answer_is_posted_with_its_citations(brittle_world: World) -> None:
    with Server() as server, written_by(brittle_world, server):
        answer = brittle_world.people.reply(brittle_world.people.mention("why do alliances fail?"))

        assert_every_sentence_is_cited(answer)
        assert FALLBACK not in prose(answer)
        assert server.asked


def test_whatever_the_model_does_there_is_one_answer_in_time(brittle_world: World) -> None:
    people = brittle_world.people
    with Server() as server, written_by(brittle_world, server):
        for trouble in ("stall", "dies", "reset", "dies after 0", 429, 401):
            server.trouble = [trouble] * 9
            began = time.monotonic()
            question = people.mention(f"why do alliances fail, {trouble}?")
            answer = people.reply(question, within=60.0)

            assert time.monotonic() - began < POSTED_WITHIN, trouble
            assert_every_sentence_is_cited(answer)
            assert FALLBACK in sources(answer), trouble
            assert len(people.replies(question)) == 1


@pytest.mark.parametrize(
    "say", [llm_server.garbage, llm_server.broken, llm_server.flipping, llm_server.obeying]
)
def test_whatever_the_model_says_the_library_answers(brittle_world: World, say) -> None:
    people = brittle_world.people
    with Server(say) as server, written_by(brittle_world, server):
        question = people.mention("why do alliances fail?")
        answer = people.reply(question, within=60.0)

        assert_every_sentence_is_cited(answer)
        assert len(people.replies(question)) == 1


def test_a_storm_of_refusals_loses_no_question(brittle_world: World) -> None:
    people = brittle_world.people
    with Server(trouble=[429] * 200, retry_after="1") as server, written_by(brittle_world, server):
        questions = [people.mention(f"what is a joint venture, {n}?") for n in range(6)]
        answers = [people.reply(question, within=60.0) for question in questions]

        for question, answer in zip(questions, answers, strict=True):
            assert_every_sentence_is_cited(answer)
            assert len(people.replies(question)) == 1


def test_a_slow_model_s_answer_is_one_post_where_slack_has_no_streams(
    brittle_world: World,
) -> None:
    people = brittle_world.people
    with Server(pace=0.7) as server, written_by(brittle_world, server):
        question = people.mention("why do alliances fail?")
        answer = people.reply(question, within=60.0)

        assert_every_sentence_is_cited(answer)
        assert len(people.replies(question)) == 1
        assert brittle_world.relay.made("chat.startStream")
