from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
import pytrec_eval

from knowledge.errors import JudgedSetError
from knowledge.evaluate import (
    RankBy,
    Ranked,
    first_with_text,
    make_run,
    rank_sources,
    read_run,
    score_run,
    write_run,
)
from knowledge.judged import JudgedQuery
from knowledge.model import Hit, Passage, SearchResult, Work

if TYPE_CHECKING:
    from pathlib import Path


def hit(source: str, score: float, dense: float | None = None, lexical: float | None = None) -> Hit:
    passage = Passage(f"{source}-{score}", source, 0, "Text.", 0, 5, Work(""), ())
    return Hit(passage, score, dense, lexical)


def drawn(seed: int = 3) -> tuple[list[JudgedQuery], dict[str, tuple[Ranked, ...]]]:
    """Draw queries with graded judgements and rankings of 100 sources out of 300."""
    draw = random.Random(seed)
    sources = [f"d{n}" for n in range(300)]
    queries, run = [], {}
    for number in range(60):
        wanted = draw.sample(sources, draw.randint(1, 12))
        grades = {name: draw.choice([0, 1, 1, 1, 2]) for name in wanted}
        queries.append(JudgedQuery(f"q{number}", "", grades | {wanted[0]: 1}))
        scores = sorted((draw.random() for _ in range(100)), reverse=True)
        found = draw.sample(sources, 100)
        run[f"q{number}"] = tuple(Ranked(n, s) for n, s in zip(found, scores, strict=True))
    return queries, run


def test_every_score_equals_trec_evals_to_four_digits() -> None:
    queries, run = drawn()
    names = {
        "ndcg@10": "ndcg_cut_10",
        "recall@10": "recall_10",
        "recall@100": "recall_100",
        "mrr@10": "recip_rank",
    }
    judge = pytrec_eval.RelevanceEvaluator(
        {q.id: dict(q.relevance) for q in queries},
        {"ndcg_cut.10", "recall.10,100", "recip_rank"},
    )

    ours = score_run(run, queries)
    theirs = judge.evaluate({q: {r.source: r.score for r in found} for q, found in run.items()})
    cut = judge.evaluate({q: {r.source: r.score for r in found[:10]} for q, found in run.items()})

    for name, theirs_name in names.items():
        by = cut if name == "mrr@10" else theirs
        expected = [by[q.id][theirs_name] for q in queries]
        assert ours[name] == pytest.approx(expected, abs=5e-5), name


def test_a_query_that_the_run_lacks_scores_nothing() -> None:
    scores = score_run({}, [JudgedQuery("q", "", {"a": 1})])

    assert scores == {"ndcg@10": [0.0], "recall@10": [0.0], "recall@100": [0.0], "mrr@10": [0.0]}


def test_a_source_stands_where_its_best_passage_stands() -> None:
    ranked = rank_sources([hit("b", 0.9), hit("a", 0.8), hit("b", 0.7), hit("c", 0.1)], 3)

    assert [r.source for r in ranked] == ["b", "a"]
    assert ranked[0].score == 0.9


def test_one_signal_alone_can_rank() -> None:
    hits = [hit("a", 0.9, dense=0.1, lexical=None), hit("b", 0.8, dense=0.5, lexical=7.0)]

    assert [r.source for r in rank_sources(hits, 10, RankBy.DENSE)] == ["b", "a"]
    assert [r.source for r in rank_sources(hits, 10, RankBy.KEYWORDS)] == ["b"]


def test_identical_sources_count_as_one_where_text_counts() -> None:
    query = JudgedQuery("q", "", {"copy": 1})
    run = {"q": (Ranked("other", 0.9), Ranked("first", 0.8), Ranked("copy", 0.7))}

    by_id = score_run(run, [query])
    by_text = score_run(run, [query], {"copy": "first", "first": "first", "other": "other"})

    assert by_id["mrr@10"] == [pytest.approx(1 / 3)]
    assert by_text["mrr@10"] == [0.5]


def test_the_first_source_with_the_same_words_stands_for_the_others(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(
        '{"_id": "a", "title": "T", "text": "Same  words."}\n'
        '{"_id": "b", "title": "", "text": "Same words."}\n'
        '{"_id": "c", "title": "T", "text": "Same words. "}\n'
    )

    assert first_with_text(corpus) == {"a": "a", "b": "b", "c": "a"}


def test_a_run_survives_being_written_and_read(tmp_path: Path) -> None:
    _, run = drawn(seed=5)

    write_run(run, tmp_path / "a.run")

    read = read_run(tmp_path / "a.run")
    assert {q: [r.source for r in f] for q, f in read.items()} == {
        q: [r.source for r in f] for q, f in run.items()
    }
    assert read["q0"][0].score == pytest.approx(run["q0"][0].score)


def test_a_torn_run_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.run").write_text("q Q0 a 1 0.5 x\nq Q0 b\n")

    with pytest.raises(JudgedSetError, match=r"a\.run, line 2"):
        read_run(tmp_path / "a.run")


def test_copies_are_searched_for_and_progress_is_told() -> None:
    class Stub:
        asked: list[tuple[str, int, bool]]

        def __init__(self) -> None:
            self.asked = []

        def search(self, query: str, *, top: int = 10, copies: bool = False) -> SearchResult:
            self.asked.append((query, top, copies))
            return SearchResult(query, (hit("a", 1.0),), 0.5, "b")

    library, steps = Stub(), []
    queries = [JudgedQuery("1", "x", {"a": 1}), JudgedQuery("2", "y", {"a": 1})]

    run = make_run(library, queries, top=50, on_done=steps.append)

    assert library.asked == [("x", 50, True), ("y", 50, True)]
    assert [r.source for r in run["2"]] == ["a"]
    assert steps == [1, 1]
