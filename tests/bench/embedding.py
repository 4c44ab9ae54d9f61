"""How near embedding comes to what the processor can do, and what other settings would give."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final
from unittest.mock import patch

import numpy as np
import torch

from knowledge import forward
from knowledge.embedder import load_embedder
from knowledge.model import Source, Work
from knowledge.passages import split
from knowledge.transformer import TransformerEmbedder, has_bfloat16_tiles
from tests.bench import naive
from tests.bench.figures import Figure
from tests.bench.texts import documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sentence_transformers import SentenceTransformer

    from knowledge.embedder import Embedder
    from knowledge.model import Passage, Vectors

ROUNDS: Final = 3
SAMPLE, TURNS = 48, 2
"""Passages that each other setting is measured on, and how often, one setting after the other."""
FEW: Final = 4
"""Passages for a precision that the processor emulates: it is thirty times as slow."""
BATCHES: Final = (256, 768, 2048, 8192)

# all-MiniLM-L6-v2: layers, width, width inside. A token costs four square products and two wide
# ones a layer, and two products with every other token of its passage.
LAYERS, WIDTH, INNER = 6, 384, 1536


def measure(count: int) -> list[Figure]:
    """Embed the passages of *count* made-up documents: this way, by ``encode``, by other settings.

    Peak is the larger of what torch's and numpy's libraries reach on one large product.
    """
    embedder, model = load_embedder(), naive.embeddings()
    passages = [
        passage
        for number, text in enumerate(documents(count))
        for passage in split(
            Source(str(number), Work("Made up"), text), embedder.count_tokens, embedder.max_tokens
        )
    ]
    texts = [passage.indexed_text for passage in passages]
    tokens = [embedder.count_tokens(text) for text in texts]
    work = sum(map(_operations, tokens))
    embedder.embed_texts(["warm"])
    model.embed_documents(["warm"])
    ours, theirs, product = [], [], []
    for _ in range(ROUNDS):
        product.append(_product())
        ours.append(_seconds(lambda: embedder.embed_passages(passages)))
        theirs.append(_seconds(lambda: model.embed_documents(texts)))
    peak, mine, other = max(product), min(ours), min(theirs)
    return [
        Figure(
            f"embed {len(texts)} passages of {sum(tokens) // len(texts)} tokens, with sentences",
            f"{sum(tokens) / mine:,.0f} tokens/s",
            f"{sum(tokens) / other:,.0f} tokens/s, no sentences",
        ),
        Figure(
            f"share of the matrix-product peak, {peak / 1e9:.0f} GFLOPS",
            f"{work / mine / peak:.0%}",
            f"{work / other / peak:.0%}",
        ),
        *_settings(embedder, _plain_model(model), passages[:: max(len(passages) // SAMPLE, 1)]),
    ]


def _settings(
    embedder: Embedder, model: SentenceTransformer, sample: Sequence[Passage]
) -> Iterator[Figure]:
    """Measure batch sizes, sorting and threads on the same passages in turns, and bfloat16."""
    exact = np.asarray(model.encode([p.indexed_text for p in sample], normalize_embeddings=True))
    tries: dict[str, Callable[[], Vectors]] = {
        f"batches of {size:,} tokens": lambda size=size: _with_batches(embedder, sample, size)
        for size in BATCHES
    }
    tries["batches as they come, not by length"] = lambda: _unsorted(embedder, sample)
    tries["one batch at a time, all cores on it"] = lambda: _one_by_one(embedder, sample)
    best: dict[str, float] = {}
    nearness: dict[str, float] = {}
    for _ in range(TURNS):
        for name, embed in tries.items():
            seconds, nearness[name] = _tried(embed, exact)
            best[name] = min(best.get(name, seconds), seconds)
    for name, seconds in best.items():
        yield _told(name, embedder, sample, seconds, nearness[name])
    half = TransformerEmbedder(_plain_model(naive.embeddings()).to(torch.bfloat16), "bundled", "")
    few, name = sample, "bfloat16"
    if not has_bfloat16_tiles():
        few, name = sample[:FEW], "bfloat16, which this processor has no tiles for"
    seconds, near = _tried(lambda: _vectors(half, few), exact[: len(few)])
    yield _told(name, embedder, few, seconds, near)


def _tried(embed: Callable[[], Vectors], exact: Vectors) -> tuple[float, float]:
    """Return the seconds that it took, and the least cosine to what ``encode`` makes."""
    made: list[Vectors] = []
    seconds = _seconds(lambda: made.append(embed()))
    return seconds, float((made[0] * exact).sum(axis=1).min())


def _told(
    name: str, embedder: Embedder, sample: Sequence[Passage], seconds: float, near: float
) -> Figure:
    tokens = sum(embedder.count_tokens(passage.indexed_text) for passage in sample)
    told = f"{tokens / seconds:,.0f} tokens/s, least cosine to encode's {near:.6f}"
    return Figure(name, told, aim="cosine ≥ 0.9999")


def _plain_model(embeddings: object) -> SentenceTransformer:
    return embeddings._client  # type: ignore[attr-defined, no-any-return]


def _vectors(embedder: Embedder, sample: Sequence[Passage]) -> Vectors:
    return np.stack([made.vector for made in embedder.embed_passages(sample)])


def _with_batches(embedder: Embedder, sample: Sequence[Passage], size: int) -> Vectors:
    with patch.object(forward, "BATCH_TOKENS", size):
        return _vectors(embedder, sample)


def _unsorted(embedder: Embedder, sample: Sequence[Passage]) -> Vectors:
    def as_they_come(lengths: Sequence[int]) -> Iterator[list[int]]:
        places = range(len(lengths))
        size = max(forward.BATCH_TOKENS * len(lengths) // sum(lengths), 1)
        yield from (list(places[first : first + size]) for first in places[::size])

    with patch.object(forward, "_batches", as_they_come):
        return _vectors(embedder, sample)


def _one_by_one(embedder: Embedder, sample: Sequence[Passage]) -> Vectors:
    """Embed in the caller's thread, where torch shares each product among all cores."""
    own = embedder._forward

    def in_turn(jobs: Sequence[forward.Job], *_: object) -> list[forward.Pooled]:
        done: dict[int, forward.Pooled] = {}
        for batch in forward._batches([len(job.tokens) for job in jobs]):
            done.update(zip(batch, own._run([jobs[i] for i in batch]), strict=True))
        return [done[i] for i in range(len(jobs))]

    with patch.object(own, "many", in_turn):
        return _vectors(embedder, sample)


def _operations(tokens: int) -> float:
    linear = 2 * (4 * WIDTH * WIDTH + 2 * WIDTH * INNER)
    return tokens * LAYERS * (linear + 4 * tokens * WIDTH)


def _product(size: int = 2048) -> float:
    """Return the operations a second of one large matrix product on all cores."""
    one, other = torch.rand(size, size), torch.rand(size, size)
    plain, another = one.numpy(), other.numpy()
    seconds = [
        _seconds(product)
        for _ in range(5)
        for product in (lambda: one @ other, lambda: plain @ another)
    ]
    return 2 * size**3 / min(seconds)


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
