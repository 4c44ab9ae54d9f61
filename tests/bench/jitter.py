"""Vectors by jitter, for sizes at which the model would take an hour: labelled wherever used."""

from __future__ import annotations

import random
import zlib
from typing import TYPE_CHECKING, Final

import numpy as np

from knowledge.embedder import Embedded
from tests.bench.texts import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from knowledge.embedder import Embedder
    from knowledge.model import Passage, Vectors

TEMPLATES: Final = 2000
"""Passages whose vectors the model makes; every other one gets one of these, with noise."""
NOISE: Final = 0.5
"""Length of the noise beside a vector of length 1: cosines of 0.8 within a template."""


class JitterEmbedder:
    """Questions by the model; passages by a vector that the model made of a like one, with noise.

    It passes for the model, so that an index made with it is searched with the model.
    """

    def __init__(self, model: Embedder) -> None:
        self._model = model
        draw = random.Random(11)
        self._templates = model.embed_texts([sentence(draw) for _ in range(TEMPLATES)])
        self.name, self.revision = model.name, model.revision
        self.dimension, self.max_tokens = model.dimension, model.max_tokens

    @property
    def settings(self) -> Mapping[str, str | int | bool]:
        return self._model.settings

    def count_tokens(self, text: str) -> int:
        return self._model.count_tokens(text)

    def embed_query(self, text: str) -> Vectors:
        return self._model.embed_query(text)

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        return self._model.embed_texts(texts)

    def embed_passages(
        self, passages: Sequence[Passage], on_done: Callable[[int], None] | None = None
    ) -> list[Embedded]:
        made = []
        for passage in passages:
            vector = self._jittered(passage.indexed_text)
            sentences = [self._jittered(passage.sentence_text(s)) for s in passage.sentences]
            made.append(Embedded(vector, np.array(sentences, dtype=np.float32)))
        if on_done is not None:
            on_done(len(passages))
        return made

    def _jittered(self, text: str) -> Vectors:
        seed = zlib.crc32(text.encode())
        noise = np.random.default_rng(seed).standard_normal(self.dimension, dtype=np.float32)
        vector = self._templates[seed % TEMPLATES] + NOISE * noise / np.linalg.norm(noise)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)
