from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from scripts.cli import app
from tests.fakes import HashingEmbedder
from tests.knowledge.indexing import NOTES, write

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture(autouse=True)
def _hashing_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.embedder.load_embedder", lambda *_: HashingEmbedder())


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", NOTES)


def advisor(tmp_path: Path, *arguments: object) -> Result:
    command = [*map(str, arguments), "--data-dir", str(tmp_path / "data")]
    return CliRunner().invoke(app, command)


def test_json_is_the_only_thing_on_stdout(tmp_path: Path, corpus: Path) -> None:
    done = advisor(tmp_path, "reindex", "--no-library", corpus, "--json")

    report = json.loads(done.stdout)
    assert done.exit_code == 0
    assert report["added"] == 3
    assert report["folders"] == [str(corpus)]
    assert report["unreadable"] == []


def test_the_report_names_what_is_not_in_the_index(tmp_path: Path, corpus: Path) -> None:
    write(corpus, {"odd\x1b[31mname.png": "x"})

    done = advisor(tmp_path, "reindex", "--no-library", corpus)

    assert done.exit_code == 0
    assert "is in service" in done.stdout
    assert "odd?[31mname.png" in done.stdout


def test_a_missing_folder_is_one_line_and_status_1(tmp_path: Path) -> None:
    done = advisor(tmp_path, "reindex", tmp_path / "nowhere")

    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert "nowhere: does not exist" in done.stderr


def test_only_library_does_not_go_with_a_folder(tmp_path: Path, corpus: Path) -> None:
    assert advisor(tmp_path, "reindex", "--only-library", corpus).exit_code == 2


def test_list_shows_every_build_and_marks_the_one_in_service(tmp_path: Path, corpus: Path) -> None:
    assert advisor(tmp_path, "reindex", "--list").exit_code == 1
    advisor(tmp_path, "reindex", "--no-library", corpus)
    advisor(tmp_path, "reindex", "--full")

    rows = json.loads(advisor(tmp_path, "reindex", "--list", "--json").stdout)
    table = advisor(tmp_path, "reindex", "--list").stdout

    assert [row["current"] for row in rows] == [False, True]
    assert all(row["bytes"] > 1000 and row["passages"] == 3 for row in rows)
    assert rows[1]["id"] in table
