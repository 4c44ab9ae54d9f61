"""The alliance log in Slack: commands, buttons, forms, shortcut, reaction, Home; who may what."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest

from bot.slack.app import make_client
from bot.slack.log_desk import LogDesk
from tests.bot.slack.bench import wait_for
from tests.bot.slack.checker import check_view
from tests.bot.slack.log_bench import ANN, BOB, EVE, GUEST, elements, state, text_of
from tests.bot.slack.web_api import BOT, TEAM

if TYPE_CHECKING:
    from tests.bot.slack.bench import Bench
    from tests.bot.slack.log_bench import Log


def test_the_first_command_in_a_channel_makes_it_a_team_named_after_it(log: Log) -> None:
    assert "acme-alliance" in text_of(log.type("team"))
    assert "Europe/Berlin" in text_of(log.type("team"))


def test_an_entry_is_saved_for_the_channel_and_undone_by_its_button(acme: Log) -> None:
    saved = acme.type("log Acme decision: pilot moves to Q1, owner <@U2|bob>")
    seen = acme.type("list Acme", user=BOB)
    undone = acme.press(saved, "Undo")
    after = acme.type("list Acme", user=BOB)

    assert saved["response_type"] == "ephemeral"
    assert "Logged #1" in text_of(saved)
    assert "<@U2>" in text_of(saved)
    assert "pilot moves to Q1" in text_of(seen)
    assert "Undone" in text_of(undone)
    assert "pilot" not in text_of(after)


LINES = [
    *("", "help", "help log", "show", "show Acme", "show #1", "list", "list Acme risks", "due"),
    *(
        "owed",
        "owed theirs",
        "what do they owe us",
        "health Acme",
        "brief Acme",
        "stale",
        "stale 1",
    ),
    *("find pilot", "find nothing", "team", "undo", "nonsense", "lgo x", "done zebra", "done"),
    *("delete 1", "edit 99 due friday", "log Acme risk: likely", "new Acme", "team zone mars"),
]


def test_every_reply_is_within_slack_s_limits_and_inert(acme: Log) -> None:
    hostile = "*bold* <!channel> <@U2|x> `code` &amp; <https://x.example|y> " + "w" * 300
    for kind in (
        "decision",
        "commitment",
        "risk",
        "issue",
        "milestone",
        "meeting",
        "lesson",
        "note",
    ):
        acme.type(f"log Acme {kind}: {hostile}, due tomorrow, details: {hostile}")
    acme.type("health Acme us 4 them 3, gap is <!here> speed")

    for line in LINES:
        assert "<!" not in text_of(acme.type(line)), line


def test_a_hundred_entries_fit_every_list(acme: Log) -> None:
    visit = acme.bench.services.log.reception.at_command(TEAM, "C1", ANN)
    book = acme.bench.services.log.logbook
    for number in range(60):
        side = ("ours", "theirs", "joint")[number % 3]
        book.answer(visit, f"log Acme commitment: {'long words ' * 18}{number}, due 1 Dec, {side}")

    for line in ("list", "due 3000", "owed", "owed ours", "brief Acme", "show Acme", "find long"):
        acme.type(line)


def test_missing_pieces_open_a_form_that_names_faults_at_their_fields(acme: Log) -> None:
    opened = acme.type("log Acmee risk: sponsor leaves, likely, due 4 Dec 2026")
    view = opened["view"]
    wrong = acme.send(view, summary="", alliance="1")
    right = acme.send(view, summary="Sponsor leaves")

    assert "Did you mean Acme?" in text_of(opened)
    errors = json.loads(wrong.body)
    assert errors["response_action"] == "errors"
    assert errors["errors"] == {"log:summary": "Say in one line what it is."}
    assert right.body in ("", "{}")
    wait_for(lambda: any("Logged #1" in str(c) for c in acme.api.made("respond")))
    assert "likelihood high" in text_of(acme.type("show #1"))


def test_choosing_a_kind_draws_that_kind_s_fields(acme: Log) -> None:
    view = acme.type("log Acme: something happened")["view"]
    chosen = {"type": "static_select", "action_id": "log_choose_kind", "block_id": "log:kind",
              "selected_option": {"value": "risk"}}  # fmt: skip
    sent = {**view, "id": "V1", "hash": "h", "state": {"values": state(view, {"kind": "risk"})}}

    acme.bench.deliver(
        {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": ANN, "team_id": TEAM},
            "trigger_id": "t",
            "view": sent,
            "container": {"type": "view"},
            "actions": [chosen],
        }
    )
    wait_for(lambda: bool(acme.api.made("views.update")))

    drawn = acme.api.made("views.update")[0]["view"]
    check_view(drawn)
    assert "Likelihood" in json.dumps(drawn)
    assert "something happened" in json.dumps(drawn)


def test_the_second_of_two_people_in_the_form_is_told(acme: Log) -> None:
    saved = acme.type("log Acme action: write minutes")
    view = acme.press(saved, "Edit")["view"]
    acme.type("edit #1 summary write the minutes", user=BOB)

    refused = acme.send(view, summary="mine")

    assert "Somebody else just changed #1" in refused.body
    assert "write the minutes" in text_of(acme.type("show #1"))


def test_a_decision_s_form_replaces_it(acme: Log) -> None:
    saved = acme.type("log Acme decision: pilot in Q1")
    view = acme.press(saved, "Replace")["view"]

    acme.send(view, summary="pilot in Q2")

    wait_for(lambda: any("Replaced #2" in str(c) for c in acme.api.made("respond")))
    assert "replaced by #2" in text_of(acme.type("show 1"))


def test_a_deletion_asks_why(acme: Log) -> None:
    acme.type("log Acme note: twice")
    view = acme.press(acme.type("show 1"), "Delete")["view"]

    acme.send(view, reason="logged twice")

    wait_for(lambda: any("Deleted #1" in str(c) for c in acme.api.made("respond")))
    assert "no entry" in text_of(acme.type("show 1"))


def test_an_alliance_s_form_is_saved_over_its_version(acme: Log) -> None:
    view = acme.type("edit Acme")["view"]
    acme.type("edit Acme purpose joint lab", user=BOB)

    stale = acme.send(view, stage="exiting")
    fresh = acme.send(acme.type("edit Acme")["view"], stage="exiting", next_review_on="2027-02-01")

    assert "Somebody else just changed Acme" in stale.body
    assert fresh.body in ("", "{}")
    wait_for(lambda: sum("*Changed*" in str(call) for call in acme.api.made("respond")) == 2)
    shown = text_of(acme.type("show Acme"))
    assert "exiting" in shown
    assert "joint lab" in shown


def test_the_shortcut_fills_the_form_and_saves_on_confirmation_only(acme: Log) -> None:
    view = acme.shortcut("We agreed: pilot in Q1 &amp; <@U2|bob> owns it\nmore")["view"]
    before = text_of(acme.type("list"))
    acme.send(view, kind="decision", alliance="1")
    wait_for(lambda: any("Logged #1" in str(c) for c in acme.api.made("respond")))

    assert "We agreed: pilot in Q1 & <@U2> owns it" in json.dumps(view)
    assert "pilot" not in before
    assert "https://x.slack.com/archives/C1/p175" in text_of(acme.type("show 1"))


def test_the_reaction_offers_it_to_the_person_alone(acme: Log) -> None:
    acme.api.messages.append({"ts": "18.1", "thread_ts": "18.1", "text": "Renewal moved to May"})
    item = {"type": "message", "channel": "C1", "ts": "18.1"}
    event = {"type": "reaction_added", "user": ANN, "reaction": "memo", "item": item}

    acme.bench.event({**event, "reaction": "tada"})
    offered = acme._answer(lambda: acme.bench.event(event))
    view = acme.press(offered, "Log it")["view"]

    assert offered["by"] == "chat.postEphemeral"
    assert offered["user"] == ANN
    assert len(acme.api.made("chat.postEphemeral")) == 1
    assert "Renewal moved to May" in json.dumps(view)


def test_files_go_to_the_person_and_not_to_the_channel(acme: Log) -> None:
    acme.type("log Acme note: one")
    acme.type("health Acme us 4 them 3")
    for say in (
        lambda: acme.type("export Acme csv"),
        lambda: acme.press(acme.type("brief Acme"), "Markdown file"),
        lambda: acme.press(acme.type("health Acme"), "Picture"),
    ):
        assert "direct messages" in text_of(say())

    sent = acme.api.made("files.completeUploadExternal")
    assert [call["channel_id"] for call in sent] == [f"D{ANN}"] * 3


CHECKS = (
    "health Acme us 4 them 3, 1 Feb 2026",
    "health Acme us 4.2 them 3.4 on 1 May 2026, gap is pace",
    "health Acme us 4.5, on 1 Aug 2026",
)


def test_health_is_drawn_as_slack_s_own_chart_of_the_days_both_sides_were_asked(acme: Log) -> None:
    for line in CHECKS:
        acme.type(line)

    message = acme.type("health Acme")

    (chart,) = [b["chart"] for b in message["blocks"] if b["type"] == "data_visualization"]
    assert [s["name"] for s in chart["series"]] == ["Us", "Them"]
    assert [[p["value"] for p in s["data"]] for s in chart["series"]] == [[4.0, 4.2], [3.0, 3.4]]
    assert "pace" in text_of(message)
    assert "4.5" in text_of(message)


def test_a_look_alike_of_slack_gets_no_chart(bench: Bench, acme: Log) -> None:
    for line in CHECKS:
        acme.type(line)
    services = bench.services.log
    real = LogDesk(make_client("xoxb-x", "https://slack.com/api/"), services.logbook)

    services.desk._draws_charts = LogDesk(bench.app.client, services.logbook)._draws_charts

    assert "data_visualization" not in text_of(acme.type("health Acme"))
    assert real._draws_charts


def test_one_check_makes_no_chart_and_one_side_makes_one_line(acme: Log) -> None:
    acme.type(CHECKS[2])
    assert "data_visualization" not in text_of(acme.type("health Acme"))

    acme.type("health Acme us 3.5, 1 Sep 2026")

    blocks = acme.type("health Acme")["blocks"]
    (chart,) = [b["chart"] for b in blocks if b["type"] == "data_visualization"]
    assert [s["name"] for s in chart["series"]] == ["Us"]


@pytest.mark.parametrize("status", [200, 400])
def test_where_slack_refuses_the_chart_its_words_come_all_the_same(acme: Log, status: int) -> None:
    for line in CHECKS:
        acme.type(line)
    acme.api.next("respond", status=status, error="invalid_blocks")
    acme.api.next("chat.postEphemeral", error="invalid_blocks")

    message = acme.type_until("health Acme", lambda m: "data_visualization" not in text_of(m))
    again = acme.type("health Acme")

    assert message["by"] == "respond"
    assert "pace" in text_of(message)
    assert "data_visualization" not in text_of(again)


def test_a_menu_opens_an_entry_of_the_pack(acme: Log) -> None:
    acme.type("log Acme commitment: send data")

    card = acme.choose(acme.type("brief Acme"), 1)

    assert "send data" in text_of(card)


def test_home_shows_ones_teams_and_finishes_what_is_due(acme: Log) -> None:
    acme.type("log Acme action: late thing, due 1 Nov 2026")

    home = acme.home(ANN)
    acme.press({"blocks": home["blocks"]}, "Done", channel=None, view={"type": "home"})

    assert "late thing" in json.dumps(home)
    assert "late thing" not in json.dumps(acme.api.made("views.publish")[-1])
    assert "late thing" not in json.dumps(acme.home(EVE))
    assert "/alliance new" in json.dumps(acme.home(EVE))


def test_outsiders_in_the_channel_see_only_what_is_shared(log: Log) -> None:
    log.type("new Acme, shared", channel="C3")
    log.type("log Acme note: inside", channel="C3")
    log.type("log Acme note: outside, #shared", channel="C3")
    log.type("new Hidden", channel="C3")

    for line in ("list", "show", "show #1", "find inside", "brief Acme", "due", "export json"):
        for user in (ANN, GUEST):
            said = text_of(log.type(line, user=user, channel="C3"))
            assert "inside" not in said.replace("find inside", "").replace("“inside”", "")
            assert "Hidden" not in said
    assert "outside" in text_of(log.type("list", user=GUEST, channel="C3"))
    assert "Hidden" not in json.dumps(log.home(GUEST))
    assert "Hidden" in json.dumps(log.home(ANN))


def test_nobody_outside_the_channel_gets_in_by_any_door(acme: Log) -> None:
    secret = acme.type("log Acme decision: zebra, owner <@U2|bob>, due tomorrow")
    acme.type("log Acme commitment: zebra promise")
    card, brief = acme.type("show 1"), acme.type("brief Acme")
    form = acme.type("edit #2")["view"]
    acme.type("new Mine", user=EVE, channel="C2")
    before = text_of(acme.type("show 1"))

    said = [text_of(acme.type("show 1", user=EVE, channel="C1"))]
    lines = ("show 1", "find zebra", "list", "owed", "brief Acme", "export", "edit 1", "undo")
    said += [text_of(acme.type(line, user=EVE, channel="C2")) for line in lines]
    for message in (secret, card, brief):
        for element in elements(message):
            label = element.get("text", {}).get("text")
            if label:
                said.append(text_of(acme.press(message, label, user=EVE, channel={"id": "C2"})))
    refused = acme.send(form, user=EVE, summary="stolen")
    said.append(text_of(acme.type("list", user=EVE, channel="D9")))

    assert not [text for text in said if "zebra" in text.replace("“zebra”", "")]
    assert "not in" in refused.body
    assert json.dumps(acme.home(EVE)).count("zebra") == 0
    assert text_of(acme.type("show 1")) == before


def test_whoever_leaves_the_channel_loses_its_log_within_a_minute(acme: Log) -> None:
    acme.type("log Acme note: zebra")
    saved = acme.type("show 1", user=BOB)
    acme.api.members["C1"] = [ANN, BOT]
    members = acme.bench.services.log.reception._members
    now = members._clock()
    members._clock = lambda: now + 61

    assert "zebra" not in text_of(acme.type("show 1", user=BOB))
    assert "zebra" not in text_of(acme.press(saved, "Delete", user=BOB))
    assert "zebra" not in json.dumps(acme.home(BOB))


@pytest.mark.parametrize("error", ["channel_not_found", "missing_scope", "fatal"])
def test_where_slack_does_not_tell_nothing_is_shown(log: Log, error: str) -> None:
    log.api.next("conversations.members", error=error)

    assert "I cannot see that you are in this channel" in text_of(log.type("show"))


def test_people_of_another_organisation_are_refused(acme: Log) -> None:
    said = acme.type("show Acme", user="UX", user_team="T9", enterprise_id="E9")

    assert "stage" not in text_of(said)


def test_twenty_people_at_once_are_all_answered(acme: Log) -> None:
    threads = [
        threading.Thread(target=acme.bench.deliver, args=({
            "command": "/alliance", "text": f"log Acme note: n{n}", "team_id": TEAM,
            "channel_id": "C1", "user_id": ANN, "trigger_id": f"t{n}",
            "response_url": acme.api.response_url,
        },))
        for n in range(20)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    wait_for(lambda: sum("Logged #" in str(call) for call in acme.api.made("respond")) == 20)
