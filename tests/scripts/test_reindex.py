from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from knowledge.builds import Builds
from scripts.cli import app
from tests.fakes import HashingEmbedder
from tests.knowledge.indexing import NOTES, write

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture(autouse=True)
def _hashing_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.embedder.load_embedder", lambda *_: HashingEmbedder())
    monkeypatch.setattr("os.nice", lambda _: 0)  # the other tests keep their priority


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
    assert "odd\\x1b[31mname.png" in done.stdout


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


def test_a_build_of_another_version_does_not_hide_the_others(tmp_path: Path, corpus: Path) -> None:
    advisor(tmp_path, "reindex", "--no-library", corpus)
    advisor(tmp_path, "reindex", "--full")
    old, new = json.loads(advisor(tmp_path, "reindex", "--list", "--json").stdout)
    manifest = tmp_path / "data" / "index" / "builds" / old["id"] / "build.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 1}))

    table = advisor(tmp_path, "reindex", "--list").stdout
    rows = json.loads(advisor(tmp_path, "reindex", "--list", "--json").stdout)

    assert new["id"] in table
    assert f"{old['id']} cannot be used (made by another version" in table
    assert [row["id"] for row in rows] == [new["id"], old["id"]]


def test_a_dry_run_says_what_would_be_done_and_does_nothing(tmp_path: Path, corpus: Path) -> None:
    table = advisor(tmp_path, "reindex", "--no-library", "--dry-run", corpus)
    plan = json.loads(
        advisor(tmp_path, "reindex", "--no-library", "--dry-run", corpus, "--json").stdout
    )

    assert "Nothing was changed" in table.stdout
    assert "3 of 3 passages would be embedded" in table.stdout
    assert (plan["added"], plan["to_embed"], plan["objection"]) == (3, 3, "")
    assert advisor(tmp_path, "reindex", "--list").exit_code == 1


def test_a_rollback_is_one_command_and_says_how_to_undo_it(tmp_path: Path, corpus: Path) -> None:
    advisor(tmp_path, "reindex", "--no-library", corpus)
    write(corpus, {"late.md": "# Late\n\nAdded afterwards."})
    advisor(tmp_path, "reindex")
    first, second = json.loads(advisor(tmp_path, "reindex", "--list", "--json").stdout)

    back = advisor(tmp_path, "reindex", "--rollback")
    again = advisor(tmp_path, "reindex", "--rollback")

    assert back.exit_code == 0
    assert f"Build {first['id']}" in back.stdout
    assert f"--promote {second['id']}" in back.stdout
    assert again.exit_code == 1
    assert f"--promote {second['id']}" in again.stderr
    assert "rolled back" in advisor(tmp_path, "reindex", "--list").stdout
    assert advisor(tmp_path, "reindex", "--promote", second["id"]).exit_code == 0


def test_a_build_that_the_gate_stops_is_shown_with_its_questions(
    tmp_path: Path, corpus: Path
) -> None:
    advisor(tmp_path, "reindex", "--no-library", corpus)
    golden = {"question": "what names the triggers?", "expect": ["exit.md"]}
    (tmp_path / "data" / "golden.jsonl").write_text(json.dumps(golden), encoding="utf-8")
    (corpus / "exit.md").unlink()

    done = advisor(tmp_path, "reindex")

    assert done.exit_code == 1
    assert "was set aside" in done.stdout
    assert "lost" in done.stdout
    assert "what names the triggers?" in done.stdout
    assert "✗" in advisor(tmp_path, "reindex", "--list").stdout


def test_a_shrunk_folder_is_one_line_and_status_1_where_nobody_can_be_asked(
    tmp_path: Path, corpus: Path
) -> None:
    write(corpus, {f"n{n}.md": f"# Note {n}\n\nWords." for n in range(9)})
    advisor(tmp_path, "reindex", "--no-library", corpus)
    for path in corpus.glob("n*.md"):
        path.unlink()

    done = advisor(tmp_path, "reindex")

    assert done.exit_code == 1
    assert "only 3 of 12 documents" in done.stderr
    assert advisor(tmp_path, "reindex", "--allow-shrink").exit_code == 0


def test_a_busy_index_has_a_status_of_its_own(tmp_path: Path, corpus: Path) -> None:
    advisor(tmp_path, "reindex", "--no-library", corpus)

    with Builds(tmp_path / "data" / "index").writing():
        assert advisor(tmp_path, "reindex").exit_code == 75


def test_choices_that_exclude_each_other_are_refused(tmp_path: Path) -> None:
    assert advisor(tmp_path, "reindex", "--rollback", "--list").exit_code == 2
