"""Ten thousand hostile lines through Bolt: each is answered within Slack's limits, pings nobody."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tests.bot.logbook.hostile import INPUTS, hostile_line
from tests.bot.slack.bench import wait_for
from tests.bot.slack.checker import check_message, check_view

if TYPE_CHECKING:
    from tests.bot.slack.log_bench import Log

AT_ONCE = 20
ANSWERS = ("respond", "views.open", "chat.postMessage", "chat.postEphemeral")


def test_ten_thousand_hostile_lines_are_answered_in_slack(acme: Log) -> None:
    chance = random.Random(20261127)
    acme.api.calls.clear()
    answered = 0
    for _ in range(INPUTS // AT_ONCE):
        keys = [acme.deliver(hostile_line(chance)) for _ in range(AT_ONCE)]
        wait_for(lambda keys=keys: set(keys) <= acme.answered(), seconds=60)
        for call in acme.api.calls:
            if "view" in call.arguments:
                check_view(call.arguments["view"])
            elif call.method in ANSWERS:
                check_message(call.arguments["text"], call.arguments["blocks"])
                assert "tell an administrator" not in call.arguments["text"]
        answered += len(keys)
        acme.api.calls.clear()

    assert answered == INPUTS
