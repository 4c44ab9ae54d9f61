"""An embedder over sentence-transformers, loaded through LangChain's HuggingFaceEmbeddings."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from langchain_huggingface import HuggingFaceEmbeddings
from transformers.utils import logging as transformers_logging

from knowledge.bundled import WEIGHTS_SHA256, bundled_model
from knowledge.embedder import BUNDLED, Embedded
from knowledge.errors import EmbeddingModelError
from knowledge.forward import Forward, Job, unit
from knowledge.tokens import TokenReader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sentence_transformers import SentenceTransformer

    from knowledge.model import Passage, Vectors

# A passage is also what a reader is shown: a model that reads pages gets no longer ones.
LONGEST_PASSAGE: Final = 512

# How many passages are read ahead: enough to find texts of one length, few enough for memory.
_WINDOW: Final = 1024
_SLICE: Final = 64
_PROBE: Final = "Two firms signed an agreement. Trust took longer."
_SAME: Final = 0.999


class _Reachable(HuggingFaceEmbeddings):
    """LangChain's class, which keeps the model that it loads to itself and its subclasses."""

    @property
    def model(self) -> SentenceTransformer:
        return self._client


def load_transformer(name: str, revision: str) -> TransformerEmbedder | EncodeEmbedder:
    """Load a model by name; see :func:`knowledge.embedder.load_embedder`."""
    bundled = name == BUNDLED
    model = _load(name, revision, bundled=bundled)
    version = WEIGHTS_SHA256 if bundled else revision
    if Forward.fits(model):
        embedder = TransformerEmbedder(model, name, version)
        if embedder.agrees_with(model):
            return embedder
    return EncodeEmbedder(model, name, version)


def _load(name: str, revision: str, *, bundled: bool) -> SentenceTransformer:
    place = str(bundled_model()) if bundled else name
    options: dict[str, object] = {"device": "cpu", "local_files_only": Path(place).is_dir()}
    if revision and not bundled:
        options["revision"] = revision
    if bundled and has_bfloat16_tiles():
        options["model_kwargs"] = {"dtype": torch.bfloat16}
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return _Reachable(model_name=place, model_kwargs=options).model
    except (OSError, ValueError, ImportError, RuntimeError, KeyError) as error:
        raise EmbeddingModelError(
            f"cannot load the embedding model {name}: {str(error).splitlines()[0]}; set "
            "ADVISOR_EMBEDDING_MODEL to a sentence-transformers model or folder, or to 'bundled'"
        ) from error


def has_bfloat16_tiles() -> bool:
    """Tell whether the processor multiplies bfloat16 by tiles (AMX).

    Vector instructions for it (``avx512_bf16``) are not enough: on the one processor measured that
    has these alone, a Xeon, 200 texts took 1.9 s with them and 1.3 s in float32.
    """
    return bool(torch.cpu.get_capabilities().get("amx_bf16"))


def _prompt(model: SentenceTransformer, *names: str) -> str:
    """Return the first of the model's own prompts by these names, or its default one.

    The library's ``encode_document`` overlooks a prompt named ``passage``: it has put an empty
    ``document`` beside it. So prompts are always given to it, never left to it.
    """
    named = (model.prompts.get(name) for name in (*names, model.default_prompt_name or ""))
    return next((prompt for prompt in named if prompt), "")


def _query_prompt(model: SentenceTransformer) -> str:
    return _prompt(model, "query")


def _document_prompt(model: SentenceTransformer) -> str:
    return _prompt(model, "document", "passage", "corpus")


class TransformerEmbedder:
    """An :class:`~knowledge.embedder.Embedder` that pools a transformer's tokens itself."""

    def __init__(self, model: SentenceTransformer, name: str, revision: str) -> None:
        self.name = name
        self.revision = revision
        self.dimension = model.get_embedding_dimension() or 0
        longest = model.max_seq_length or LONGEST_PASSAGE
        self.max_tokens = min(longest, LONGEST_PASSAGE)
        self._query_prompt = _query_prompt(model)
        self._document_prompt = _document_prompt(model)
        self._queries = TokenReader(model.tokenizer, longest, prompt=self._query_prompt)
        self._documents = TokenReader(model.tokenizer, longest, prompt=self._document_prompt)
        self._forward = Forward(model, model.tokenizer.pad_token_id or 0)

    @property
    def settings(self) -> dict[str, str | int | bool]:
        """Everything that shapes a vector, for the build's fingerprint.

        Not the precision: an index may be built on one machine and asked on another.
        """
        return {
            "model": self.name,
            "revision": self.revision,
            "dimension": self.dimension,
            "max_tokens": self.max_tokens,
            "normalised": True,
            "query_prompt": self._query_prompt,
            "document_prompt": self._document_prompt,
            "sentences": "pooled" if self._forward.pools_spans else "embedded",
        }

    def agrees_with(self, model: SentenceTransformer) -> bool:
        """Tell whether a text gets the vector that the model's own ``encode`` methods give it."""
        document = model.encode(_PROBE, prompt=self._document_prompt, show_progress_bar=False)
        question = model.encode(_PROBE, prompt=self._query_prompt, show_progress_bar=False)
        return bool(
            unit(document) @ self.embed_texts([_PROBE])[0] >= _SAME
            and unit(question) @ self.embed_query(_PROBE) >= _SAME
        )

    def count_tokens(self, text: str) -> int:
        """Count *text* in the model's own tokens, with its special tokens and document prompt."""
        return self._documents.count(text)

    def embed_query(self, text: str) -> Vectors:
        """Embed a question; shape (d,)."""
        return self._forward.one(self._queries.read(text))

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Embed texts as documents, in the order given; shape (n, d)."""
        pooled = self._forward.many([Job(self._documents.read(text)) for text in texts])
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, one in enumerate(pooled):
            vectors[row] = one.vector
        return vectors

    def embed_passages(
        self, passages: Sequence[Passage], on_done: Callable[[int], None] | None = None
    ) -> list[Embedded]:
        """Embed passages and their sentences, in the order given."""
        done: list[Embedded] = []
        for first in range(0, len(passages), _WINDOW):
            window = passages[first : first + _WINDOW]
            pooled = self._forward.many([self._job(passage) for passage in window], on_done)
            if self._forward.pools_spans:
                made = [Embedded(one.vector, one.spans) for one in pooled]
            else:
                made = _with_sentences(self, window, [one.vector for one in pooled])
            done += _with_wordings(self, window, made)
        return done

    def _job(self, passage: Passage) -> Job:
        text = passage.indexed_text
        core = len(text) - len(passage.text)
        spans = tuple((core + s.start, core + s.end) for s in passage.sentences)
        return Job(self._documents.read(text, core), spans)


class EncodeEmbedder:
    """An :class:`~knowledge.embedder.Embedder` for any other model, by its own ``encode``."""

    def __init__(self, model: SentenceTransformer, name: str, revision: str) -> None:
        self.name = name
        self.revision = revision
        self.dimension = model.get_embedding_dimension() or 0
        self.max_tokens = min(model.max_seq_length or LONGEST_PASSAGE, LONGEST_PASSAGE)
        self._model = model
        self._query_prompt = _query_prompt(model)
        self._document_prompt = _document_prompt(model)
        # transformers' tokenizers change their own state while they work.
        self._one_at_a_time = threading.Lock()

    @property
    def settings(self) -> dict[str, str | int | bool]:
        """Everything that shapes a vector, for the build's fingerprint."""
        return {
            "model": self.name,
            "revision": self.revision,
            "dimension": self.dimension,
            "max_tokens": self.max_tokens,
            "normalised": True,
            "query_prompt": self._query_prompt,
            "document_prompt": self._document_prompt,
            "sentences": "embedded",
        }

    def count_tokens(self, text: str) -> int:
        """Count *text* in the model's own tokens, with its special tokens and document prompt."""
        with self._one_at_a_time:
            return len(self._model.tokenizer.encode(self._document_prompt + text))

    def embed_query(self, text: str) -> Vectors:
        """Embed a question; shape (d,)."""
        with self._one_at_a_time:
            return unit(
                self._model.encode_query(text, prompt=self._query_prompt, show_progress_bar=False)
            )

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Embed texts as documents, in the order given; shape (n, d)."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        with self._one_at_a_time:
            return unit(
                self._model.encode_document(
                    list(texts), prompt=self._document_prompt, show_progress_bar=False
                )
            )

    def embed_passages(
        self, passages: Sequence[Passage], on_done: Callable[[int], None] | None = None
    ) -> list[Embedded]:
        """Embed passages and their sentences, in the order given."""
        done: list[Embedded] = []
        for first in range(0, len(passages), _SLICE):
            window = passages[first : first + _SLICE]
            vectors = self.embed_texts([passage.indexed_text for passage in window])
            done += _with_wordings(self, window, _with_sentences(self, window, list(vectors)))
            if on_done is not None:
                on_done(len(window))
        return done


def _with_sentences(
    embedder: TransformerEmbedder | EncodeEmbedder,
    passages: Sequence[Passage],
    vectors: Sequence[Vectors],
) -> list[Embedded]:
    """Join passages' vectors with those of their sentences, each embedded on its own."""
    sentences = embedder.embed_texts([p.sentence_text(s) for p in passages for s in p.sentences])
    parts = np.split(sentences, np.cumsum([len(p.sentences) for p in passages])[:-1])
    return [Embedded(vector, part) for vector, part in zip(vectors, parts, strict=True)]


def _with_wordings(
    embedder: TransformerEmbedder | EncodeEmbedder,
    passages: Sequence[Passage],
    made: Sequence[Embedded],
) -> list[Embedded]:
    """Add the vectors of the wordings that ask for each passage, which its neighbours share."""
    wordings = list(dict.fromkeys(wording for p in passages for wording in p.asked))
    if not wordings:
        return list(made)
    vectors = embedder.embed_texts(wordings)
    row = {wording: place for place, wording in enumerate(wordings)}
    return [
        Embedded(
            one.vector,
            np.concatenate([one.sentence_vectors, vectors[[row[w] for w in passage.asked]]]),
        )
        if passage.asked
        else one
        for passage, one in zip(passages, made, strict=True)
    ]
