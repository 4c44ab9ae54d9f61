from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from knowledge.errors import JudgedSetError
from knowledge.judged import (
    JudgedQuery,
    Part,
    is_about_passages,
    json_lines,
    of_part,
    part_of,
    read_beir,
    read_evidence,
    read_passage_questions,
    read_questions,
)

if TYPE_CHECKING:
    from pathlib import Path


def beir(folder: Path, qrels: str) -> Path:
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text(qrels)
    (folder / "queries.jsonl").write_text(
        '{"_id": "1", "text": "who?"}\n{"_id": "2", "text": "unjudged"}\n'
    )
    return folder


def test_only_judged_queries_are_read(tmp_path: Path) -> None:
    folder = beir(tmp_path, "query-id\tcorpus-id\tscore\n1\ta\t1\n1\tb\t0\n")

    assert read_beir(folder, "test") == [JudgedQuery("1", "who?", {"a": 1, "b": 0})]


def test_a_header_is_no_judgement_and_need_not_be_there(tmp_path: Path) -> None:
    assert read_beir(beir(tmp_path, "1\ta\t1\n"), "test")[0].relevance == {"a": 1}


@pytest.mark.parametrize(
    ("qrels", "split", "message"),
    [
        pytest.param("1\ta\t1\n", "train", "splits here: test", id="missing split"),
        pytest.param("1\ta\t1\n1 b 1\n", "test", "line 2", id="spaces for tabs"),
        pytest.param("h\th\tscore\n1\ta\thigh\n", "test", "line 2", id="no number"),
        pytest.param("9\ta\t1\n", "test", "no query", id="nothing in common"),
    ],
)
def test_bad_judgements_are_named(tmp_path: Path, qrels: str, split: str, message: str) -> None:
    with pytest.raises(JudgedSetError, match=message):
        read_beir(beir(tmp_path, qrels), split)


def test_the_halves_part_every_set_for_good() -> None:
    queries = [JudgedQuery(str(n), "", {}) for n in range(1000)]

    work, held_out = of_part(queries, Part.WORK), of_part(queries, Part.HELD_OUT)

    assert len(work) + len(held_out) == 1000
    assert 450 < len(work) < 550
    assert [str(n) for n in range(10) if part_of(str(n)) is Part.WORK] == ["3", "4"]
    assert of_part(queries, Part.ALL) == queries


def test_questions_carry_patterns_without_regard_to_case(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    line = {
        "id": 7,
        "question": "why?",
        "kind": "answerable",
        "expect_any": [["trust", "honou?r"], ["50 ?%"]],
        "forbid": ["always"],
        "thread": [{"question": "a", "answer": "b"}, ["c", "d"], "e"],
    }
    path.write_text(json.dumps(line))

    (question,) = read_questions(path)

    assert question.id == "7"
    assert question.expected[0][1].search("HONOR")
    assert question.forbidden[0].search("Always")
    assert question.thread == (("a", "b"), ("c", "d"), ("e", ""))
    assert question.is_answerable
    assert not question.is_unanswerable


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("{", "line 1: is not JSON", id="torn"),
        pytest.param("[]", "line 1: is not a JSON object", id="a list"),
        pytest.param('{"id": 1}', "line 1: has no field 'question'", id="no question"),
        pytest.param(
            '{"id": 1, "question": "a", "expect_any": [["("]]}', "line 1: ", id="bad pattern"
        ),
        pytest.param(
            '{"id": 1, "question": "a", "expect_any": ["x"]}', "list of lists", id="flat groups"
        ),
        pytest.param("", "holds no line", id="empty"),
    ],
)
def test_a_malformed_question_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(line)

    with pytest.raises(JudgedSetError, match=message):
        read_questions(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(JudgedSetError, match=r"gone\.jsonl: No such file"):
        read_questions(tmp_path / "gone.jsonl")


def test_passage_questions_tell_themselves_apart(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    line = {
        "id": "a", "question": "who?", "answerable": True, "title": "T", "text": "One . Two .",
        "sentences": ["One .", "Two ."],
        "references": [{"answer": "Two", "selected_sentences": ["Two ."]}],
    }  # fmt: skip
    path.write_text(json.dumps(line))

    (question,) = read_passage_questions(path)

    assert is_about_passages(path)
    assert question.references[0].selected == ("Two .",)
    assert question.is_answerable


def test_evidence_keeps_its_sets_apart(tmp_path: Path) -> None:
    path = tmp_path / "evidence.jsonl"
    path.write_text('{"query-id": 1, "doc-id": 2, "rationales": [["a", "b"], ["c"]]}')

    (evidence,) = read_evidence(path)

    assert (evidence.query_id, evidence.source_id) == ("1", "2")
    assert evidence.rationales == (("a", "b"), ("c",))


def test_packed_lines_are_read(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "a.jsonl.gz", "wt") as packed:
        packed.write('{"a": 1}\n\n{"a": 2}\n')

    assert list(json_lines(tmp_path / "a.jsonl.gz")) == [(1, {"a": 1}), (3, {"a": 2})]
