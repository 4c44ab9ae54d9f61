from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from bot.advisor.model import Turn
from bot.slack import desk
from knowledge.model import Audience
from tests.bot.slack.bench import wait_for
from tests.bot.slack.checker import check_message

if TYPE_CHECKING:
    from tests.bot.slack.bench import Bench
    from tests.bot.slack.web_api import WebApi


def test_a_mention_is_answered_in_its_thread(bench: Bench, api: WebApi) -> None:
    response = bench.mention("why do alliances fail?")
    bench.finish()

    [reply] = api.replies("1.1")
    assert response.status == 200
    assert reply["channel"] == "C1"
    assert reply["text"] == "Trust was lost (why do alliances fail?)."
    assert reply["unfurl_links"] == "0" or reply["unfurl_links"] is False
    assert reply["blocks"][0]["block_id"] == "answer:T1:C1:1.1:1"
    check_message(reply["text"], reply["blocks"])
    assert [q.text for q in bench.advisor.asked] == ["why do alliances fail?"]


def test_a_question_is_on_disk_before_slack_is_told_so(bench: Bench, api: WebApi) -> None:
    go_on = threading.Event()
    api.next("conversations.info", wait_for=go_on)

    bench.mention("why?")

    assert bench.services.conversations.is_ours("T1", "C1", "1.1")
    assert api.replies("1.1") == []
    go_on.set()
    bench.finish()
    assert len(api.replies("1.1")) == 1


def test_three_deliveries_and_the_message_beside_the_mention_are_one_question(
    bench: Bench, api: WebApi
) -> None:
    for _ in range(3):
        bench.mention("why?")
        bench.message("<@U0BOT> why?", thread_ts="1.1")
    bench.finish()
    bench.mention("why?")
    bench.finish()

    assert len(api.replies("1.1")) == 1
    assert len(bench.advisor.asked) == 1


def test_deliveries_at_the_same_moment_are_one_question(bench: Bench, api: WebApi) -> None:
    together = threading.Barrier(6)

    def deliver() -> None:
        together.wait()
        bench.mention("why?")

    threads = [threading.Thread(target=deliver) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bench.finish()

    assert len(api.replies("1.1")) == 1


def test_a_follow_up_needs_no_mention_and_brings_the_thread_along(
    bench: Bench, api: WebApi
) -> None:
    bench.mention("why do alliances fail?")
    bench.finish()

    bench.message("and how often?", ts="2.1", thread_ts="1.1")
    bench.finish()

    question = bench.advisor.asked[1]
    text = "Trust was lost (why do alliances fail?). [1]"
    assert question.thread == (Turn("why do alliances fail?", "why do alliances fail?", text),)
    assert len(api.replies("1.1")) == 2


@pytest.mark.parametrize(
    "event",
    [
        pytest.param({"thread_ts": "7.7"}, id="another thread"),
        pytest.param({}, id="no thread"),
        pytest.param({"thread_ts": "1.1", "bot_id": "B9"}, id="a bot"),
        pytest.param({"thread_ts": "1.1", "subtype": "message_changed"}, id="an edit"),
        pytest.param({"thread_ts": "1.1", "subtype": "message_deleted"}, id="a deletion"),
        pytest.param({"thread_ts": "1.1", "subtype": "channel_join"}, id="a join"),
        pytest.param({"thread_ts": "1.1", "subtype": "bot_message"}, id="a bot's message"),
        pytest.param({"thread_ts": "1.1", "user": "U0BOT"}, id="the bot itself"),
        pytest.param({"thread_ts": "1.1", "user": None}, id="nobody"),
    ],
)
def test_what_is_no_question_is_left_alone(
    bench: Bench, api: WebApi, event: dict[str, Any]
) -> None:
    bench.mention("why?")
    bench.finish()

    response = bench.message("hello", ts="2.1", **event)
    bench.finish()

    assert response.status == 200
    assert len(bench.advisor.asked) == 1
    assert len(api.made("chat.postMessage")) == 1


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast"])
def test_words_beside_a_file_and_a_broadcast_reply_are_questions(
    bench: Bench, api: WebApi, subtype: str
) -> None:
    bench.mention("why?")
    bench.finish()

    bench.message("and this?", ts="2.1", thread_ts="1.1", subtype=subtype)
    bench.finish()

    assert len(api.replies("1.1")) == 2


def test_a_direct_message_is_answered_with_what_its_writer_may_read(
    bench: Bench, api: WebApi
) -> None:
    api.users["U3"] = {"is_restricted": True}

    bench.message("why?", channel="D1", channel_type="im")
    bench.message("why?", ts="2.1", channel="D2", channel_type="im", user="U3")
    bench.message("why?", ts="3.1", channel="D3", channel_type="im", user="U-unheard-of")
    bench.finish()

    audiences = {q["channel"]: q for q in api.made("chat.postMessage")}
    assert set(audiences) == {"D1", "D2", "D3"}
    assert sorted(q.audience for q in bench.advisor.asked) == [
        Audience.INTERNAL,
        Audience.SHARED,
        Audience.SHARED,
    ]


def test_markup_and_mentions_do_not_reach_the_advisor(bench: Bench) -> None:
    bench.mention(
        "ask <@U2|ben> in <#C2|general>: does R&amp;D <https://x.example|here> <!channel> "
        "&lt;fail&gt;?"
    )
    bench.finish()

    assert bench.advisor.asked[0].text == "ask @ben in #general: does R&D here @channel <fail>?"


def test_a_status_shows_that_a_slow_answer_is_on_its_way(bench: Bench, api: WebApi) -> None:
    bench.advisor.delay = 0.6

    bench.mention("why?")
    bench.finish()

    [status] = api.made("assistant.threads.setStatus")
    methods = [call.method for call in api.calls]
    assert status["thread_ts"] == "1.1"
    assert methods.index("assistant.threads.setStatus") < methods.index("chat.postMessage")


def test_a_slack_without_status_is_asked_for_it_once(bench: Bench, api: WebApi) -> None:
    api.unknown.add("assistant.threads.setStatus")
    bench.advisor.delay = 0.5

    bench.mention("why?")
    bench.finish()
    bench.mention("and?", ts="2.1")
    bench.finish()

    assert len(api.made("assistant.threads.setStatus")) == 1
    assert len(api.replies("1.1")) == len(api.replies("2.1")) == 1


def test_a_quick_answer_shows_no_status(
    bench: Bench, api: WebApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "STATUS_AFTER", 10.0)

    bench.mention("why?")
    bench.finish()

    assert api.made("assistant.threads.setStatus") == []


def test_an_error_shows_a_reference_that_the_log_has_too(
    bench: Bench, api: WebApi, caplog: pytest.LogCaptureFixture
) -> None:
    bench.mention("crash")
    bench.finish()

    [reply] = api.replies("1.1")
    reference = reply["blocks"][0]["text"]["text"].split("reference ")[1].rstrip(".")
    assert "secret" not in str(reply)
    assert f"reference {reference}" in caplog.text
    assert bench.services.conversations.count() == 0


def test_the_log_does_not_tell_what_people_write(
    bench: Bench, api: WebApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")

    bench.mention("is the merger with Initech on?")
    bench.ask("is the merger with Initech on?", api.response_url)
    wait_for(lambda: bool(api.messages) and bool(api.made("respond")))

    assert "Initech" not in caplog.text


def test_what_nobody_listens_to_is_taken_without_complaint(bench: Bench) -> None:
    response = bench.event({"type": "reaction_added", "user": "U1", "item": {}})

    assert response.status == 200
