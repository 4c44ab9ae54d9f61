"""Run a transformer on small even batches, one a core, and pool what it says of every token.

sentence-transformers' own ``encode`` pads 32 texts at a time and shares every matrix product among
all cores. A batch of a few hundred tokens stays in a core's cache, wastes nothing on padding, and
needs no core to wait for another; ``ARCHITECTURE.md`` has the measurements.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

    from knowledge.model import Vectors
    from knowledge.tokens import Tokens

# Tokens in a batch, padding included. On one core of a Zen 3, tokens/s: 256 → 2,950, 512 → 3,010,
# 1,024 → 2,980, 2,048 → 2,890, 8,192 (about encode's 32 texts) → 2,540. Where other programs share
# the cache: 256 → 2,500, 512 → 2,800, 768 → 2,850, 1,024 → 2,890.
BATCH_TOKENS: Final = 768

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Job:
    """A text's tokens, and the stretches of the text that want a vector of their own."""

    tokens: Tokens
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Pooled:
    """The vector of a text, shape (d,), and of each of its spans, shape (spans, d)."""

    vector: Vectors
    spans: Vectors


class Forward:
    """A sentence-transformers model whose first module is a transformer that reads tokens."""

    def __init__(self, model: SentenceTransformer, pad: int) -> None:
        self._transformer, *self._rest = model.children()
        self._pad = pad
        _lay_out_for_products(self._transformer)
        pooling = self._rest[0] if self._rest else None
        self._after_pooling = self._rest[1:]
        # Only a mean over tokens splits into means over some of them.
        self.pools_spans = isinstance(pooling, Pooling) and pooling.pooling_mode == "mean"
        self._workers = _workers("embed-passages")
        self._askers = _workers("embed-query")

    @staticmethod
    def fits(model: SentenceTransformer) -> bool:
        """Tell whether *model* begins with a transformer whose tokens can be read apart."""
        first = next(model.children())
        return isinstance(first, Transformer) and getattr(first.tokenizer, "is_fast", False)

    def one(self, tokens: Tokens) -> Vectors:
        """Return the vector of one text, after at most a few others in line; shape (d,)."""
        return self._askers.submit(self._run, [Job(tokens)]).result()[0].vector

    def many(
        self, jobs: Sequence[Job], on_done: Callable[[int], None] | None = None
    ) -> list[Pooled]:
        """Return what each job asks for, in order, worked on by all cores."""
        done: dict[int, Pooled] = {}
        futures = {
            self._workers.submit(self._run, [jobs[i] for i in batch]): batch
            for batch in _batches([len(job.tokens) for job in jobs])
        }
        try:
            for future in as_completed(futures):
                batch = futures[future]
                done.update(zip(batch, future.result(), strict=True))
                if on_done is not None:
                    on_done(len(batch))
        finally:
            for future in futures:
                future.cancel()
        return [done[i] for i in range(len(jobs))]

    @torch.inference_mode()
    def _run(self, jobs: Sequence[Job]) -> list[Pooled]:
        """Embed one batch, padded to its longest text."""
        features = self._transformer(self._features(jobs))
        # Averages of many half-precision numbers are taken in full precision.
        tokens = features["token_embeddings"] = features["token_embeddings"].float()
        for module in self._rest:
            features = module(features)
        vectors = unit(features["sentence_embedding"].numpy())
        if not self.pools_spans:
            return [Pooled(vector, vectors[:0]) for vector in vectors]
        weights = [_span_weights(job) for job in jobs]
        means = [torch.from_numpy(w) @ tokens[i, : w.shape[1]] for i, w in enumerate(weights)]
        pooled = {"sentence_embedding": torch.cat(means)}
        for module in self._after_pooling:
            pooled = module(pooled)
        found = unit(pooled["sentence_embedding"].numpy())
        parts = np.split(found, np.cumsum([len(w) for w in weights])[:-1])
        return [
            Pooled(vector, _or_whole(part, vector))
            for vector, part in zip(vectors, parts, strict=True)
        ]

    def _features(self, jobs: Sequence[Job]) -> dict[str, torch.Tensor]:
        longest = max(len(job.tokens) for job in jobs)
        numbers = np.full((len(jobs), longest), self._pad, dtype=np.int64)
        mask = np.zeros((len(jobs), longest), dtype=np.int64)
        for row, job in enumerate(jobs):
            numbers[row, : len(job.tokens)] = job.tokens.numbers
            mask[row, : len(job.tokens)] = 1
        return {"input_ids": torch.from_numpy(numbers), "attention_mask": torch.from_numpy(mask)}


def _lay_out_for_products(module: torch.nn.Module) -> None:
    """Store each weight matrix the way that the product reads it; its values stay the same.

    A linear layer multiplies by its transposed weights, which are otherwise turned round at every
    call: measured 8 to 14 % on a question, 2 to 7 % on a batch.
    """
    for layer in module.modules():
        if isinstance(layer, torch.nn.Linear):
            layer.weight.data = layer.weight.data.t().contiguous().t()


def _workers(name: str) -> ThreadPoolExecutor:
    """Make one thread a core, each of which lets torch use no other.

    However many callers there are, no more threads compute than there are cores. torch keeps the
    number by thread: the callers' own is left as it was.
    """
    torch.get_num_threads()
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return ThreadPoolExecutor(cores, name, initializer=torch.set_num_threads, initargs=(1,))


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the places of texts of nearly one length, longest first so that none ends alone."""
    batch: list[int] = []
    for place in np.argsort([-length for length in lengths], kind="stable").tolist():
        if batch and (len(batch) + 1) * lengths[batch[0]] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _span_weights(job: Job) -> NDArray[np.float32]:
    """Return what each token counts in each span's mean; shape (spans, tokens)."""
    starts, ends = job.tokens.starts, job.tokens.ends
    weights = np.zeros((len(job.spans), len(starts)), dtype=np.float32)
    for row, (start, end) in enumerate(job.spans):
        weights[row] = (starts < end) & (ends > start) & (ends > starts)
    weights /= np.maximum(weights.sum(axis=1, keepdims=True), 1)
    return weights


def _or_whole(spans: Vectors, whole: Vectors) -> Vectors:
    """Give a span without a token of its own the vector of the whole text."""
    return np.where(spans.any(axis=1, keepdims=True), spans, whole)


def unit(vectors: NDArray[np.generic]) -> Vectors:
    """Scale rows to length 1 in float32, whatever precision the model computed in."""
    rows: Vectors = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: Vectors = np.divide(rows, np.maximum(lengths, np.float32(1e-12)), dtype=np.float32)
    return scaled
