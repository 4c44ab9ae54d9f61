"""Vectors without a model, for sizes at which a model would take hours: clusters with jitter.

Labelled as such wherever a figure comes from them. A text's vector is drawn from its words: a
centre for what it is about, and noise that is its own.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

from knowledge.embedder import Embedded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from knowledge.model import Passage, Vectors

DIMENSION = 384
CENTRES = 20_000
NOISE = 0.6
"""Length of the noise beside a centre of length 1: cosines of 0.74 within a cluster."""


class JitterEmbedder:
    """An embedder whose vectors cost next to nothing."""

    name = "jitter"
    revision = "1"
    dimension = DIMENSION
    max_tokens = 256

    @property
    def settings(self) -> Mapping[str, str | int | bool]:
        return {"model": self.name}

    def count_tokens(self, text: str) -> int:
        return len(text) // 4 + 2

    def embed_query(self, text: str) -> Vectors:
        return _vector(text)

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        return np.array([_vector(text) for text in texts], dtype=np.float32)

    def embed_passages(
        self, passages: Sequence[Passage], on_done: Callable[[int], None] | None = None
    ) -> list[Embedded]:
        made = []
        for passage in passages:
            vector = _vector(passage.indexed_text)
            made.append(Embedded(vector, np.tile(vector, (len(passage.sentences), 1))))
        if on_done is not None:
            on_done(len(passages))
        return made


def _vector(text: str) -> Vectors:
    seed = zlib.crc32(text.encode())
    centre = np.random.default_rng(seed % CENTRES).standard_normal(DIMENSION, dtype=np.float32)
    noise = np.random.default_rng(seed).standard_normal(DIMENSION, dtype=np.float32)
    vector = centre / np.linalg.norm(centre) + NOISE * noise / np.linalg.norm(noise)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)
