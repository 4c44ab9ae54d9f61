"""The alliance log with the real bot in the real stand-in."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from scripts.workspace import ACME, GENERAL, GLOBEX, TEAM
from tests.e2e.people import JONAS, MAYA, PRIYA, SAM, elements, prose, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.e2e.conftest import World
    from tests.e2e.people import Message


@pytest.fixture(scope="module")
def team_world(make_world: Callable[[], World]) -> Iterator[World]:
    """A world whose channels Acme and Globex are teams; Sam is in neither."""
    world = make_world()
    members = {ACME.id: [MAYA, PRIYA], GLOBEX.id: [JONAS]}

    def who(arguments: dict[str, Any]) -> dict[str, Any]:
        everybody = [MAYA, JONAS, PRIYA, SAM]
        return {"ok": True, "members": members.get(arguments["channel"], everybody)}

    world.relay.answers["conversations.members"] = who
    world.bot.start()
    type_line(world, "new Acme, stage active, sponsor Grace, their sponsor Hal")
    return world


def type_line(world: World, text: str, user: str = MAYA, channel: str = ACME.id) -> Message:
    """Type a command and return the last message that it brings."""
    before = len(world.people.whispers(user, channel))
    world.people.command("/alliance", text, channel=channel, user=user)
    wait_for(lambda: len(world.people.whispers(user, channel)) > before, f"a reply to {text!r}")
    return world.people.whispers(user, channel)[-1]


def open_form(world: World, text: str, user: str = MAYA) -> dict[str, Any]:
    world.people.command("/alliance", text, channel=ACME.id, user=user)
    return world.people.modal()


def submit(world: World, view: dict[str, Any], user: str = MAYA, **values: str) -> None:
    """Send the form on top, with what it began with and what is filled in anew."""
    filled: dict[str, Any] = {}
    for block in (b for b in view["blocks"] if b["type"] == "input"):
        element = block["element"]
        name = block["block_id"].removeprefix("log:").partition("@")[0]
        given: dict[str, Any] = {"type": element["type"]}
        for initial, key in (("value", "value"), ("option", "selected_option"),
                             ("date", "selected_date"), ("user", "selected_user")):  # fmt: skip
            if f"initial_{initial}" in element:
                given[key] = element[f"initial_{initial}"]
        if name in values:
            is_menu = element["type"] == "static_select"
            key = "selected_option" if is_menu else "value"
            given[key] = {"value": values[name]} if is_menu else values[name]
        filled[block["block_id"]] = {element["action_id"]: given}
    world.people._act({"t": "view_submit", "user": user, "values": filled})


LINES = {
    "log Acme decision: pilot moves to Q1, owner <@U0PRIYA|priya>": "Logged #1",
    "log Acme commitment: send the API document, due next friday": "Logged #2",
    "log Acme commitment: deliver test data, theirs, due 1 Nov 2026": "Logged #3",
    "log Acme risk: sponsor leaves in Jan, likely, high": "Logged #4",
    "health Acme us 4.1 them 3.2, gap is decision speed": "Logged #5",
    "list Acme": "pilot moves to Q1",
    "show": "Acme",
    "show Acme": "Grace",
    "show #1": "pilot moves to Q1",
    "due": "deliver test data",
    "owed": "They owe us",
    "what do THEY owe us": "deliver test data",
    "health Acme": "4.1",
    "mark the API document one done": "Done #2",
    "undo that": "Undone",
    "edit #2 due 4 Dec": "Changed #2",
    "find pilot": "pilot moves to Q1",
    "brief Acme": "We owe",
    "stale": "Every alliance had an entry",
    "team": "Europe/London",
    "help": "brief",
    "delete #4 because logged twice": "Deleted #4",
    "show me the other team's log": "no other",
    "brif Acme": "Did you mean",
}


def test_every_subcommand_answers_its_person_alone(team_world: World) -> None:
    for line, expected in LINES.items():
        reply = type_line(team_world, line)

        assert expected in prose(reply), (line, prose(reply))
        assert reply["ephemeral_to"] == MAYA
    assert not [m for m in team_world.people.messages(ACME.id) if not m.get("ephemeral_to")]


def test_a_form_opens_with_what_was_understood_and_shows_faults(team_world: World) -> None:
    view = open_form(team_world, "log Acmee risk: supplier fails, likely")
    submit(team_world, view, summary="", alliance="1")
    errors = wait_for(lambda: team_world.people.page().get("modalStack"), "the form stays open")

    assert errors
    assert "Did you mean Acme?" in prose(view)
    before = len(team_world.people.whispers(MAYA, ACME.id))
    submit(team_world, view, summary="Supplier fails", alliance="1")
    wait_for(lambda: len(team_world.people.whispers(MAYA, ACME.id)) > before, "it is saved")
    assert "Supplier fails" in prose(team_world.people.whispers(MAYA, ACME.id)[-1])


def test_a_message_is_logged_by_its_shortcut(team_world: World) -> None:
    message = team_world.people.say("We agreed to move the pilot", channel=ACME.id, user=PRIYA)
    payload = {
        "type": "message_action",
        "callback_id": "log_message",
        "team": {"id": TEAM},
        "user": {"id": MAYA, "team_id": TEAM},
        "channel": {"id": ACME.id},
        "message": {"ts": message["ts"], "text": message["text"]},
        "trigger_id": "not-known-to-the-stand-in",
        "response_url": "",
    }
    opened = len(team_world.relay.made("views.open"))
    team_world.relay.answers["views.open"] = lambda _: {"ok": True}

    team_world.relay.deliver("interactive", payload)
    wait_for(lambda: len(team_world.relay.made("views.open")) > opened, "a form is opened")

    del team_world.relay.answers["views.open"]
    sent = json.dumps(team_world.relay.made("views.open")[-1].arguments["view"])
    assert "We agreed to move the pilot" in sent
    assert "/archives/" in sent


def test_a_reaction_offers_it_in_private(team_world: World) -> None:
    message = team_world.people.say("Renewal moved to May", channel=ACME.id, user=PRIYA)
    before = len(team_world.people.whispers(MAYA, ACME.id))

    body = {"channel": ACME.id, "ts": message["ts"], "user": MAYA, "name": "memo"}
    team_world.people.stand_in.control("reaction", body)
    wait_for(lambda: len(team_world.people.whispers(MAYA, ACME.id)) > before, "an offer")
    team_world.people.press(team_world.people.whispers(MAYA, ACME.id)[-1], "Log it")

    assert "Renewal moved to May" in json.dumps(team_world.people.modal())
    team_world.people.close_modal()


def test_home_shows_the_persons_own_teams(team_world: World) -> None:
    type_line(team_world, "new Globex", user=JONAS, channel=GLOBEX.id)
    shown = {person: home(team_world, person) for person in (MAYA, JONAS, SAM)}

    assert "Acme" in shown[MAYA]
    assert "deliver test data" in shown[MAYA]
    assert "Alliances of acme-alliance" not in shown[JONAS]
    assert "Globex" in shown[JONAS]
    assert "Alliances of" not in shown[SAM]


def home(world: World, person: str) -> str:
    before = len(world.relay.made("views.publish"))
    world.people._act({"t": "open_home", "user": person})
    wait_for(lambda: len(world.relay.made("views.publish")) > before, "the Home tab is drawn")
    return json.dumps(world.relay.made("views.publish")[-1].arguments["view"])


def test_two_teams_and_an_outsider_find_nothing_of_each_other(team_world: World) -> None:
    world = team_world
    type_line(world, "log Acme decision: zebra, owner okapi, due tomorrow")
    type_line(world, "log Acme commitment: zebra promise, due tomorrow, #shared")
    buttons = [type_line(world, line) for line in ("list Acme", "brief Acme", "show #1")]
    type_line(world, "new Globex", user=JONAS, channel=GLOBEX.id)

    told: list[str] = []
    places = [(JONAS, GLOBEX.id), (JONAS, ACME.id), (SAM, ACME.id), (SAM, GLOBEX.id)]
    places += [(user, direct(world, user)) for user in (JONAS, SAM)]
    for user, channel in places:
        for line in ("list", "show", "show #6", "find zebra okapi", "owed", "due", "brief Acme",
                     "health Acme", "stale 1", "export json", "edit #6 summary x", "done #7",
                     "done zebra", "delete #6 because x", "undo", "team"):  # fmt: skip
            reply = type_line(world, line, user=user, channel=channel)
            told.append(prose(reply).replace(line.partition(" ")[2], ""))
    for message in buttons:
        for _, element in elements(message):
            label = element.get("text", {}).get("text")
            if label:
                before = len(world.people.whispers(SAM, ACME.id))
                world.people.press(message, label, user=SAM)
                wait_for(lambda n=before: len(world.people.whispers(SAM, ACME.id)) > n, label)
                told.append(prose(world.people.whispers(SAM, ACME.id)[-1]))

    assert not [text for text in told if "zebra" in text or "okapi" in text]
    assert "zebra" not in home(world, SAM)
    assert "zebra" in prose(type_line(world, "find zebra"))
    assert "zebra" in prose(type_line(world, "find zebra", channel=direct(world, MAYA)))


def direct(world: World, person: str) -> str:
    """Return the channel of somebody's direct messages with the bot."""
    greeting = world.people.say("hello", channel=person, user=person)
    world.people.reply(greeting)
    return str(greeting["channel"])


def test_a_bot_that_is_killed_in_the_middle_of_a_write_leaves_nothing_half_saved(
    brittle_world: World,
) -> None:
    type_line(brittle_world, "new Acme")
    for number in range(12):
        text = f"log Acme decision: decision {number}, owner <@U0PRIYA|priya>"
        brittle_world.people.command("/alliance", text, channel=ACME.id, user=MAYA)
    brittle_world.bot.kill()
    saved = counts(brittle_world)
    brittle_world.bot.start()

    assert counts(brittle_world) == saved
    assert "Logged" in prose(type_line(brittle_world, "log Acme note: after the crash"))


def counts(world: World) -> tuple[int, int]:
    """Count entries and the operations that made them, which must agree."""
    with sqlite3.connect(world.bot.data_dir / "advisor.db") as db:
        entries = db.execute("SELECT count(*) FROM entry").fetchone()[0]
        made = "SELECT count(*) FROM change WHERE subject = 'entry' AND before IS NULL"
        operations = db.execute(made).fetchone()[0]
    assert entries == operations
    return entries, operations


def test_the_channel_of_the_general_public_has_a_log_of_its_own(team_world: World) -> None:
    reply = type_line(team_world, "show", user=SAM, channel=GENERAL.id)

    assert "No alliances yet" in prose(reply)
