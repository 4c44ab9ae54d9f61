from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from scripts.cli import app
from tests.fakes import HashingEmbedder
from tests.knowledge.indexing import index, write

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

NOTES = {
    "exit.md": "# Exit\n\nAn exit clause says how assets are split when an alliance ends.\n",
    "meetings.md": (
        "---\nauthor: The house\npublished: 2024\nurl: https://example.test/meetings\n---\n\n"
        "# Meetings\n\nA steering committee should meet every quarter.\n\x1b[31mred ink.\n"
    ),
}


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ask")
    index(folder / "data" / "index", write(folder / "corpus", NOTES))
    return folder / "data"


@pytest.fixture(autouse=True)
def _indexed(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> None:
    monkeypatch.setattr("knowledge.embedder.load_embedder", lambda *_: HashingEmbedder())
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(data_dir))


def advisor(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, ["ask", *map(str, arguments)], input=stdin)


def test_people_read_the_answer_and_its_source() -> None:
    done = advisor("should a steering committee meet every quarter?")

    assert done.exit_code == 0
    assert done.stdout.startswith("A steering committee should meet every quarter. [1]")
    assert "[1] Meetings" in done.stdout
    assert "The house" in done.stdout
    assert "2024" in done.stdout
    assert "https://example.test/meetings" in done.stdout


def test_the_proving_passage_is_shown_on_demand_without_its_control_characters() -> None:
    done = advisor("should a steering committee meet every quarter?", "--passages")

    assert "red ink" in done.stdout
    assert "\x1b[31m" not in done.stdout


def test_json_holds_the_whole_answer() -> None:
    answer = json.loads(advisor("should a steering committee meet every quarter?", "--json").stdout)

    assert answer["answered"] is True
    assert answer["text"] == "A steering committee should meet every quarter. [1]"
    assert answer["composed_by"] == "extractive"
    assert 0.5 <= answer["confidence"] <= 1
    assert answer["latency_ms"] > 0
    assert answer["citations"] == [
        {
            "number": 1,
            "quote": "A steering committee should meet every quarter.",
            "source": "meetings.md",
            "title": "Meetings",
            "locator": answer["citations"][0]["locator"],
            "url": "https://example.test/meetings",
        }
    ]


def test_what_the_library_lacks_is_said_with_the_nearest_passages() -> None:
    done = advisor("how do I bake bread?")

    assert done.exit_code == 0
    assert "does not hold an answer" in done.stdout
    assert "[1]" not in done.stdout


def test_a_batch_gives_a_line_each_in_order(tmp_path: Path) -> None:
    lines = [
        {"id": 7, "question": "hello"},
        {
            "id": "b",
            "question": "and how often?",
            "thread": ["When should a steering committee meet every quarter?"],
        },
        {"id": "c", "question": "how do I bake bread?", "thread": []},
        {"id": "d", "question": "Can we sue our partner?", "kind": "ignored"},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n\n".join(json.dumps(line) for line in lines), encoding="utf-8")

    done = advisor("--batch", file)

    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert [answer["id"] for answer in answers] == [7, "b", "c", "d"]
    assert [answer["answered"] for answer in answers] == [False, True, False, False]
    assert [answer["composed_by"] for answer in answers] == [
        *("remark", "extractive", "refusal: not-in-library", "refusal: professional"),
    ]
    assert all(
        list(answer)
        == ["id", "answered", "text", "citations", "confidence", "latency_ms", "composed_by"]
        for answer in answers
    )


def test_a_batch_may_come_from_stdin() -> None:
    done = advisor("--batch", "-", stdin='{"id": 1, "question": "hi"}\n')

    assert json.loads(done.stdout)["id"] == 1


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[]",
        '{"id": 2}',
        '{"question": "why?"}',
        '{"id": 2, "question": 5}',
        '{"id": 2, "question": "why?", "thread": "x"}',
        '{"id": 2, "question": "why?", "thread": [5]}',
    ],
)
def test_a_malformed_line_is_named_and_nothing_is_answered(tmp_path: Path, line: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(f'{{"id": 1, "question": "hi"}}\n{line}\n', encoding="utf-8")

    done = advisor("--batch", file)

    assert done.exit_code == 1
    assert "line 2" in done.stderr
    assert done.stdout == ""


def test_a_missing_file_or_question_is_an_error_of_one_line(tmp_path: Path) -> None:
    missing = advisor("--batch", tmp_path / "none.jsonl")
    neither = advisor()

    assert missing.exit_code == 1
    assert "cannot read" in missing.stderr
    assert neither.exit_code == 2


def test_where_nothing_is_indexed_yet_the_shipped_library_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = write(tmp_path / "shipped", {"trust.md": "# Trust\n\nTrust takes years to build.\n"})
    monkeypatch.setattr("knowledge.gather.SHIPPED_LIBRARY", library)

    done = advisor("does trust take years to build?", "--data-dir", tmp_path / "fresh")

    assert done.exit_code == 0
    assert "Trust takes years to build. [1]" in done.stdout
