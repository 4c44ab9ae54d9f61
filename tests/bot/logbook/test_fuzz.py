"""Ten thousand hostile lines: always an answer, never an exception.

On PostgreSQL here; through Bolt, and on SQLite, in tests/bot/slack/test_alliance_fuzz.py.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from bot.errors import UserError
from tests.bot.logbook.hostile import INPUTS, hostile_line

if TYPE_CHECKING:
    from tests.bot.logbook.conftest import Team


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_ten_thousand_hostile_lines_all_get_an_answer(acme: Team) -> None:
    chance = random.Random(20261123)
    answered = 0
    for _ in range(INPUTS):
        try:
            reply: object = acme(hostile_line(chance))
        except UserError as error:
            reply = str(error)
        answered += bool(reply)

    assert answered == INPUTS
