from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from scripts.cli import app
from tests.fakes import HashingEmbedder

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture(autouse=True)
def _own_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("knowledge.embedder.load_embedder", lambda *_: HashingEmbedder())
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path / "data"))


def citations(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["evaluate", "citations", *map(str, arguments)])


def pairs(tmp_path: Path, *rows: tuple[str, str, int]) -> Path:
    path = tmp_path / "pairs.jsonl"
    lines = (json.dumps({"claim": c, "cited_text": t, "label": n}) for c, t, n in rows)
    path.write_text("\n".join(lines))
    return path


def test_the_check_of_claims_is_scored_on_labelled_pairs(tmp_path: Path) -> None:
    text = "The committee met in March and approved the joint budget of the partners."
    path = pairs(
        tmp_path,
        ("The committee approved the joint budget of the partners.", text, 1),
        ("Cats sleep on warm roofs through long summers.", text, 0),
    )

    done = citations("--pairs", path, "--json")

    scores = json.loads(done.stdout)["scores"]
    assert scores["auroc"]["value"] == 1.0
    assert scores["caught"]["value"] == 1.0
    assert scores["macro-f1"]["n"] == 2


def test_pairs_of_one_label_only_are_refused(tmp_path: Path) -> None:
    done = citations("--pairs", pairs(tmp_path, ("A claim.", "A text.", 1)))

    assert done.exit_code == 1
    assert "both supported and unsupported" in done.stderr


def test_answers_or_pairs_are_checked_but_not_both() -> None:
    assert citations().exit_code == 2
