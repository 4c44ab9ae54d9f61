from __future__ import annotations

import builtins
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

CORPUS = (
    '{"_id": "exit", "title": "Exit", "text": "An exit clause names the triggers of an end."}\n'
    '{"_id": "trust", "title": "Trust", "text": "Trust grows with promises that partners keep."}\n'
    '{"_id": "twin", "title": "Trust", "text": "Trust grows with promises that partners keep."}\n'
)
QUERIES = (
    '{"_id": "1", "text": "what names the triggers of an end?"}\n'
    '{"_id": "2", "text": "how does trust grow with promises?"}\n'
)
QRELS = "query-id\tcorpus-id\tscore\n1\texit\t1\n2\ttwin\t1\n"


@pytest.fixture(autouse=True)
def _own_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("knowledge.embedder.load_embedder", lambda *_: HashingEmbedder())
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    return write(
        tmp_path / "beir",
        {"corpus.jsonl": CORPUS, "queries.jsonl": QUERIES, "qrels/test.tsv": QRELS},
    )


def evaluate(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)])


def scores(done: Result) -> dict[str, float]:
    assert done.exit_code == 0, done.stderr
    return {name: s["value"] for name, s in json.loads(done.stdout)["scores"].items()}


def test_retrieval_is_scored_by_id_and_by_text(beir: Path) -> None:
    by_id = scores(evaluate("retrieval", "--beir", beir, "--json"))
    by_text = scores(evaluate("retrieval", "--beir", beir, "--by-text", "--json"))

    assert by_id["recall@10"] == 1.0
    assert by_id["mrr@10"] == 0.75
    assert by_text["mrr@10"] == 1.0


def test_the_bots_own_index_is_not_touched(beir: Path, tmp_path: Path) -> None:
    evaluate("retrieval", "--beir", beir)

    assert not (tmp_path / "data" / "index").exists()
    assert list((tmp_path / "data" / "evaluate").iterdir())


def test_a_gate_ends_with_status_1_and_says_why(beir: Path) -> None:
    passed = evaluate("retrieval", "--beir", beir, "--fail-under", "recall@10=1")
    failed = evaluate("retrieval", "--beir", beir, "--fail-under", "mrr=0.9")

    assert passed.exit_code == 0
    assert failed.exit_code == 1
    assert "mrr@10 is 0.7500, under 0.9" in failed.stderr


@pytest.mark.parametrize("bound", ["speed=1", "recall=1", "mrr=fast", "mrr"])
def test_a_bound_that_fits_no_score_is_refused(beir: Path, bound: str) -> None:
    assert evaluate("retrieval", "--beir", beir, "--fail-under", bound).exit_code == 2


def test_a_saved_run_is_compared_with_query_by_query(beir: Path, tmp_path: Path) -> None:
    saved = tmp_path / "dense.run"
    evaluate("retrieval", "--beir", beir, "--by", "keywords", "--save-run", saved)

    done = evaluate("retrieval", "--beir", beir, "--compare", saved, "--json")

    (row, *_) = json.loads(done.stdout)["tables"]["Compared, paired by query"]
    assert row["score"] == "ndcg@10"
    assert row["this is"] in {"no telling", "better", "worse"}


def test_a_folder_without_judgements_is_named(tmp_path: Path) -> None:
    done = evaluate("retrieval", "--beir", write(tmp_path / "empty", {"corpus.jsonl": CORPUS}))

    assert done.exit_code == 1
    assert "test.tsv does not exist" in done.stderr


def asked(tmp_path: Path, *lines: dict[str, object]) -> Path:
    path = tmp_path / "asked.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def test_answers_are_held_against_what_they_must_and_must_not_say(tmp_path: Path) -> None:
    index(tmp_path / "data" / "index", write(tmp_path / "corpus", NOTES))
    path = asked(
        tmp_path,
        {"id": 1, "question": "what does an exit clause name?", "expect_any": [["triggers"]]},
        {"id": 2, "question": "how are assets split?", "expect_any": [["contract"], ["by lot"]]},
        {"id": 3, "question": "zzqx vvkw?", "kind": "unanswerable", "forbid": ["clause"]},
    )

    done = evaluate("answers", "--set", path, "--json", "--details")

    found = scores(done)
    assert found["complete"] == 0.5
    assert found["groups"] == pytest.approx(2 / 3)
    assert found["refused"] == 1.0
    assert found["forbidden"] == 0.0
    (wrong,) = json.loads(done.stdout)["tables"]["What went wrong"]
    assert (wrong["id"], wrong["fault"]) == ("2", "lacks group 2")


PASSAGE = {
    "id": "p1",
    "question": "what does an exit clause name?",
    "answerable": True,
    "title": "Exit",
    "text": "An exit clause names the triggers of the end . Cats sleep on warm roofs all day .",
    "sentences": [
        "An exit clause names the triggers of the end .",
        "Cats sleep on warm roofs all day .",
    ],
    "references": [
        {
            "answer": "It names the triggers of the end",
            "selected_sentences": ["An exit clause names the triggers of the end ."],
        }
    ],
}


def test_a_given_passage_is_answered_in_its_own_sentences(tmp_path: Path) -> None:
    found = scores(evaluate("answers", "--set", asked(tmp_path, PASSAGE), "--json"))

    assert found["recall"] == 1.0
    assert found["rouge-l"] > 0.5
    assert found["characters"] >= len(PASSAGE["sentences"][0])


def test_without_rouge_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *args: object, **kwargs: object) -> object:
        if name.startswith("rouge_score"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)

    done = evaluate("answers", "--set", asked(tmp_path, PASSAGE))

    assert done.exit_code == 1
    assert "alliance-advisor[evaluate]" in done.stderr


def test_refusals_are_measured_on_passages_and_foreign_questions(tmp_path: Path) -> None:
    path = asked(tmp_path, PASSAGE, PASSAGE | {
        "id": "p2", "question": "zzqx vvkw?", "answerable": False, "references": [],
        "text": "Bread rises when yeast is warm . Flour is ground wheat .", "title": "Bread",
        "sentences": ["Bread rises when yeast is warm .", "Flour is ground wheat ."],
    })  # fmt: skip
    foreign = write(tmp_path, {"foreign.jsonl": '{"id": 1, "text": "qqvk wwzp?"}\n'})
    picture = tmp_path / "reliability.png"

    done = evaluate(
        "refusal", "--set", path, "--against", foreign / "foreign.jsonl",
        "--json", "--picture", picture,
    )  # fmt: skip

    found = scores(done)
    assert found["auroc"] == 1.0
    assert found["refused-at-10"] == 1.0
    assert json.loads(done.stdout)["scores"]["auroc"]["n"] == 3
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_alone_a_question_is_not_answered_by_anothers_passage(tmp_path: Path) -> None:
    path = asked(tmp_path, PASSAGE, PASSAGE | {
        "id": "p2", "answerable": False, "references": [], "title": "Bread",
        "text": "Bread rises when yeast is warm .",
        "sentences": ["Bread rises when yeast is warm ."],
    })  # fmt: skip

    together = scores(evaluate("refusal", "--set", path, "--json"))
    alone = scores(evaluate("refusal", "--set", path, "--alone", "--json"))

    assert (together["auroc"], alone["auroc"]) == (0.5, 1.0)
    assert alone["refused"] == 1.0
    assert evaluate("refusal", "--set", path, "--alone", "--against", path).exit_code == 2


def test_citations_are_checked_against_rationales_and_the_stored_words(beir: Path) -> None:
    lines = [
        {"query-id": "1", "doc-id": "exit",
         "rationales": [["An exit clause names the triggers of an end."]]},
        {"query-id": "2", "doc-id": "trust", "rationales": [["Some other sentence altogether."]]},
    ]  # fmt: skip
    (beir / "evidence.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))

    found = scores(evaluate("citations", "--beir", beir, "--json"))

    assert found["verbatim"] == 1.0
    assert found["sentence"] == 0.5
    assert found["document"] >= 0.5


def test_proposed_questions_can_be_asked_at_once(tmp_path: Path) -> None:
    notes = {
        "terms.md": "# Terms\n\nAn escrow account is a deposit that a third party holds for both.\n"
        "\n## How to leave early\n\nTell the sponsor first, then agree on a date with them.\n"
    }
    folder = write(tmp_path / "corpus", notes)
    index(tmp_path / "data" / "index", folder)
    out = tmp_path / "golden.jsonl"

    done = evaluate("make-questions", folder, "--out", out)

    assert done.exit_code == 0
    assert "review" in done.stderr
    proposed = [json.loads(line) for line in out.read_text().splitlines()]
    assert "What is an escrow account?" in [line["question"] for line in proposed]
    assert "How do we leave early?" in [line["question"] for line in proposed]
    assert scores(evaluate("answers", "--set", out, "--json"))["groups"] >= 0.5


def test_tables_are_shown_to_people(beir: Path) -> None:
    done = evaluate("retrieval", "--beir", beir)

    assert "ndcg@10" in done.stdout
    assert "95 % interval" in done.stdout
