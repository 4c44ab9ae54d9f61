"""One query in one open build: candidates, their scores, and the signs of success."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from knowledge.confidence import COVERAGE, NEUTRAL, Signals
from knowledge.fusion import fuse, similarity
from knowledge.model import Audience, Hit

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Mapping, Sequence

    from numpy.typing import NDArray

    from knowledge.asking import Asking
    from knowledge.model import Passage, Vectors
    from knowledge.open_build import OpenBuild

_WITH_VECTORS: Final = 10
"""Hits that carry their sentence vectors: what a composer chooses from."""
WORDINGS: Final = 2
"""Nearest wordings whose mean cosine stands for all of a passage: one may be near by chance.

On 120 fresh questions the right section's mean reciprocal rank is 0.731, 0.753, 0.750 and 0.741
for one to four.
"""
_NOTHING: Final = -2.0
"""Less than any cosine."""
_TINY: Final = 1e-9
JUDGED: Final = 10
"""First hits whose sentences are looked at for the confidence."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Candidates by row: arrays of one length.

    ``sentences`` are the cosines of each one's sentences, then of the wordings that ask for it.
    """

    rows: tuple[int, ...]
    passage: Vectors
    sentences: tuple[Vectors, ...]
    lexical: Mapping[int, float]
    score: Vectors

    def without(self, rows: Container[int]) -> Scored:
        """Return the candidates but for some rows."""
        kept = [i for i, row in enumerate(self.rows) if row not in rows]
        return Scored(
            tuple(self.rows[i] for i in kept),
            self.passage[kept],
            tuple(self.sentences[i] for i in kept),
            self.lexical,
            self.score[kept],
        )


class Query:
    """A query on its way through one build.

    Raises:
        IndexDamagedError: the build's files cannot be read.
    """

    def __init__(
        self,
        build: OpenBuild,
        text: str,
        asking: Asking,
        audience: Audience,
        collections: Collection[str] | None,
    ) -> None:
        self._build = build
        self._asking = asking
        self._vector = asking.query(text)
        self._audience = audience
        self._partitions = build.partitions(audience, collections)
        self._keywords = build.lexical.keywords(text)
        self._rarities = {term: build.lexical.rarity(term) for term in self._keywords}

    def scored(self, limit: int) -> Scored:
        """Take *limit* candidates from each index and score them all by every signal.

        What only one index found gets its exact score of the other kind too.
        """
        near = self._build.dense.nearest(self._vector, self._partitions, limit)
        places = self._build.store.rows_of([passage_id for passage_id, _ in near])
        search = self._build.lexical.search
        lexical = dict(search(self._keywords, limit=limit, partitions=self._partitions))
        missing = [row for row in places.values() if row not in lexical]
        if missing:
            lexical |= dict(search(self._keywords, limit=len(missing), rows=missing))
        rows = tuple(sorted({*places.values(), *lexical}))
        passage = self._build.vectors.passages(rows) @ self._vector
        sentences = tuple(self._build.vectors.sentence_scores(rows, self._vector))
        return Scored(
            rows, passage, sentences, lexical, self._fused(rows, passage, sentences, lexical)
        )

    def _fused(
        self,
        rows: Sequence[int],
        passage: Vectors,
        sentences: Sequence[Vectors],
        lexical: Mapping[int, float],
    ) -> Vectors:
        best = _nearest(sentences, self._build.asked[list(rows)], passage)
        ceiling = max(self._build.lexical.ceiling(self._keywords), 1e-6)
        keywords = np.array([lexical.get(row, 0.0) / ceiling for row in rows], dtype=np.float32)
        return fuse(similarity(passage, best), keywords)

    def hits(self, scored: Scored, top: int, *, copies: bool) -> tuple[Hit, ...]:
        """Return the *top* candidates, best first."""
        order = self._ranked(scored, top, copies=copies)
        passages = self._build.store.passages([scored.rows[i] for i in order])
        return tuple(
            self._hit(scored, i, passages[scored.rows[i]], with_vectors=place < _WITH_VECTORS)
            for place, i in enumerate(order)
            if self._may_read(passages[scored.rows[i]])
        )

    def _ranked(self, scored: Scored, top: int, *, copies: bool) -> list[int]:
        order: list[int] = []
        seen: set[int] = set()
        for i in np.argsort(-scored.score, kind="stable"):
            twin = int(self._build.twins[scored.rows[i]])
            if copies or twin not in seen:
                order.append(int(i))
                seen.add(twin)
            if len(order) == top:
                break
        return order

    def _hit(self, scored: Scored, i: int, passage: Passage, *, with_vectors: bool) -> Hit:
        row, count = scored.rows[i], len(passage.sentences)
        vectors = self._build.vectors.sentences(row)[:count] if with_vectors else None
        return Hit(
            passage=passage,
            score=float(scored.score[i]),
            dense=float(scored.passage[i]),
            lexical=scored.lexical.get(row),
            sentence_scores=tuple(map(float, scored.sentences[i][:count])),
            asked_scores=tuple(map(float, scored.sentences[i][count:])),
            sentence_vectors=vectors,
        )

    def _may_read(self, passage: Passage) -> bool:
        """Check again what the choice of partitions already ensures: this one must never fail."""
        return self._audience is Audience.INTERNAL or passage.audience is Audience.SHARED

    def signals(self, hits: Sequence[Hit]) -> Signals:
        """Collect the signs that the hits answer the query; there must be hits."""
        statements = [self._statement(hit) for hit in hits[:JUDGED]]
        best = hits[statements.index(max(statements))]
        return Signals(max(statements), self._label(best.passage), self._text(best))

    def _label(self, passage: Passage) -> float:
        labels = [label for label in (passage.work.title, *passage.headings) if label]
        if passage.asked or not labels:
            return NEUTRAL
        return max(float(self._asking.label(label) @ self._vector) for label in labels)

    def _text(self, hit: Hit) -> float:
        said, vectors = hit.dense or 0.0, hit.sentence_vectors
        if vectors is not None and len(vectors):
            whole = vectors.mean(axis=0)
            said = float(whole @ self._vector) / max(float(np.linalg.norm(whole)), _TINY)
        return max((said, *hit.asked_scores))

    def _statement(self, hit: Hit) -> float:
        """Return the best cosine and coverage of the keywords that one part of the hit has.

        A wording is covered by what people ask for the passage with and by what it says, together.
        """
        passage = hit.passage
        texts = map(passage.sentence_text, passage.sentences)
        found = [
            cosine + COVERAGE * self._coverage(text)
            for text, cosine in zip(texts, hit.sentence_scores, strict=True)
        ]
        if hit.asked_scores:
            asked = " ".join((passage.indexed_text, *passage.asked))
            found.append(max(hit.asked_scores) + COVERAGE * self._coverage(asked))
        return max(found, default=0.0)

    def _coverage(self, text: str) -> float:
        """Return the share of the query's keywords, by rarity, that *text* holds."""
        held = self._rarities.keys() & set(self._build.lexical.terms(text))
        return sum(self._rarities[term] for term in held) / (sum(self._rarities.values()) or 1.0)


def _nearest(parts: Sequence[Vectors], asked: NDArray[np.int32], passage: Vectors) -> Vectors:
    """Return for each passage the cosine of its nearest sentence, or of its wordings if nearer.

    *parts* are the cosines of a passage's sentences and after them of its *asked* wordings;
    *passage* is its own, for one that has neither.
    """
    counts = np.array([len(cosines) for cosines in parts], dtype=np.int32)
    column = np.arange(max(WORDINGS, counts.max(initial=0)))
    is_part = column < counts[:, None]
    is_wording = is_part & (column >= (counts - asked)[:, None])
    grid = np.full(is_part.shape, _NOTHING, dtype=np.float32)
    grid[is_part] = np.concatenate(parts) if len(parts) else []
    told = np.where(is_wording, _NOTHING, grid).max(axis=1)
    nearest = -np.sort(-np.where(is_wording, grid, _NOTHING), axis=1)[:, :WORDINGS]
    counted = np.clip(asked, 1, WORDINGS)
    wordings = np.cumsum(nearest, axis=1)[np.arange(len(asked)), counted - 1] / counted
    best = np.maximum(told, wordings)
    return np.where(best > _NOTHING, best, passage).astype(np.float32)
