"""``advisor log``: an administrator's way to the logs."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bot.logbook.logbook import Logbook
from bot.logbook.model import Audience
from bot.logbook.replies import Document
from bot.logbook.visit import Visit
from bot.store.database import Database
from scripts.log import app

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
run = CliRunner()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one team's log."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    database = Database(f"sqlite:///{tmp_path / 'data' / 'advisor.db'}")
    database.migrate()
    book = Logbook(database, lambda *_: True)
    visit = Visit(book.teams.make("T1", "C1", "acme", "UTC", NOW), "U1", Audience.INTERNAL, NOW)
    for line in ("new Acme", "log Acme note: one", "log Acme note: two", "delete 1 because wrong"):
        book.answer(visit, line)
    database.close()
    return tmp_path / "data"


def advisor_log(folder: Path, *arguments: str) -> tuple[int, str]:
    result = run.invoke(app, [*arguments, "--data-dir", str(folder)])
    return result.exit_code, result.output


def test_a_log_goes_out_and_comes_in_the_same(folder: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    other = tmp_path / "other"

    assert advisor_log(folder, "export", "1", "-o", str(first))[0] == 0
    assert advisor_log(other, "import", str(first)) == (
        0, "1 alliances and 2 entries are in team 1\n",
    )  # fmt: skip
    assert advisor_log(other, "export", "1", "-o", str(second))[0] == 0

    assert second.read_text() == first.read_text()


def test_bad_lines_are_named_and_nothing_is_imported(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    advisor_log(folder, "export", "1", "-o", str(file))
    file.write_text(file.read_text() + "{\n")
    line = len(file.read_text().splitlines())

    status, said = advisor_log(tmp_path / "other", "import", str(file))
    skipped = advisor_log(tmp_path / "other", "import", str(file), "--skip-bad")

    assert status == 1
    assert f"log.jsonl:{line}: not JSON" in said
    assert "nothing was imported" in said
    assert skipped[0] == 0


def test_an_import_into_a_full_log_is_refused(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    advisor_log(folder, "export", "1", "-o", str(file))

    status, said = advisor_log(folder, "import", str(file))

    assert status == 1
    assert "not empty" in said


def test_a_purge_asks_and_says_what_it_did(folder: Path) -> None:
    assert "2 entries" in advisor_log(folder, "list")[1]
    command = ("purge", "1", "--older-than", "0", "--reason", "test")

    assert run.invoke(app, [*command, "--data-dir", str(folder)], input="n\n").exit_code == 1
    status, said = advisor_log(folder, *command, "--yes")

    assert (status, said) == (0, "erased 1 entries and 0 alliances of team 1\n")
    assert "1 entries" in advisor_log(folder, "list")[1]


def test_an_unknown_team_is_named(folder: Path) -> None:
    assert advisor_log(folder, "export", "9") == (
        1, "advisor: there is no team 9; 'advisor log list' shows them\n",
    )  # fmt: skip


def test_a_table_goes_out_by_slack_and_comes_into_another_log(folder: Path, tmp_path: Path) -> None:
    lines = (
        "log Acme decision: =2+2 stays text, agreed 12 Nov 2026, decided by Ann",
        "log Acme decision: it is five, replaces #3",
        "log Acme commitment: -pay, theirs, owner Tom, due 4 Dec 2026, #shared",
        "log Acme risk: sponsor leaves, likely, severe, due next spring",
        "health Acme us 4.1 them 3.2, gap is pace",
        "log Acme metric: leads, value 12, period Q3",
    )
    first = exported(folder, "C1", *lines)
    file = tmp_path / "acme.csv"
    file.write_bytes(first)
    exported(folder, "C2", "new Other")

    code, said = advisor_log(folder, "import", str(file), "--team", "2")

    assert (code, said) == (0, "7 entries, and 1 new alliances, were added to team 2\n")
    assert without_numbers(exported(folder, "C2")) == without_numbers(first)
    again = exported(folder, "C2").decode("utf-8-sig")
    assert [row["replaces"] for row in csv.DictReader(io.StringIO(again))][2] == "2"


def exported(folder: Path, channel: str, *lines: str) -> bytes:
    """Type lines in a channel's log and export it."""
    database = Database(f"sqlite:///{folder / 'advisor.db'}")
    book = Logbook(database, lambda *_: True)
    team = book.teams.make("T1", channel, channel, "UTC", NOW)
    visit = Visit(team, "U1", Audience.INTERNAL, NOW)
    for line in lines:
        book.answer(visit, line)
    document = book.answer(visit, "export csv")
    database.close()
    assert isinstance(document, Document) or lines
    return document.content if isinstance(document, Document) else b""


def without_numbers(content: bytes) -> list[dict[str, str]]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return [{k: v for k, v in row.items() if k not in {"number", "replaces"}} for row in rows]


def test_bad_rows_of_a_table_are_named_by_line_and_nothing_is_added(
    folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "log.csv"
    file.write_text(
        "alliance,kind,summary,status,happened,due\n"
        "Acme,risk,fine,,,soon\n"
        'Acme,rumour,"two\nlines",,,\n'
        "Acme,action,,,,\n"
        "Acme,action,x,later,,\n"
        "Acme,action,x,,yesterday,\n"
    )

    code, said = advisor_log(folder, "import", str(file), "--team", "1")
    _, kept = advisor_log(folder, "list")
    skipped = advisor_log(folder, "import", str(file), "--team", "1", "--skip-bad")

    assert code == 1
    for place in (":4: kind", ":5: summary", ":6: status", ":7: happened"):
        assert place in said
    assert "2 entries" in kept
    assert "1 entries, and 0 new alliances" in skipped[1]


@pytest.mark.parametrize(
    ("head", "fault"),
    [("alliance,summary", "kind is missing"), ("alliance,kind,summary,Colour", "called colour")],
)
def test_a_table_with_other_columns_is_refused(
    folder: Path, tmp_path: Path, head: str, fault: str
) -> None:
    (tmp_path / "log.csv").write_text(f"{head}\nAcme,note,x\n")

    code, said = advisor_log(folder, "import", str(tmp_path / "log.csv"), "--team", "1")

    assert (code, fault in said) == (1, True)
