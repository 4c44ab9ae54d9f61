from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.advisor.model import Remark
from bot.slack import patience
from bot.work.asked import Asked, Prepared
from knowledge.model import Audience

if TYPE_CHECKING:
    from tests.bot.slack.bench import Bench
    from tests.bot.slack.web_api import WebApi

ASKED = Asked("T1", "C1", "1.1", "1.1", "U1", "why?")
PREPARED = Prepared(Remark("Hello."), (), Audience.SHARED, "run")


def test_slack_s_own_waiting_time_is_kept(
    bench: Bench, api: WebApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(patience._patient, "sleep", waits.append)
    api.next("chat.postMessage", status=429, error="ratelimited", headers={"Retry-After": "7"})

    bench.services.desk.post(ASKED, PREPARED, is_repeat=False)

    assert waits == [7.0]
    assert len(api.replies("1.1")) == 1


@pytest.mark.parametrize("status", [500, 503])
def test_an_error_of_slack_itself_is_outlived(bench: Bench, api: WebApi, status: int) -> None:
    api.next("chat.postMessage", status=status)

    bench.services.desk.post(ASKED, PREPARED, is_repeat=False)

    assert len(api.replies("1.1")) == 1


def test_a_post_whose_response_was_lost_is_found_and_not_repeated(
    bench: Bench, api: WebApi
) -> None:
    api.next("chat.postMessage", is_lost_after=True)

    ts = bench.services.desk.post(ASKED, PREPARED, is_repeat=False)

    [reply] = api.replies("1.1")
    assert ts == reply["ts"]
    assert len(api.made("conversations.replies")) == 1


def test_the_first_attempt_does_not_look_for_an_earlier_post(bench: Bench, api: WebApi) -> None:
    bench.services.desk.post(ASKED, PREPARED, is_repeat=False)

    assert api.made("conversations.replies") == []


def test_a_repeated_post_completes_what_stands_there_already(bench: Bench, api: WebApi) -> None:
    long = Prepared(Remark("A long word. " * 2000), (), Audience.SHARED, "run")
    first = bench.services.desk.post(ASKED, long, is_repeat=False)
    parts = len(api.messages)
    del api.messages[1]

    again = bench.services.desk.post(ASKED, long, is_repeat=True)

    assert parts >= 3
    assert again == first
    names = [m["blocks"][0]["block_id"] for m in api.replies("1.1")]
    assert sorted(names) == [f"answer:T1:C1:1.1:{n}" for n in range(1, parts + 1)]


def test_a_refusal_of_slack_is_raised_at_once(bench: Bench, api: WebApi) -> None:
    api.next("chat.postMessage", error="is_archived")

    with pytest.raises(patience.SlackApiError):
        bench.services.desk.post(ASKED, PREPARED, is_repeat=False)

    assert len(api.made("chat.postMessage")) == 1


def test_a_private_answer_reaches_its_asker_after_the_address_has_expired(
    bench: Bench, api: WebApi
) -> None:
    api.next("respond", status=404, error="expired_url")
    asked = Asked("T1", "C1", "ask-1", "ask-1", "U1", "why?", api.response_url)

    bench.services.desk.post(asked, PREPARED, is_repeat=False)

    [message] = api.messages
    assert message["channel"] == "U1"


def test_a_drawing_that_slack_does_not_take_leaves_the_words(bench: Bench, api: WebApi) -> None:
    api.next("chat.postMessage", error="invalid_blocks")

    ts = bench.services.desk.post(ASKED, PREPARED, is_repeat=False)

    [reply] = api.replies("1.1")
    assert ts == reply["ts"]
    assert "Hello." in reply["blocks"][0]["text"]["text"]
    assert reply["blocks"][0]["block_id"] == "answer:T1:C1:1.1:1"
