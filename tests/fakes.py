"""Stand-ins for parts that are slow or far away; they behave like the real thing, only simpler."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

import numpy as np

from knowledge.embedder import Embedded
from knowledge.model import Audience, Hit, SearchResult

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from knowledge.model import Passage, Vectors


class HashingEmbedder:
    """A bag of words hashed into a unit vector, so that shared words mean nearness.

    ``embedded`` records the indexed text of every passage that it was asked to embed.
    """

    name = "hashing"
    max_tokens = 40

    def __init__(self, revision: str = "1", dimension: int = 64) -> None:
        self.revision = revision
        self.dimension = dimension
        self.embedded: list[str] = []

    @property
    def settings(self) -> Mapping[str, str | int | bool]:
        return {"model": self.name, "revision": self.revision, "dimension": self.dimension}

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def embed_query(self, text: str) -> Vectors:
        return np.asarray(self.embed_texts([text])[0])

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                vectors[row, zlib.crc32(word.encode()) % self.dimension] += 1
        vectors[:, 0] += 0.01  # text without words has a direction too
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / lengths, dtype=np.float32)

    def embed_passages(
        self, passages: Sequence[Passage], on_done: Callable[[int], None] | None = None
    ) -> list[Embedded]:
        made = []
        for passage in passages:
            self.embedded.append(passage.indexed_text)
            sentences = self.embed_texts(
                [*(passage.sentence_text(s) for s in passage.sentences), *passage.asked]
            )
            made.append(Embedded(self.embed_texts([passage.indexed_text])[0], sentences))
            if on_done is not None:
                on_done(1)
        return made


class StubLibrary:
    """A library of given passages, ranked by shared words.

    The confidence is ``sure``, or the best cosine where none is given. ``searched`` records every
    query with the audience it was for.
    """

    def __init__(self, *passages: Passage, sure: float | None = None) -> None:
        self.passages = passages
        self.sure = sure
        self.searched: list[tuple[str, Audience]] = []
        self._embedder = HashingEmbedder(dimension=256)

    def search(
        self,
        query: str,
        *,
        top: int = 10,
        audience: Audience = Audience.INTERNAL,
        collections: Collection[str] | None = None,
    ) -> SearchResult:
        self.searched.append((query, audience))
        vector = self._embedder.embed_query(query)
        readable = [
            passage
            for passage in self.passages
            if (audience is Audience.INTERNAL or passage.audience is Audience.SHARED)
            and (collections is None or passage.collection in collections)
        ]
        hits = sorted((self._hit(p, vector) for p in readable), key=lambda hit: -hit.score)[:top]
        best = max((hit.score for hit in hits), default=0.0)
        sure = self.sure if self.sure is not None else best
        return SearchResult(query, tuple(hits), sure if hits else 0.0, "build-1")

    def _hit(self, passage: Passage, vector: Vectors) -> Hit:
        (made,) = self._embedder.embed_passages([passage])
        score = float(made.vector @ vector)
        count = len(passage.sentences)
        near = tuple(float(s) for s in made.sentence_vectors @ vector)
        return Hit(
            passage,
            score,
            score,
            None,
            near[:count],
            made.sentence_vectors[:count],
            asked_scores=near[count:],
        )
