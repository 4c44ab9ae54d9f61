"""An answer that is shown while it is written: checked words only, and one answer in the end."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from bot.slack import live, patience
from bot.store.conversations import Outcome
from tests.bot.slack.bench import wait_for
from tests.bot.slack.web_api import text_of

if TYPE_CHECKING:
    from tests.bot.slack.bench import Bench
    from tests.bot.slack.web_api import Json, WebApi

KEY = "T1:C1:1.1"
WHOLE = [
    "Trust was lost (why, slowly?). [1]",
    "Nobody noticed. [1]",
    "Most alliances end early. [1]",
]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LIVE_AFTER", 0.0)
    monkeypatch.setattr(patience._patient, "sleep", lambda _: None)


def asked(bench: Bench, api: WebApi, text: str = "why, slowly?") -> Json:
    bench.mention(text)
    bench.finish()
    [reply] = api.replies("1.1")
    return reply


def is_whole(reply: Json) -> bool:
    ids = [b.get("block_id") for b in reply["blocks"]]
    kinds = [b["type"] for b in reply["blocks"]]
    return (
        text_of(reply).split() == " ".join(WHOLE).split()
        and f"answer:{KEY}:1" in ids
        and kinds[-1] == "actions"
        and not reply.get("is_streaming")
    )


def test_a_long_answer_appears_sentence_by_sentence(bench: Bench, api: WebApi) -> None:
    reply = asked(bench, api)

    methods = [c.method for c in api.calls if c.method.startswith("chat.")]
    assert methods == [
        "chat.startStream",
        "chat.appendStream",
        "chat.appendStream",
        "chat.stopStream",
    ]
    [start] = api.made("chat.startStream")
    assert (start["recipient_team_id"], start["recipient_user_id"]) == ("T1", "U1")
    assert [b["text"]["text"] for b in start["chunks"][0]["blocks"]] == WHOLE[:1]
    assert is_whole(reply)
    kept = bench.services.conversations.find(KEY)
    assert kept is not None
    assert kept.posted == reply["ts"]
    assert kept.reply.split() == " ".join(WHOLE).split()


def test_an_answer_that_is_soon_complete_is_one_post(
    bench: Bench, api: WebApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LIVE_AFTER", 60.0)

    reply = asked(bench, api)

    assert is_whole(reply)
    assert api.made("chat.startStream") == []


@pytest.mark.parametrize(
    "error", ["unknown_method", "ratelimited", "channel_type_not_supported", "missing_recipient"]
)
def test_where_slack_refuses_a_stream_there_is_one_post(
    bench: Bench, api: WebApi, error: str
) -> None:
    api.next("chat.startStream", error=error)

    reply = asked(bench, api)

    assert is_whole(reply)
    assert len(api.made("chat.startStream")) == 1
    assert api.made("chat.appendStream") == []


@pytest.mark.parametrize(("error", "starts"), [("unknown_method", 1), ("ratelimited", 1), ("x", 2)])
def test_what_slack_refuses_for_good_or_for_a_while_is_not_tried_again_at_once(
    bench: Bench, api: WebApi, error: str, starts: int
) -> None:
    api.next("chat.startStream", error=error, headers={"Retry-After": "60"})
    asked(bench, api)

    bench.mention("why, slowly?", ts="2.2")
    bench.finish()

    assert len(api.made("chat.startStream")) == starts
    assert len(api.replies("2.2")) == 1


def test_streams_are_rationed(bench: Bench, api: WebApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "STARTS_A_MINUTE", 2)

    for number in range(4):
        bench.mention("why, slowly?", ts=f"{number}.9")
    bench.finish()

    assert len(api.made("chat.startStream")) == 2
    assert all(len(api.replies(f"{number}.9")) == 1 for number in range(4))


def test_a_stream_that_slack_has_ended_is_replaced_by_the_whole(bench: Bench, api: WebApi) -> None:
    api.most_appends = 1

    assert is_whole(asked(bench, api))
    assert len(api.made("chat.appendStream")) == 2
    assert api.made("chat.postMessage") == []


def test_a_stream_that_cannot_be_replaced_gives_way_to_a_post(bench: Bench, api: WebApi) -> None:
    api.next("chat.appendStream", error="fatal")
    api.next("chat.update", error="cant_update_message")

    assert is_whole(asked(bench, api))


@pytest.mark.parametrize("method", ["chat.startStream", "chat.appendStream", "chat.stopStream"])
def test_a_lost_response_makes_no_second_answer(bench: Bench, api: WebApi, method: str) -> None:
    api.next(method, is_lost_after=True)

    assert is_whole(asked(bench, api))


def test_a_private_answer_is_not_streamed(bench: Bench, api: WebApi) -> None:
    bench.ask("why, slowly?", api.response_url)
    bench.finish()

    assert len(api.made("respond")) == 1
    assert api.made("chat.startStream") == []


def test_data_in_an_answer_stays_data_in_a_stream(bench: Bench, api: WebApi) -> None:
    bench.mention("slowly <!channel> *x* &lt;https://evil.example|y&gt;?")
    bench.finish()

    [start] = api.made("chat.startStream")
    shown = start["chunks"][0]["blocks"][0]["text"]
    assert shown["verbatim"] is True
    assert "<!channel>" not in shown["text"]
    assert "<https" not in shown["text"]


DELETED = {"subtype": "message_deleted", "deleted_ts": "1.1", "channel_type": "channel"}
TOMBSTONE = {
    "subtype": "message_changed",
    "message": {"subtype": "tombstone", "ts": "1.1"},
    "channel_type": "channel",
}


def delete(bench: Bench, event: Json) -> None:
    bench.event({"type": "message", "channel": "C1", "ts": "3.3", **event})


@pytest.mark.parametrize("event", [DELETED, TOMBSTONE])
def test_a_deleted_question_is_answered_no_more(
    bench: Bench, api: WebApi, event: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LIVE_AFTER", 60.0)
    bench.advisor.looks = 1000
    bench.mention("why, slowly?")
    wait_for(lambda: bool(bench.advisor.asked))

    delete(bench, event)
    bench.finish()

    assert api.messages == []
    kept = bench.services.conversations.find(KEY)
    assert kept is not None
    assert (kept.outcome, kept.reply, kept.posted) == (Outcome.CANCELLED, "", "")


def test_what_stood_of_a_deleted_question_s_answer_is_taken_away(bench: Bench, api: WebApi) -> None:
    bench.advisor.looks = 1000
    bench.mention("why, slowly?")
    wait_for(lambda: bool(api.replies("1.1")))

    delete(bench, DELETED)
    bench.finish()

    assert api.messages == []


def test_a_question_that_is_deleted_just_before_the_post_has_none(
    bench: Bench, api: WebApi
) -> None:
    go_on = threading.Event()
    api.next("conversations.info", wait_for=go_on)
    bench.mention("why?")
    wait_for(lambda: bool(api.made("conversations.info")))

    delete(bench, DELETED)
    go_on.set()
    bench.finish()

    assert api.messages == []
    kept = bench.services.conversations.find(KEY)
    assert kept is not None
    assert kept.outcome is Outcome.CANCELLED


def test_an_answer_stays_when_its_question_is_deleted_afterwards(bench: Bench, api: WebApi) -> None:
    bench.mention("why?")
    bench.finish()

    delete(bench, DELETED)
    bench.finish()

    assert len(api.replies("1.1")) == 1
    kept = bench.services.conversations.find(KEY)
    assert kept is not None
    assert kept.outcome is Outcome.ANSWER


def test_a_cancelled_question_is_no_part_of_the_conversation(bench: Bench, api: WebApi) -> None:
    bench.advisor.looks = 1000
    bench.mention("why, slowly?")
    wait_for(lambda: bool(bench.advisor.asked))
    delete(bench, DELETED)
    bench.finish()

    bench.mention("and then?", ts="4.4", thread_ts="1.1")
    bench.finish()

    assert bench.advisor.asked[-1].thread == ()
    assert api.replies("1.1")


def test_deleted_messages_that_were_no_questions_leave_no_trace(bench: Bench) -> None:
    delete(bench, {**DELETED, "deleted_ts": "9.9"})

    assert not bench.services.conversations.is_withdrawn("T1:C1:9.9")
