from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from scripts.workspace import ACME, GENERAL
from tests.e2e.people import JONAS, MAYA, PRIYA, prose, wait_for
from tests.e2e.reading import assert_every_sentence_is_cited, body, claims, labels

if TYPE_CHECKING:
    from tests.e2e.conftest import World
    from tests.e2e.people import Message, People


def test_a_mention_is_answered_in_its_thread_with_every_sentence_cited(people: People) -> None:
    question = people.mention("why do alliances fail?")

    answer = people.reply(question)

    assert answer["thread_ts"] == question["ts"]
    assert_every_sentence_is_cited(answer)


def test_a_notification_shows_the_answer_s_first_sentence(people: People) -> None:
    answer = people.reply(people.mention("what is an alliance scorecard?"))

    assert claims(answer)[0][0].startswith(answer["text"].rstrip("…"))


def test_a_direct_message_is_answered(people: People) -> None:
    question = people.say("What should an alliance steering committee do?", channel=PRIYA)

    assert_every_sentence_is_cited(people.reply(question))


def test_ask_answers_its_asker_alone_until_they_share_it(people: People) -> None:
    people.command("/ask", "how long does a typical alliance last?", channel=ACME.id, user=JONAS)
    private = wait_for(lambda: people.whispers(JONAS, ACME.id), "a private answer")[-1]

    assert_every_sentence_is_cited(private)
    assert "Share in channel" in labels(private)
    assert not public_posts(people, ACME.id)

    shared = wait_for(lambda: press_share(people, private), "the answer in the channel")

    assert len(shared) == 1
    assert f"<@{JONAS}>" in prose(shared[0])
    assert body(private).splitlines()[-1] in body(shared[0])
    assert "Share in channel" not in labels(shared[0])


def press_share(people: People, private: Message) -> list[Message]:
    """Press until the answer is filed, as it tells an impatient person to."""
    people.press(private, "Share in channel", user=JONAS)
    heard = wait_for(lambda: people.whispers(JONAS, ACME.id)[1:], "a word about sharing")
    assert "Shared" in prose(heard[-1]) or "try again" in prose(heard[-1])
    return public_posts(people, ACME.id)


def public_posts(people: People, channel: str) -> list[Message]:
    """Return what the bot has posted in a channel for all, outside threads."""
    return [
        m
        for m in people.messages(channel)
        if m.get("bot_id") and not m.get("ephemeral_to") and not m.get("thread_ts")
    ]


def test_a_follow_up_in_the_thread_needs_no_mention_and_knows_what_was_asked(
    people: People,
) -> None:
    question = people.mention("what is an alliance health check?")
    people.reply(question)

    people.say("and how often should it be done?", thread=question["ts"])
    second = people.reply(question, number=2)

    assert_every_sentence_is_cited(second)
    assert "health" in prose(second).lower()


def test_a_mention_and_its_message_event_are_one_question(world: World) -> None:
    question = world.people.mention("what is co-opetition?")
    world.people.reply(question)

    later = world.people.mention("who should sponsor an alliance?")
    world.people.reply(later)

    assert len(world.people.replies(question)) == 1


def test_talk_among_people_is_left_alone(people: People) -> None:
    talk = people.say("Who has the Acme slides?")
    people.say("They are in the shared folder.", thread=talk["ts"], user=JONAS)

    people.reply(people.mention("what is a joint venture?"))

    assert people.replies(talk) == []


def test_what_the_library_does_not_hold_is_refused(people: People) -> None:
    answer = people.reply(people.mention("how do I repair the chain of a bicycle?"))

    assert "[1]" not in prose(answer)
    assert "library" in body(answer).lower()
    assert not [label for label in labels(answer) if label.startswith("Show passage")]


def test_thanks_are_not_looked_up(people: People) -> None:
    answer = people.reply(people.mention("thanks!"))

    assert "[1]" not in prose(answer)
    assert not labels(answer)


def test_a_mention_without_a_question_gets_help(people: People) -> None:
    answer = people.reply(people.mention(""))

    assert prose(answer).strip()
    assert "[1]" not in prose(answer)


def test_markup_in_a_question_comes_back_inert(people: People) -> None:
    question = people.mention("why do <!channel> <@U0SAM> <https://evil.example|alliances> fail?")

    answer = people.reply(question)

    said = answer["text"] + prose(answer)
    assert "<!" not in said
    assert "<@" not in said
    assert "evil.example" not in said


def test_an_edited_question_is_not_answered_again(people: People) -> None:
    question = people.mention("what is alliance governance?")
    people.reply(question)
    edit = {"channel": GENERAL.id, "ts": question["ts"], "user": MAYA, "text": "never mind"}
    people.stand_in.control("edit-message", edit)

    people.reply(people.mention("what is an exit plan?"))

    assert len(people.replies(question)) == 1


def test_ten_people_who_ask_at_once_each_get_their_own_answer(people: People) -> None:
    topics = ["trust", "governance", "exit", "metrics", "culture", "conflict", "launch"]
    topics += ["partner selection", "joint ventures", "learning"]
    asked = [f"what matters about {topic} in an alliance?" for topic in topics]
    with ThreadPoolExecutor(10) as pool:
        questions = list(pool.map(people.mention, asked))

    answers = [people.reply(question) for question in questions]

    assert [len(people.replies(question)) for question in questions] == [1] * 10
    assert len({body(answer) for answer in answers}) > 5
