"""Export and import lose nothing, and name every bad line."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.errors import UserError
from bot.logbook.archive import archive_lines, read_archive
from bot.logbook.model import Audience
from bot.logbook.replies import Saved
from bot.store.logbook import TeamLog
from bot.store.restore import Archive, Purged

if TYPE_CHECKING:
    from bot.store.database import Database
    from tests.bot.logbook.conftest import Team


@pytest.fixture
def filled(acme: Team) -> Team:
    acme("edit Acme type co-sell, review 1 Feb, counterpart Zoë “Z”")
    acme("log Acme decision: pilot 🤝, owner <@UBOB|bob>, https://x.slack.com/archives/C1/p17")
    acme("log Acme decision: pilot in Q2, replaces #1")
    acme("log Acme risk: fire, likely, high\nmore\nlines")
    acme("log Acme action: due sometime, due soonish")
    acme("delete 3 because wrong")
    acme.by("UBOB")("health Acme us 4 them 3")
    acme("new Globex")
    acme("log Globex note: gone with it")
    acme("delete Globex because over")
    acme("log Acme note: taken back")
    acme("undo")
    return acme


def exported(team: Team, database: Database) -> list[str]:
    return list(archive_lines(team.visit.team, Archive(database, team.visit.team)))


def restored(team: Team, database: Database, lines: list[str]) -> None:
    read = read_archive(lines)
    assert read.faults == []
    Archive(database, team.visit.team).restore(
        list(read.alliances.values()), list(read.entries.values()), list(read.operations.values())
    )


def test_the_round_trip_loses_nothing(filled: Team, eve: Team, database: Database) -> None:
    lines = exported(filled, database)

    restored(eve, database, lines)

    assert exported(eve, database)[1:] == lines[1:]


def test_after_an_import_the_log_goes_on_where_it_was(
    filled: Team, eve: Team, database: Database
) -> None:
    restored(eve, database, exported(filled, database))

    assert eve.by("UANN")("undo") == filled("undo")
    numbers = []
    for team in (filled, eve):
        saved = team("log Acme note: next")
        assert isinstance(saved, Saved)
        numbers.append((saved.entry.number, saved.operation))
    assert numbers[0] == numbers[1]


def test_a_log_that_is_not_empty_is_left_alone(filled: Team, database: Database) -> None:
    lines = exported(filled, database)

    with pytest.raises(UserError, match="not empty"):
        restored(filled, database, lines)

    assert exported(filled, database) == lines


def test_every_bad_line_is_named_by_its_number(filled: Team, database: Database) -> None:
    lines = exported(filled, database)
    entry = next(i for i, line in enumerate(lines) if '"record": "entry"' in line)
    broken = json.loads(lines[entry]) | {"summary": ""}
    orphan = json.loads(lines[entry]) | {"number": 99, "alliance_id": 42}
    lines[entry] = json.dumps(broken)
    lines += [
        "{",
        "[]",
        '{"record": "song"}',
        '{"record": "entry"}',
        json.dumps(orphan),
        lines[1],
        "",
    ]

    faults = {fault.line: fault.reason for fault in read_archive(lines).faults}

    last = len(lines)
    assert faults[entry + 1] == "summary: Say in one line what it is."
    assert faults[last - 3] == "alliance_id is missing"
    assert faults[last - 2] == "its alliance 42 is not in the file before it"
    assert faults[last - 1] == "alliance 1 is in the file twice"
    assert set(faults) == {entry + 1, *range(last - 6, last)}


def test_a_file_that_is_none_of_ours_is_refused_at_its_first_line() -> None:
    assert read_archive(["hello"]).faults[0].line == 1
    assert read_archive([]).faults[0].line == 1


def test_a_purge_erases_what_was_deleted_and_its_history_and_is_logged(
    filled: Team, database: Database
) -> None:
    archive = Archive(database, filled.visit.team)
    now = filled.visit.now

    early = archive.purge(now - timedelta(days=30), "root", now, "retention")
    done = archive.purge(now + timedelta(days=1), "root", now, "retention")

    assert (early, done) == (Purged(0, 0), Purged(1, 3))
    left = "\n".join(exported(filled, database))
    assert "fire" not in left
    assert "Globex" not in left
    assert "taken back" not in left
    assert "pilot in Q2" in left
    with database.reading() as connection:
        logged = connection.exec_driver_sql("SELECT who, reason, entries FROM purge ORDER BY id")
        assert [tuple(row) for row in logged][1] == ("root", "retention", 3)
    log = TeamLog(database, filled.visit.team, Audience.INTERNAL)
    assert log.last_operation("UANN") is not None
