"""The dense index far beyond one's own documents: ``python -m tests.bench.million FOLDER``.

Vectors by jitter, because a model would take a day for a million passages. Built in pieces, so that
a machine that others use is not taken for an hour: run it again until it says that it is complete,
then it measures. Everything that a search touches besides Chroma (SQLite, tantivy, mapped vectors)
is measured at 100,000 passages by ``make bench-index``.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import psutil

from knowledge import dense
from knowledge.dense import DenseIndex, DenseWriter
from knowledge.manifest import Partition, partition_name
from knowledge.model import Audience
from tests.bench.figures import percentile

PLACE = (Audience.INTERNAL, "")
DIMENSION = 384
PER_CENTRE = 10
NOISE = 0.6
BATCH = 5000
ASKED = 300


def main() -> None:
    """Build a piece, or measure what is complete."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--minutes", type=float, default=8, help="build so long, then stop")
    parser.add_argument("--ef-construction", type=int, default=200)
    parser.add_argument("--neighbors", type=int, default=32)
    options = parser.parse_args()
    dense._HNSW.update(ef_construction=options.ef_construction, max_neighbors=options.neighbors)
    options.folder.mkdir(parents=True, exist_ok=True)
    state = options.folder / "state.json"
    done = json.loads(state.read_text()) if state.is_file() else {"count": 0, "seconds": 0.0}
    if done["count"] < options.passages:
        done = build(options.folder, options.passages, options.minutes * 60, done)
        state.write_text(json.dumps(done))
        print(f"{done['count']:,} passages in the graph after {done['seconds']:.0f} s of building")
    if done["count"] >= options.passages:
        measure(options.folder, options.passages, done["seconds"])


def build(folder: Path, wanted: int, budget: float, done: dict[str, float]) -> dict[str, float]:
    """Add batches until the budget is spent; return what is done in all."""
    count, started = int(done["count"]), time.perf_counter()
    writer = DenseWriter(folder)
    if count:
        writer._live[PLACE] = count  # the folder is its own base: it goes on where it stopped
    while count < wanted and time.perf_counter() - started < budget:
        names = [f"{n:032x}" for n in range(count, count + BATCH)]
        writer.add(PLACE, names, vectors(count // BATCH))
        count += BATCH
    writer.close()
    return {"count": count, "seconds": done["seconds"] + time.perf_counter() - started}


def vectors(batch: int, centres: int = 100_000) -> np.ndarray:
    """Return a batch of unit vectors: centres with noise of their own, the same every time."""
    draw = np.random.default_rng(batch)
    chosen = draw.integers(0, centres, BATCH)
    made = np.empty((BATCH, DIMENSION), dtype=np.float32)
    for row, centre in enumerate(chosen):
        made[row] = np.random.default_rng(int(centre) + 10**6).standard_normal(DIMENSION)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    noise = draw.standard_normal((BATCH, DIMENSION), dtype=np.float32)
    made += NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def measure(folder: Path, count: int, seconds: float) -> None:
    """Print size, time to open, latency, recall against exact search, and memory."""
    process = psutil.Process()
    before = process.memory_info().rss
    partitions = (Partition(partition_name(*PLACE), *PLACE, count),)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    questions = vectors(count // BATCH + 7)[:ASKED]  # of the same clusters, in no batch
    started = time.perf_counter()
    index = DenseIndex(folder, partitions)
    index.nearest(questions[0], partitions, 1)
    opened = time.perf_counter() - started
    taken, found = [], []
    for question in questions:
        started = time.perf_counter()
        found.append([int(name, 16) for name, _ in index.nearest(question, partitions, 100)])
        taken.append(time.perf_counter() - started)
    memory = process.memory_info().rss - before
    index.close()
    truth = exact(questions, count)
    recall = np.mean(
        [len(set(f[:10]) & set(t.tolist())) / 10 for f, t in zip(found, truth, strict=True)]
    )
    print(
        f"{count:,} passages: built in {seconds:,.0f} s ({seconds / count * 1e3:.2f} ms each), "
        f"{size / 1e9:.2f} GB on disk, opened in {opened:.1f} s, {memory / 1e9:.2f} GB of memory, "
        f"query p50 {percentile(taken, 0.5) * 1e3:.1f} ms, p95 {percentile(taken, 0.95) * 1e3:.1f} "
        f"ms, recall@10 {recall:.4f}"
    )


def exact(questions: np.ndarray, count: int) -> np.ndarray:
    """Return the true ten nearest of each question, read batch by batch."""
    best = np.full((len(questions), 10), -2.0, dtype=np.float32)
    names = np.zeros((len(questions), 10), dtype=np.int64)
    for batch in range(count // BATCH):
        scores = np.hstack([best, questions @ vectors(batch).T])
        known = np.hstack([names, np.tile(np.arange(BATCH) + batch * BATCH, (len(questions), 1))])
        order = np.argsort(-scores, axis=1)[:, :10]
        best = np.take_along_axis(scores, order, axis=1)
        names = np.take_along_axis(known, order, axis=1)
    return names


if __name__ == "__main__":
    main()
