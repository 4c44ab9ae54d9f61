"""One question, one answer, whatever happens to the bot or to Slack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.people import wait_for
from tests.e2e.reading import assert_every_sentence_is_cited

if TYPE_CHECKING:
    from tests.e2e.conftest import World


def test_an_event_that_is_delivered_three_times_is_answered_once(world: World) -> None:
    world.relay.deliveries = 3
    question = world.people.mention("what is a strategic alliance?")
    world.people.reply(question)

    later = world.people.mention("what is an alliance portfolio?")
    world.people.reply(later)

    assert len(world.people.replies(question)) == 1


def test_a_question_outlives_a_bot_that_is_killed_before_it_answers(brittle_world: World) -> None:
    people, relay, bot = brittle_world.people, brittle_world.relay, brittle_world.bot
    hold = relay.hold("chat.postMessage")
    question = people.mention("why do alliances fail?")
    assert hold.arrived.wait(30)

    bot.kill()
    assert people.replies(question) == []
    relay.release(hold)
    bot.start()

    assert_every_sentence_is_cited(people.reply(question))
    people.reply(people.mention("what is a joint venture?"))
    assert len(people.replies(question)) == 1


def test_an_answer_is_not_repeated_by_a_bot_that_was_killed_right_after_it(
    brittle_world: World,
) -> None:
    people, relay, bot = brittle_world.people, brittle_world.relay, brittle_world.bot
    hold = relay.hold("chat.postMessage", after=True)
    question = people.mention("why do alliances fail?")
    assert hold.arrived.wait(30)

    bot.kill()
    assert len(people.replies(question)) == 1
    looked = len(relay.made("conversations.replies"))
    relay.release(hold)
    bot.start()

    wait_for(
        lambda: len(relay.made("conversations.replies")) > looked, "the bot looks for its post"
    )
    people.reply(people.mention("what is a joint venture?"))
    assert len(people.replies(question)) == 1


def test_a_bot_shows_signs_of_life_only_while_it_lives(brittle_world: World) -> None:
    alive = brittle_world.bot.data_dir / "alive"
    before = alive.stat().st_mtime

    wait_for(lambda: alive.stat().st_mtime > before, "another sign of life")


def test_a_bot_that_is_stopped_while_slack_is_away_leaves_and_answers_later(
    brittle_world: World,
) -> None:
    people, relay, bot = brittle_world.people, brittle_world.relay, brittle_world.bot
    hold = relay.hold("chat.postMessage", times=1000)
    question = people.mention("why do alliances fail?")
    assert hold.arrived.wait(30)

    assert bot.stop() == 0
    assert people.replies(question) == []
    relay.release(hold)
    bot.start()

    assert_every_sentence_is_cited(people.reply(question))
    assert len(people.replies(question)) == 1


def test_a_bot_that_is_stopped_politely_ends_by_itself(brittle_world: World) -> None:
    brittle_world.people.reply(brittle_world.people.mention("what is an alliance?"))

    assert brittle_world.bot.stop() == 0
    assert "Traceback" not in brittle_world.bot.said()
