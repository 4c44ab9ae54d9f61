"""How fast a folder of documents becomes searchable."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from knowledge.embedder import load_embedder
from knowledge.reindex import Request, reindex
from tests.bench import naive
from tests.bench.figures import Figure, middle
from tests.bench.texts import documents, write_corpus

ROUNDS = 3


def measure(count: int) -> list[Figure]:
    """Index *count* made-up documents with ours and with the naive pipeline, in turns."""
    embedder, model = load_embedder(), naive.embeddings()
    texts = list(documents(count))
    characters = sum(map(len, texts))
    embedder.embed_texts(["warm"])
    model.embed_documents(["warm"])
    ours, theirs, passages, chunks = [], [], 0, 0
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_corpus(folder / "corpus", count)
            started = time.perf_counter()
            report = reindex(
                folder / "index", embedder, Request((folder / "corpus",), with_library=False)
            )
            ours.append(time.perf_counter() - started)
            passages = report.passages
            started = time.perf_counter()
            _, chunks = naive.index(texts, folder / "naive", model)
            theirs.append(time.perf_counter() - started)
    mine, other = middle(ours), middle(theirs)
    return [
        Figure(
            f"index {count} documents, {characters / 1e6:.1f} M characters",
            _pace(mine, passages, characters),
            _pace(other, chunks, characters),
        ),
        Figure("the same texts, times as fast", f"{other / mine:.2f}", "1", "≥ 1.8"),
    ]


def _pace(seconds: float, passages: int, characters: int) -> str:
    thousands = characters / seconds / 1e3
    return f"{seconds:.1f} s: {passages / seconds:.0f} passages/s, {thousands:.0f} k characters/s"
