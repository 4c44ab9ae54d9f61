"""Stand-ins for parts that are slow or far away; they behave like the real thing, only simpler."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

import numpy as np

from knowledge.embedder import Embedded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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
            sentences = self.embed_texts([passage.sentence_text(s) for s in passage.sentences])
            made.append(Embedded(self.embed_texts([passage.indexed_text])[0], sentences))
            if on_done is not None:
                on_done(1)
        return made
