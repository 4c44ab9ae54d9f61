"""An embedder over sentence-transformers, reached through LangChain's HuggingFaceEmbeddings."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
from langchain_huggingface import HuggingFaceEmbeddings

from knowledge.bundled import WEIGHTS_SHA256, bundled_model
from knowledge.embedder import BUNDLED, Embedded
from knowledge.errors import EmbeddingModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

    from knowledge.model import Passage, Vectors

_BATCH = 32


class _Reachable(HuggingFaceEmbeddings):
    """LangChain's class, which keeps the model that it loads to itself and its subclasses."""

    @property
    def model(self) -> SentenceTransformer:
        return self._client


def load_transformer(model: str, revision: str) -> TransformerEmbedder:
    """Load *model*; see :func:`knowledge.embedder.load_embedder`."""
    bundled = model == BUNDLED
    place = str(bundled_model()) if bundled else model
    kwargs: dict[str, object] = {"device": "cpu", "local_files_only": bundled}
    if revision and not bundled:
        kwargs["revision"] = revision
    try:
        loaded = _Reachable(model_name=place, model_kwargs=kwargs)
    except (OSError, ValueError, ImportError) as error:
        raise EmbeddingModelError(f"cannot load the embedding model {model}: {error}") from error
    return TransformerEmbedder(loaded.model, model, WEIGHTS_SHA256 if bundled else revision)


class TransformerEmbedder:
    """An :class:`~knowledge.embedder.Embedder` over one sentence-transformers model."""

    def __init__(self, model: SentenceTransformer, name: str, revision: str) -> None:
        self.name = name
        self.revision = revision
        self._model = model
        self.dimension = model.get_embedding_dimension() or 0
        self.max_tokens = model.max_seq_length or 512

    @property
    def settings(self) -> dict[str, str | int | bool]:
        """Everything that shapes a vector, for the build's fingerprint."""
        return {
            "model": self.name,
            "revision": self.revision,
            "dimension": self.dimension,
            "max_tokens": self.max_tokens,
            "normalised": True,
        }

    def count_tokens(self, text: str) -> int:
        """Count *text* in the model's own tokens, without special tokens."""
        return len(
            self._model.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
        )

    def embed_query(self, text: str) -> Vectors:
        """Embed a question; shape (d,)."""
        (vector,) = _unit(self._model.encode_query([text], show_progress_bar=False))
        return cast("Vectors", vector)

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Embed texts as documents, in the order given; shape (n, d)."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return _unit(self._model.encode_document(list(texts), show_progress_bar=False))

    def embed_passages(
        self, passages: Sequence[Passage], on_done: Callable[[int], None] | None = None
    ) -> list[Embedded]:
        """Embed passages and their sentences, in the order given."""
        done: list[Embedded] = []
        for first in range(0, len(passages), _BATCH):
            batch = passages[first : first + _BATCH]
            vectors = self.embed_texts([p.indexed_text for p in batch])
            for passage, vector in zip(batch, vectors, strict=True):
                texts = [passage.sentence_text(s) for s in passage.sentences]
                done.append(Embedded(vector, self.embed_texts(texts)))
            if on_done is not None:
                on_done(len(batch))
        return done


def _unit(vectors: NDArray[np.generic]) -> Vectors:
    """Scale rows to length 1 in float32, whatever precision the model computed in."""
    rows: Vectors = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    unit: Vectors = np.divide(rows, np.maximum(lengths, np.float32(1e-12)), dtype=np.float32)
    return unit
