"""How near embedding comes to what the processor can do."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import torch

from knowledge.embedder import load_embedder
from knowledge.model import Source, Work
from knowledge.passages import split
from tests.bench import naive
from tests.bench.figures import Figure
from tests.bench.texts import documents

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS: Final = 3

# all-MiniLM-L6-v2: layers, width, width inside. A token costs four square products and two wide
# ones a layer, and two products with every other token of its passage.
LAYERS, WIDTH, INNER = 6, 384, 1536


def measure(count: int) -> list[Figure]:
    """Embed the passages of *count* made-up documents: this way, and by ``encode``."""
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
    ]


def _operations(tokens: int) -> float:
    linear = 2 * (4 * WIDTH * WIDTH + 2 * WIDTH * INNER)
    return tokens * LAYERS * (linear + 4 * tokens * WIDTH)


def _product(size: int = 2048) -> float:
    """Return the operations a second of one large matrix product on all cores."""
    one, other = torch.rand(size, size), torch.rand(size, size)
    return 2 * size**3 / min(_seconds(lambda: one @ other) for _ in range(5))


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
