from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from scripts.cli import app
from tests.fakes import HashingEmbedder
from tests.knowledge.indexing import NOTES, index, write

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture(autouse=True)
def _indexed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("knowledge.embedder.load_embedder", lambda *_: HashingEmbedder())
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path / "data"))
    files = NOTES | {"copy.md": NOTES["exit.md"].replace("# Exit", "# Leaving")}
    index(tmp_path / "data" / "index", write(tmp_path / "corpus", files))


def advisor(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["search", *map(str, arguments)])


def test_people_see_where_and_the_best_sentence() -> None:
    done = advisor("how are assets split?", "--top", "1")

    assert done.exit_code == 0
    assert "Assets are split by contract." in done.stdout
    assert "exit.md" in done.stdout or "copy.md" in done.stdout
    assert "confidence" in done.stdout


def test_json_holds_passages_best_first() -> None:
    found = json.loads(advisor("exit triggers", "--json").stdout)

    scores = [hit["score"] for hit in found["hits"]]
    assert scores == sorted(scores, reverse=True)
    assert found["hits"][0]["text"].startswith("An exit clause")
    assert 0 <= found["confidence"] <= 1


def test_a_file_of_queries_gives_a_line_each_in_order_with_all_copies(tmp_path: Path) -> None:
    asked = tmp_path / "queries.jsonl"
    asked.write_text(
        '{"id": "b", "text": "exit triggers"}\n\n{"_id": 1, "question": "who meets?"}\n',
        encoding="utf-8",
    )

    done = advisor("--queries", asked, "--top", "3", "--json")

    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in lines] == ["b", "1"]
    assert [sorted(hit) for hit in lines[0]["hits"]] == [["passage", "score", "source"]] * 3
    assert {hit["source"] for hit in lines[0]["hits"][:2]} == {"exit.md", "copy.md"}


@pytest.mark.parametrize("line", ["no JSON", "[]", '{"id": "a"}', '{"text": "a"}'])
def test_a_malformed_line_is_named(tmp_path: Path, line: str) -> None:
    asked = tmp_path / "queries.jsonl"
    asked.write_text(f'{{"id": "a", "text": "b"}}\n{line}\n', encoding="utf-8")

    done = advisor("--queries", asked)

    assert done.exit_code == 2
    assert "line 2" in done.stderr


def test_a_query_or_a_file_of_them_is_needed() -> None:
    assert advisor().exit_code == 2


def test_without_an_index_it_says_what_to_run(tmp_path: Path) -> None:
    done = advisor("exit", "--data-dir", tmp_path / "other")

    assert done.exit_code == 1
    assert "advisor reindex" in done.stderr
