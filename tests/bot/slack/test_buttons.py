from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.store.feedback import Tally
from tests.bot.slack.bench import wait_for
from tests.bot.slack.checker import check_message, check_view

if TYPE_CHECKING:
    from tests.bot.slack.bench import Bench
    from tests.bot.slack.web_api import WebApi

KEY = "T1:C1:1.1"


def whispers(api: WebApi) -> list[str]:
    return [call["text"] for call in api.made("respond")]


@pytest.fixture
def answered(bench: Bench) -> Bench:
    bench.mention("why?")
    bench.finish()
    return bench


def test_show_passage_opens_the_proving_words(answered: Bench, api: WebApi) -> None:
    answered.press({"action_id": "show_passage:1", "value": f"{KEY}#1"}, api.response_url)
    wait_for(lambda: bool(api.made("views.open")))

    view = api.made("views.open")[0]["view"]
    check_view(view)
    shown = json.dumps(view, ensure_ascii=False)
    assert "Most alliances end early. *Trust was lost.* Nobody noticed." in shown
    assert "… before it" in shown
    assert "after it …" in shown


def test_a_menu_opens_the_chosen_passage(answered: Bench, api: WebApi) -> None:
    option = {"value": f"{KEY}#1", "text": {"type": "plain_text", "text": "[1]"}}
    chosen = {"type": "static_select", "action_id": "show_passage:menu0", "selected_option": option}

    answered.press(chosen, api.response_url)
    wait_for(lambda: bool(api.made("views.open")))

    assert "Trust was lost" in json.dumps(api.made("views.open")[0]["view"])


def test_a_passage_that_is_not_filed_yet_is_explained(answered: Bench, api: WebApi) -> None:
    answered.press({"action_id": "show_passage:1", "value": "T1:C1:9.9#1"}, api.response_url)
    wait_for(lambda: bool(api.made("views.open")))

    assert "try again in a moment" in json.dumps(api.made("views.open")[0]["view"])


def test_guests_do_not_open_internal_passages(answered: Bench, api: WebApi) -> None:
    api.users["U3"] = {"is_ultra_restricted": True}
    press = {"action_id": "show_passage:1", "value": f"{KEY}#1"}

    answered.press(press, api.response_url, user="U3")
    wait_for(lambda: bool(api.made("views.open")))

    shown = json.dumps(api.made("views.open")[0]["view"])
    assert "guests cannot open" in shown
    assert "Trust" not in shown


def test_a_modal_that_slack_does_not_open_is_explained(answered: Bench, api: WebApi) -> None:
    api.next("views.open", error="expired_trigger_id")

    answered.press({"action_id": "show_passage:1", "value": f"{KEY}#1"}, api.response_url)
    wait_for(lambda: bool(whispers(api)))

    assert "reference" in whispers(api)[0]


def test_opinions_are_kept_per_person_and_may_change(answered: Bench, api: WebApi) -> None:
    helpful = {"action_id": "feedback_helpful", "value": KEY}
    not_helpful = {"action_id": "feedback_not_helpful", "value": KEY}
    for number, (press, user) in enumerate(
        [(helpful, "U1"), (helpful, "U2"), (not_helpful, "U2")], start=1
    ):
        answered.press(press, api.response_url, user=user, message={"thread_ts": "1.1"})
        wait_for(lambda n=number: len(whispers(api)) == n)  # type: ignore[misc]

    assert answered.services.feedback.tally(KEY) == Tally(helpful=1, not_helpful=1)
    assert "Noted as helpful" in whispers(api)[0]
    assert "earlier opinion was replaced" in whispers(api)[2]
    assert {call["response_type"] for call in api.made("respond")} == {"ephemeral"}
    assert {call["thread_ts"] for call in api.made("respond")} == {"1.1"}


def test_ask_answers_the_asker_alone(bench: Bench, api: WebApi) -> None:
    bench.ask("why?", api.response_url, channel_id="C-closed")
    bench.finish()

    [answer] = api.made("respond")
    assert answer["response_type"] == "ephemeral"
    assert "Share in channel" in json.dumps(answer["blocks"])
    assert api.messages == []
    check_message(answer["text"], answer["blocks"])


def test_ask_without_a_question_shows_how_to_ask(bench: Bench, api: WebApi) -> None:
    response = bench.ask("  ", api.response_url)
    wait_for(lambda: bool(whispers(api)))

    assert response.status == 200
    assert "/ask why do alliances fail?" in whispers(api)[0]
    assert bench.advisor.asked == []


def test_a_shared_answer_stands_in_the_channel_once_and_starts_a_thread(
    bench: Bench, api: WebApi
) -> None:
    share = _asked(bench, api)

    bench.press(share, api.response_url)
    wait_for(lambda: len(whispers(api)) == 2)
    bench.press(share, api.response_url)
    wait_for(lambda: len(whispers(api)) == 3)

    [shared] = api.messages
    assert "<@U1> asked: why?" in json.dumps(shared["blocks"])
    assert "thread_ts" not in shared
    check_message(shared["text"], shared["blocks"])
    assert whispers(api)[1:] == [
        "Shared with this channel.",
        "This answer was shared here already.",
    ]
    bench.message("and then?", ts="9.1", thread_ts=shared["ts"])
    bench.finish()
    assert [turn.question for turn in bench.advisor.asked[1].thread] == ["why?"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        pytest.param("not_in_channel", "Add me with /invite", id="no member"),
        pytest.param("channel_not_found", "Add me with /invite", id="private channel"),
        pytest.param("is_archived", "is_archived", id="archived"),
    ],
)
def test_a_share_that_slack_refuses_is_explained_and_may_be_tried_again(
    bench: Bench, api: WebApi, error: str, told: str
) -> None:
    share = _asked(bench, api)
    api.next("chat.postMessage", error=error)

    bench.press(share, api.response_url)
    wait_for(lambda: len(whispers(api)) == 2)
    bench.press(share, api.response_url)
    wait_for(lambda: len(whispers(api)) == 3)

    assert told in whispers(api)[1]
    assert whispers(api)[2] == "Shared with this channel."


def test_only_the_asker_shares(bench: Bench, api: WebApi) -> None:
    share = _asked(bench, api)

    bench.press(share, api.response_url, user="U2")
    wait_for(lambda: len(whispers(api)) == 2)

    assert "Only the person who asked" in whispers(api)[1]
    assert api.messages == []


def test_an_internal_answer_is_not_shared_with_outsiders(bench: Bench, api: WebApi) -> None:
    api.channels["C1"] = {"is_ext_shared": True}
    share = _asked(bench, api)

    bench.press(share, api.response_url)
    wait_for(lambda: len(whispers(api)) == 2)

    assert "People from outside" in whispers(api)[1]
    assert api.messages == []


def test_a_button_of_an_earlier_version_says_so(bench: Bench, api: WebApi) -> None:
    response = bench.press({"action_id": "long_gone", "value": "x"}, api.response_url)

    assert response.status == 200
    assert "earlier version" in whispers(api)[0]


def test_the_home_tab_and_the_conversation_teach(bench: Bench, api: WebApi) -> None:
    bench.event({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"})
    bench.event({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "messages"})
    wait_for(lambda: bool(api.made("assistant.threads.setSuggestedPrompts")))
    wait_for(lambda: bool(api.made("views.publish")))

    check_view(api.made("views.publish")[0]["view"])
    assert len(api.made("assistant.threads.setSuggestedPrompts")[0]["prompts"]) == 4


def test_a_slack_without_suggestions_is_no_error(
    bench: Bench, api: WebApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.unknown.add("assistant.threads.setSuggestedPrompts")

    bench.event({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "messages"})
    wait_for(lambda: bool(api.made("assistant.threads.setSuggestedPrompts")))

    assert [r for r in caplog.records if r.levelname == "ERROR"] == []


def _asked(bench: Bench, api: WebApi) -> dict[str, Any]:
    """Ask in private and return the press of *Share in channel*."""
    bench.ask("why?", api.response_url)
    bench.finish()
    blocks = api.made("respond")[0]["blocks"]
    elements = [e for b in blocks if b["type"] == "actions" for e in b["elements"]]
    share = next(e for e in elements if e["action_id"] == "share_answer")
    return {"action_id": share["action_id"], "value": share["value"]}


def _labels(reply: dict[str, Any]) -> list[str]:
    rows = [b["elements"] for b in reply["blocks"] if b["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row]


def test_what_a_follow_up_was_understood_as_is_told_to_whoever_asks(
    bench: Bench, api: WebApi
) -> None:
    bench.advisor.understands = "How long do <!channel> joint ventures last?"
    bench.mention("how long?")
    bench.finish()
    assert "Understood as …" in _labels(api.replies("1.1")[0])

    bench.press({"action_id": "understood_as", "value": KEY}, api.response_url)
    wait_for(lambda: bool(whispers(api)))

    [told] = whispers(api)
    assert told.startswith("I understood the question as: How long do")
    assert "<!channel>" not in told


def test_a_question_that_was_left_as_it_is_needs_no_such_button(
    answered: Bench, api: WebApi
) -> None:
    assert answered
    assert "Understood as …" not in _labels(api.replies("1.1")[0])
