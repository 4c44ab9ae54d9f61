"""The library: from a query to ranked passages with a calibrated confidence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from knowledge.builds import Builds
from knowledge.confidence import Signals, confidence
from knowledge.fingerprint import fingerprint
from knowledge.fusion import WEIGHTS, fuse
from knowledge.model import Audience, Hit, SearchResult
from knowledge.open_build import Follower

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from knowledge.builds import BuildInfo
    from knowledge.embedder import Embedder
    from knowledge.model import Passage, Vectors
    from knowledge.open_build import OpenBuild

_AROUND: Final = 600
"""Characters of a source shown before and after a passage."""
_WITH_VECTORS: Final = 10
"""Hits that carry their sentence vectors: what a composer chooses from."""


class Library:
    """What is indexed, searched in the build that is current at that moment.

    Safe to use from several threads. A promoted build is taken up within about a second without
    any search waiting for it.

    Raises on opening:
        NoIndexError: nothing has been indexed yet.
        IndexMismatchError: the index was built with another model or other settings.
        IndexDamagedError: its files cannot be read.
    """

    def __init__(self, index_dir: Path, embedder: Embedder) -> None:
        self._embedder = embedder
        self._follower = Follower(Builds(index_dir), fingerprint(embedder))

    @property
    def build(self) -> BuildInfo:
        """The build that the next search uses."""
        return self._follower.info

    def warm(self) -> None:
        """Search once, so that the first question finds model and index in memory."""
        self.search("warm up")

    def search(
        self,
        query: str,
        *,
        top: int = 10,
        audience: Audience = Audience.INTERNAL,
        collections: Collection[str] | None = None,
        copies: bool = False,
    ) -> SearchResult:
        """Return the *top* passages for *query* that *audience* may read, best first.

        *collections* restricts the search to sources of those collections. Passages of the same
        words in several sources are returned once, unless *copies* asks for all of them.
        """
        vector = self._embedder.embed_query(query)
        with self._follower.lease() as build:
            search = _Search(build, query, vector, audience, collections)
            hits = search.hits(top, copies=copies)
            return SearchResult(query, hits, search.confidence(hits), build.info.id)

    def passage(self, passage_id: str) -> Passage | None:
        """Return a passage of the current build by id."""
        with self._follower.lease() as build:
            return build.store.passage(passage_id)

    def around(self, passage: Passage) -> tuple[str, str]:
        """Return the source's text before and after *passage*, some 600 characters each."""
        with self._follower.lease() as build:
            text = build.store.text_of(passage.source_id)
        if text[passage.start : passage.end] != passage.text:
            return "", ""  # the source has changed since the passage was found
        return text[max(passage.start - _AROUND, 0) : passage.start], text[
            passage.end : passage.end + _AROUND
        ]

    def close(self) -> None:
        """Close the index."""
        self._follower.close()


class _Search:
    """One query in one build."""

    def __init__(
        self,
        build: OpenBuild,
        query: str,
        vector: Vectors,
        audience: Audience,
        collections: Collection[str] | None,
    ) -> None:
        self.build = build
        self.vector = vector
        self.audience = audience
        self.partitions = build.partitions(audience, collections)
        self.terms = build.lexical.terms(query)

    def hits(self, top: int, *, copies: bool) -> tuple[Hit, ...]:
        """Gather candidates from both indexes, score each by all signals, and rank them."""
        rows, keywords = self._candidates(max(WEIGHTS.candidates, top))
        if not rows:
            return ()
        passage = self.build.vectors.passages(rows) @ self.vector
        sentences = self.build.vectors.sentence_scores(rows, self.vector)
        best = np.array(
            [max(s.max(), p) if len(s) else p for s, p in zip(sentences, passage, strict=True)],
            dtype=np.float32,
        )
        scores = fuse(passage, best, np.array([keywords.get(r, 0.0) for r in rows], np.float32))
        order = self._ranked(rows, scores, top, copies=copies)
        passages = self.build.store.passages([rows[i] for i in order])
        found = []
        for place, i in enumerate(order):
            row = rows[i]
            if not self._may_read(passages[row]):
                continue
            found.append(
                Hit(
                    passage=passages[row],
                    score=float(scores[i]),
                    dense=float(passage[i]),
                    lexical=keywords.get(row),
                    sentence_scores=tuple(float(s) for s in sentences[i]),
                    sentence_vectors=(
                        self.build.vectors.sentences(row) if place < _WITH_VECTORS else None
                    ),
                )
            )
        return tuple(found)

    def confidence(self, hits: Sequence[Hit]) -> float:
        """Weigh the signs that the hits answer the query."""
        if not hits:
            return 0.0
        return confidence(
            Signals(
                best_sentence=max((s for h in hits for s in h.sentence_scores), default=0.0),
                best_passage=max(h.dense or 0.0 for h in hits),
                coverage=max(self._coverage(h.passage) for h in hits[:5]),
            )
        )

    def _candidates(self, limit: int) -> tuple[list[int], dict[int, float]]:
        near = self.build.dense.nearest(self.vector, self.partitions, limit)
        rows_of = self.build.store.rows_of([passage_id for passage_id, _ in near])
        keywords = dict(
            self.build.lexical.search(self.terms, limit=limit, partitions=self.partitions)
        )
        # What only the other index found gets its exact keyword score too.
        missing = [row for row in rows_of.values() if row not in keywords]
        keywords |= dict(
            self.build.lexical.search(self.terms, limit=len(missing), rows=missing)
            if missing
            else ()
        )
        return sorted({*rows_of.values(), *keywords}), keywords

    def _ranked(self, rows: Sequence[int], scores: Vectors, top: int, *, copies: bool) -> list[int]:
        order = []
        seen: set[int] = set()
        for i in np.argsort(-scores, kind="stable"):
            twin = int(self.build.twins[rows[i]])
            if copies or twin not in seen:
                order.append(int(i))
                seen.add(twin)
            if len(order) == top:
                break
        return order

    def _may_read(self, passage: Passage) -> bool:
        """Check again what the choice of partitions already ensures: this one must never fail."""
        return self.audience is Audience.INTERNAL or passage.audience is Audience.SHARED

    def _coverage(self, passage: Passage) -> float:
        """Return the share of the query's words, weighted by rarity, that the passage holds."""
        wanted = {term: self._rarity(term) for term in self.terms}
        total = sum(wanted.values())
        held = set(self.build.lexical.terms(passage.indexed_text))
        return sum(w for t, w in wanted.items() if t in held) / total if total else 0.0

    def _rarity(self, term: str) -> float:
        count = self.build.info.passages
        frequency = self.build.lexical.document_frequency(term)
        return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
