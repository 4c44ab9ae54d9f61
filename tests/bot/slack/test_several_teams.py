"""Where no channel says whose log is meant: direct messages, and messages without a team."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.bot.slack.log_bench import ANN, EVE, elements, text_of
from tests.bot.slack.web_api import BOT

if TYPE_CHECKING:
    from tests.bot.slack.log_bench import Log

HOME = "D1"


@pytest.fixture
def both(acme: Log) -> Log:
    """Ann, who is in the teams of C1 and C3; each has a commitment, C1 a zebra."""
    acme.type("log Acme commitment: zebra, due tomorrow")
    acme.api.channels["C3"] = {"name": "globex-alliance"}
    acme.api.members["C3"] = [ANN, BOT]
    acme.type("new Globex", channel="C3")
    acme.type("log Globex commitment: giraffe, due tomorrow", channel="C3")
    return acme


def test_a_direct_message_reaches_the_only_team_and_nobody_else_s(acme: Log) -> None:
    acme.type("log Acme note: zebra")

    assert "zebra" in text_of(acme.type("list", channel=HOME))
    assert "no channel that has an alliance log" in text_of(acme.type("list", EVE, "D2"))


@pytest.mark.parametrize("line", ["due", "owed", "list", "find zebra giraffe", "what do we owe"])
def test_an_overview_comes_of_every_team_under_its_name(both: Log, line: str) -> None:
    for team, secret, other in (("acme", "zebra", "giraffe"), ("globex", "giraffe", "zebra")):
        of_it = both.type_until(
            line, lambda m, t=team: f"Team *{t}-alliance*" in text_of(m), channel=HOME
        )

        assert secret in text_of(of_it)
        assert other not in text_of(of_it).replace("“zebra giraffe”", "")


@pytest.mark.parametrize(
    "line",
    ["owed Globex", "brief globex", "team:globex-alliance owed", 'owed team:"globex alliance"',
     "owed in <#C3|globex-alliance>", "team:globex owed"],
)  # fmt: skip
def test_an_alliance_a_name_or_a_channel_says_which_team_is_meant(both: Log, line: str) -> None:
    said = text_of(both.type(line, channel=HOME))

    assert "giraffe" in said
    assert "zebra" not in said


def test_what_writes_asks_which_team_is_meant_and_goes_on_there(both: Log) -> None:
    asked = both.type("new Initech, stage active", channel=HOME)

    buttons = [e for e in elements(asked) if e["text"]["text"] == "This one"]
    assert len(buttons) == 2
    both.press_element(buttons[1])
    assert "Initech" in text_of(both.type("show", channel="C3"))
    assert "Initech" not in text_of(both.type("show", channel="C1"))


def test_nobody_goes_on_in_a_team_they_are_not_in(both: Log) -> None:
    asked = both.type("new Initech", channel=HOME)
    chosen = next(e for e in elements(asked) if "This one" in e["text"]["text"])

    assert "not in" in text_of(both.press_element(chosen, user=EVE))
    assert "You are in no team called" in text_of(both.type("team:eve list", channel=HOME))
    assert "zebra" not in text_of(both.type("team:acme-alliance list", user=EVE, channel="D2"))
    assert "zebra" not in text_of(both.type("list in <#C1|acme-alliance>", user=EVE, channel="D2"))


def test_an_unknown_name_is_suggested_from_any_team(both: Log) -> None:
    assert "Did you mean Globex?" in text_of(both.type("owed Globx", channel=HOME))


def test_a_message_of_a_channel_without_a_team_asks_whose_log_it_goes_into(both: Log) -> None:
    asked = both.shortcut("zebra crossing " * 80, channel="C9")
    chosen = next(
        e for e in elements(asked) if e.get("accessibility_label", "").endswith("globex-alliance")
    )

    form = both.press_element(chosen)["view"]

    assert "zebra crossing" in json.dumps(form)
    assert json.loads(form["private_metadata"])["team"] == 2
    assert "Globex" in json.dumps(form)
    assert "Acme" not in json.dumps(form)
