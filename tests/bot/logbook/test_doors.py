"""Every door of one team's log, tried by somebody of another team."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.errors import UserError
from bot.logbook.commands import Undo
from bot.logbook.heading import save_edited_alliance
from bot.logbook.usage import USAGES
from bot.logbook.writing import save_edit, save_new

if TYPE_CHECKING:
    from bot.logbook.model import Alliance, Entry
    from tests.bot.logbook.conftest import Team

SECRET = ("zebra", "quagga", "okapi", "UANN", "team of C1", "4.4", "2.2")


@pytest.fixture
def secrets(acme: Team) -> Team:
    acme("new Zebra Works, purpose quagga, owner <@UANN>")
    acme("log Zebra Works decision: zebra quagga, owner okapi")
    acme("log Zebra Works commitment: zebra okapi, due tomorrow, #shared")
    acme("health Zebra Works us 4.4 them 2.2, gap is quagga")
    return acme


LINES = [
    *USAGES,
    "show #1",
    "show 2",
    "show Zebra Works",
    "Zebra Works",
    "show me the other team's log",
    "list Zebra Works",
    "list all page 1",
    "find zebra",
    "find quagga okapi",
    "what did we decide about zebra",
    "due Zebra Works 3650",
    "owed Zebra Works",
    "what does Zebra Works owe us",
    "health Zebra Works",
    "brief Zebra Works",
    "summarise zebra works since 1 Jan",
    "stale 1",
    "export Zebra Works",
    *(f"export {form}" for form in ("csv", "json", "markdown", "ics")),
    "export the zebra works log for legal",
    "edit #1",
    "edit #1 summary stolen",
    "edit Zebra Works",
    "edit Zebra Works stage closed",
    "delete 1 because",
    "delete #2 because I can",
    "delete Zebra Works because I can",
    "done 2",
    "done zebra okapi",
    "mark the zebra one done",
    "log Zebra Works note: hi",
    "log Zebra decision: hi, replaces #1",
    "undo",
    "team link <#C1|acme>",
    "team unlink <#C1|acme>",
    "team rename team of C2",
]


@pytest.mark.parametrize("has_own", [False, True], ids=["empty log", "own entries"])
def test_no_line_leads_into_another_teams_log(secrets: Team, eve: Team, *, has_own: bool) -> None:
    if has_own:
        eve("new Mine")
        eve("log Mine note: one")
    before = _everything(secrets)

    leaks = {line: leak for line in LINES if (leak := _leak(eve, line))}

    assert leaks == {}
    assert _everything(secrets) == before


def _leak(eve: Team, line: str) -> list[str]:
    """Return the secrets that the reply to *line* tells beyond the words of the line itself."""
    try:
        said = str(eve(line))
    except UserError as error:
        said = str(error)
    typed = line.lower()
    return [word for word in SECRET if word.lower() in said.lower() and word.lower() not in typed]


def test_no_button_value_leads_into_another_teams_log(secrets: Team, eve: Team) -> None:
    before = _everything(secrets)
    for operation in range(8):
        with pytest.raises(UserError):
            eve.book.run(eve.visit, Undo(operation))
        with pytest.raises(UserError):
            eve.book.undo(replace(eve.visit, who="UANN"), operation)

    assert _everything(secrets) == before


def test_no_form_leads_into_another_teams_log(secrets: Team, eve: Team) -> None:
    theirs = secrets.book.open(secrets.visit)
    entry: Entry | None = theirs.entry(1)
    alliance: Alliance = theirs.alliances()[1]
    assert entry is not None
    mine = eve.book.open(eve.visit)
    before = _everything(secrets)

    with pytest.raises(UserError):
        save_edit(eve.visit, mine, replace(entry, summary="stolen"))
    with pytest.raises(UserError):
        save_new(eve.visit, mine, replace(entry, number=0))
    with pytest.raises(UserError):
        save_edited_alliance(eve.visit, mine, replace(alliance, purpose="stolen"))

    assert _everything(secrets) == before


def test_another_workspace_with_the_same_ids_is_another_world(secrets: Team, eve: Team) -> None:
    team = eve.book.teams.make("T2", "C1", "same channel id", "UTC", eve.visit.now)
    visit = replace(eve.visit, team=team)

    with pytest.raises(UserError):
        eve.book.answer(visit, "show 1")
    assert secrets.visit.team.id != team.id


def _everything(team: Team) -> object:
    log = team.book.open(team.visit)
    return log.alliances(), list(log.all_operations()), team.book.teams.all("T1")[:1]
