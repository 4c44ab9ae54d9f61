"""How well a library ranks: runs over judged queries and their scores, as trec_eval gives them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from knowledge.errors import JudgedSetError
from knowledge.judged import json_lines
from knowledge.metrics import ndcg, recall, reciprocal_rank

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from knowledge.judged import JudgedQuery
    from knowledge.model import Hit, SearchResult

MEASURES: Final = ("ndcg@10", "recall@10", "recall@100", "mrr@10")
_RUN_NAME: Final = "advisor"


class RankBy(StrEnum):
    """Which signal orders the passages that a search found."""

    FUSED = "fused"
    DENSE = "dense"
    KEYWORDS = "keywords"


class Searchable(Protocol):
    """The part of :class:`knowledge.retrieve.Library` that ranking needs."""

    def search(self, query: str, *, top: int = 10, copies: bool = False) -> SearchResult:
        """Return the *top* passages for *query*, best first."""
        ...


@dataclass(frozen=True, slots=True)
class Ranked:
    """A source in a ranking, with the score of its best passage."""

    source: str
    score: float


Run = dict[str, tuple[Ranked, ...]]
"""For each query id the sources found, best first."""


def make_run(
    library: Searchable,
    queries: Sequence[JudgedQuery],
    *,
    top: int = 100,
    by: RankBy = RankBy.FUSED,
    on_done: Callable[[int], None] | None = None,
) -> Run:
    """Search for each query and rank the sources of the first *top* passages.

    Identical passages of several sources all count, so that the judged one is not missed.
    """
    run: Run = {}
    for query in queries:
        # Both indexes may contribute *top*: to order by one signal, all of them are looked at.
        result = library.search(query.text, top=top if by is RankBy.FUSED else 2 * top, copies=True)
        run[query.id] = rank_sources(result.hits, top, by)
        if on_done is not None:
            on_done(1)
    return run


def rank_sources(hits: Sequence[Hit], top: int, by: RankBy = RankBy.FUSED) -> tuple[Ranked, ...]:
    """Merge passages into sources, each standing where its best passage stands."""
    scored = [(hit.passage.source_id, _score(hit, by)) for hit in hits]
    found = [(name, score) for name, score in scored if score is not None]
    best: dict[str, float] = {}
    for name, score in sorted(found, key=lambda one: -one[1])[:top]:
        best.setdefault(name, score)
    return tuple(Ranked(name, score) for name, score in best.items())


def _score(hit: Hit, by: RankBy) -> float | None:
    return {RankBy.FUSED: hit.score, RankBy.DENSE: hit.dense, RankBy.KEYWORDS: hit.lexical}[by]


def score_run(
    run: Mapping[str, Sequence[Ranked]],
    queries: Sequence[JudgedQuery],
    stands_for: Mapping[str, str] | None = None,
) -> dict[str, list[float]]:
    """Return each measure's values, one a query in the order of *queries*.

    ``stands_for`` maps a source to the one that represents it, where copies count as one. A query
    that the run lacks scores 0, as with trec_eval's ``-c``.
    """
    scores: dict[str, list[float]] = {measure: [] for measure in MEASURES}
    same = stands_for or {}
    for query in queries:
        names = [ranked.source for ranked in run.get(query.id, ())]
        ranking = list(dict.fromkeys(same.get(name, name) for name in names))
        wanted = {same.get(name, name): grade for name, grade in query.relevance.items()}
        scores["ndcg@10"].append(ndcg(ranking, wanted, 10))
        scores["recall@10"].append(recall(ranking, wanted, 10))
        scores["recall@100"].append(recall(ranking, wanted, 100))
        scores["mrr@10"].append(reciprocal_rank(ranking, wanted, 10))
    return scores


def first_with_text(corpus: Path) -> dict[str, str]:
    """Map each ``_id`` of a BEIR corpus file to the first one with the same title and text.

    Raises:
        JudgedSetError: the file is missing or malformed.
    """
    first: dict[tuple[str, str], str] = {}
    stands_for = {}
    for _, record in json_lines(corpus):
        key = (
            " ".join(str(record.get("title", "")).split()),
            " ".join(str(record["text"]).split()),
        )
        stands_for[str(record["_id"])] = first.setdefault(key, str(record["_id"]))
    return stands_for


def corpus_file(folder: Path) -> Path:
    """Return a BEIR folder's corpus file.

    Raises:
        JudgedSetError: there is none.
    """
    for name in ("corpus.jsonl", "corpus.jsonl.gz"):
        if (folder / name).is_file():
            return folder / name
    raise JudgedSetError(f"{folder} holds no corpus.jsonl or corpus.jsonl.gz")


def write_run(run: Mapping[str, Sequence[Ranked]], path: Path) -> None:
    """Write a run in TREC's format: query, ``Q0``, source, rank, score, name of the system."""
    lines = (
        f"{query} Q0 {ranked.source} {rank} {ranked.score:.9g} {_RUN_NAME}\n"
        for query, found in run.items()
        for rank, ranked in enumerate(found, start=1)
    )
    path.write_text("".join(lines), encoding="utf-8")


def read_run(path: Path) -> Run:
    """Read a run in TREC's format; a query's sources stand in the order of their ranks.

    Raises:
        JudgedSetError: the file is missing or a line is malformed.
    """
    found: dict[str, list[tuple[int, Ranked]]] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise JudgedSetError(f"{path}: cannot be read as a run: {error}") from error
    for number, line in enumerate(lines, start=1):
        try:
            query, _, source, rank, score, _ = line.split()
            found.setdefault(query, []).append((int(rank), Ranked(source, float(score))))
        except ValueError as error:
            raise JudgedSetError(f"{path}, line {number}: is no line of a TREC run") from error
    return {
        query: tuple(ranked for _, ranked in sorted(ranks, key=lambda one: one[0]))
        for query, ranks in found.items()
    }
