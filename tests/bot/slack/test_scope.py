"""``/advisor sources``: a channel's members see and limit what answers there come from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.slack.blocks.scope import FORM
from tests.bot.slack.bench import COLLECTIONS, wait_for
from tests.bot.slack.checker import check_message, check_view
from tests.bot.slack.web_api import BOT, TEAM

if TYPE_CHECKING:
    from tests.bot.slack.bench import Bench
    from tests.bot.slack.web_api import WebApi

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def workspace(api: WebApi) -> None:
    """Ann and Bob in C1; Ann, a guest and the bot in C2; Eve in neither."""
    api.users |= {"U3": {}, "U4": {"is_restricted": True}}
    api.channels["C2"] = {}
    api.members["C2"] = ["U1", "U4", BOT]


def answered(api: WebApi, act: Any, method: str = "respond") -> Json:
    before = len(api.made(method))
    act()
    wait_for(lambda: len(api.made(method)) > before)
    return api.made(method)[-1]


def type_in(bench: Bench, api: WebApi, text: str, user: str = "U1", channel: str = "C1") -> Json:
    command = {
        "command": "/advisor",
        "text": text,
        "team_id": TEAM,
        "channel_id": channel,
        "user_id": user,
        "trigger_id": "t",
        "response_url": api.response_url,
    }
    return answered(api, lambda: bench.deliver(command))


def words(message: Json) -> str:
    return json.dumps(message.get("blocks") or message["text"], ensure_ascii=False)


def test_the_list_says_what_there_is_and_what_is_used(bench: Bench, api: WebApi) -> None:
    shown = type_in(bench, api, "sources")

    check_message(shown["text"], shown["blocks"])
    assert shown["response_type"] == "ephemeral"
    text = shown["blocks"][1]["text"]["text"].split("\n")
    assert text == [
        "☑ Contracts: 12 documents",
        "☑ library (comes with the Advisor): 43 documents",
        "☑ Reviews: 5 documents",
        "☑ other documents: 3 documents",
    ]
    assert "come from the whole library." in shown["text"]


def test_a_choice_by_words_holds_for_answers_and_is_told_to_the_channel(
    bench: Bench, api: WebApi
) -> None:
    shown = type_in(bench, api, "sources only contracts, Reviews")
    bench.mention("why?")
    bench.ask("why not?", api.response_url)
    bench.finish()

    assert "come from Contracts and Reviews only." in shown["text"]
    assert "<@U1> chose that on <!date^" in words(shown)
    (told, answer) = api.made("chat.postMessage")
    assert told["channel"] == "C1"
    assert "<@U1> limited my answers here to Contracts and Reviews." in words(told)
    assert {q.collections for q in bench.advisor.asked} == {frozenset({"Contracts", "Reviews"})}
    assert "From Contracts and Reviews only, as this channel has it" in words(answer)


def test_elsewhere_everything_counts(bench: Bench, api: WebApi) -> None:
    type_in(bench, api, "sources only Contracts")
    bench.message("in private", channel="D1", channel_type="im", ts="5.1")
    bench.ask("elsewhere", api.response_url, channel_id="C2")
    bench.finish()

    assert {q.collections for q in bench.advisor.asked} == {None}


def test_the_whole_library_comes_back(bench: Bench, api: WebApi) -> None:
    type_in(bench, api, "sources only Contracts")

    shown = type_in(bench, api, "sources all", user="U2")

    assert "come from the whole library." in shown["text"]
    assert "<@U2> chose that" in words(shown)
    assert "the whole library again" in words(api.made("chat.postMessage")[-1])


def test_choosing_what_holds_already_disturbs_nobody(bench: Bench, api: WebApi) -> None:
    type_in(bench, api, "sources only Contracts")
    type_in(bench, api, "sources only Contracts", user="U2")

    assert len(api.made("chat.postMessage")) == 1


def pressed(bench: Bench, api: WebApi, message: Json, text: str, method: str, **who: Any) -> Json:
    actions = next(b for b in message["blocks"] if b["type"] == "actions")
    found = next(e for e in actions["elements"] if e["text"]["text"] == text)
    action = {"action_id": found["action_id"], "value": found["value"]}
    return answered(api, lambda: bench.press(action, api.response_url, **who), method)


def sent(bench: Bench, view: Json, names: list[str], user: str = "U1") -> Any:
    options = view["blocks"][0]["element"]["options"]
    chosen = [o for o in options if any(o["text"]["text"].startswith(n) for n in names)]
    values = {"scope": {"collections": {"type": "x", "selected_options": chosen}}}
    return bench.deliver(
        {
            "type": "view_submission",
            "team": {"id": TEAM},
            "user": {"id": user, "team_id": TEAM},
            "view": {
                "type": "modal",
                "id": "V1",
                "callback_id": FORM,
                "private_metadata": view["private_metadata"],
                "state": {"values": values},
            },
        }
    )


def test_a_choice_by_form(bench: Bench, api: WebApi) -> None:
    shown = type_in(bench, api, "sources only Reviews")
    view = pressed(bench, api, shown, "Choose …", "views.open")["view"]

    check_view(view)
    initial = view["blocks"][0]["element"]["initial_options"]
    assert [o["text"]["text"] for o in initial] == ["Reviews (5)"]
    sent(bench, view, ["Contracts", "other"])

    shown = type_in(bench, api, "sources")
    assert "come from Contracts and other documents only." in shown["text"]
    back = pressed(bench, api, shown, "Use all", "respond")
    assert "come from the whole library." in back["text"]


def test_nothing_chosen_in_the_form_is_everything(bench: Bench, api: WebApi) -> None:
    shown = type_in(bench, api, "sources only Reviews")
    view = pressed(bench, api, shown, "Choose …", "views.open")["view"]

    sent(bench, view, [])

    assert "whole library" in type_in(bench, api, "sources")["text"]


def test_who_is_not_in_the_channel_sees_and_changes_nothing(bench: Bench, api: WebApi) -> None:
    shown = type_in(bench, api, "sources")
    view = pressed(bench, api, shown, "Choose …", "views.open")["view"]

    refused = type_in(bench, api, "sources only Reviews", user="U3")
    response = sent(bench, view, ["Reviews"], user="U3")

    assert "cannot see that you are in this channel" in refused["text"]
    assert "Contracts" not in words(refused)
    assert "errors" in json.loads(response.body)["response_action"]
    assert "whole library" in type_in(bench, api, "sources")["text"]


def test_outsiders_read_no_names_of_what_they_may_not_see(bench: Bench, api: WebApi) -> None:
    type_in(bench, api, "sources only Reviews", channel="C2")
    COLLECTIONS["Takeover of Globex"] = 1
    try:
        shown = type_in(bench, api, "sources", user="U4", channel="C2")
        refused = type_in(bench, api, "sources only Takeover", user="U4", channel="C2")
    finally:
        del COLLECTIONS["Takeover of Globex"]
    bench.mention("why?", channel="C2")
    bench.finish()

    assert shown["blocks"][1]["text"]["text"] == "☑ Reviews: 2 documents"
    assert not any(b["type"] == "actions" for b in shown["blocks"])
    assert "Guests can see" in refused["text"]
    assert "From a part of the library only" in words(api.made("chat.postMessage")[-1])
    assert not any("Globex" in words(m) for m in (shown, refused))


def test_in_private_the_command_teaches(bench: Bench, api: WebApi) -> None:
    assert "whole library" in type_in(bench, api, "sources", channel="D1")["text"]


@pytest.mark.parametrize("text", ["", "help", "sorces"])
def test_other_words_teach_the_command(bench: Bench, api: WebApi, text: str) -> None:
    assert "/advisor sources" in type_in(bench, api, text)["text"]


def test_a_name_is_data(bench: Bench, api: WebApi) -> None:
    COLLECTIONS["<!channel> *x* " + "y" * 200] = 1
    try:
        shown = type_in(bench, api, "sources")
        view = pressed(bench, api, shown, "Choose …", "views.open")["view"]
    finally:
        COLLECTIONS.pop("<!channel> *x* " + "y" * 200)

    check_message(shown["text"], shown["blocks"])
    check_view(view)
    assert "<!channel>" not in words(shown)
