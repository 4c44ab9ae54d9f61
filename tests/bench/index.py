"""``make bench-index``: how re-indexing grows, and what a bot's questions feel of it.

Each part can be run alone (``make bench-index ARGS="--parts times --sizes 1000"``); a made-up
corpus of short passages (some 40 tokens) and its index are kept in ``--folder`` for them to share.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.builds import Builds
from knowledge.embedder import load_embedder
from knowledge.fingerprint import fingerprint
from knowledge.open_build import open_current
from knowledge.reindex import Request, reindex
from tests.bench import crash, naive
from tests.bench.asking import Asker, question
from tests.bench.figures import Figure, show, spread
from tests.bench.jitter import JitterEmbedder
from tests.bench.texts import change_short, write_short

if TYPE_CHECKING:
    from knowledge.embedder import Embedder
    from knowledge.reindex import ReindexReport

NAIVE_UP_TO = 10_000
"""The naive pipeline is measured up to here: it has one way, and that is to begin again."""
RECALL_QUESTIONS = 200


def main() -> None:
    """Measure the parts asked for, at the sizes asked for."""
    parser = argparse.ArgumentParser(prog="make bench-index ARGS=…", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--parts", nargs="+", default=["times", "serving", "crash"])
    parser.add_argument("--vectors", choices=["model", "jitter"], default="model")
    parser.add_argument("--points", type=int, default=20, help="kills of the crash test (20)")
    parser.add_argument("--seed", type=int, default=20, help="of the moments of the kills (20)")
    parser.add_argument("--folder", type=Path, help="keep corpora and indexes here")
    parser.add_argument("--json", action="store_true", help="print JSON for programs")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="bench-index-"))
    figures: list[Figure] = []
    try:
        if "times" in options.parts:
            embedder = load_embedder()
            embedder.embed_texts(["warm"])
            if options.vectors == "jitter":
                embedder = JitterEmbedder(embedder)
            runs = [Size(folder / str(size), size, embedder) for size in options.sizes]
            figures += [figure for run in runs for figure in run.times()]
        if "serving" in options.parts:
            for size in options.sizes:
                figures += serving(folder / str(size), size)
        if "crash" in options.parts:
            figures += crash.measure(folder / "crash", options.points, options.seed)
    finally:
        if options.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        json.dump([asdict(figure) for figure in figures], sys.stdout, ensure_ascii=False, indent=1)
    else:
        show(figures, f"{os.cpu_count()} cores, {platform.machine()}, vectors: {options.vectors}")


class Size:
    """A corpus of one size with its index, from nothing to a change of one in a hundred."""

    def __init__(self, folder: Path, passages: int, embedder: Embedder) -> None:
        self.folder = folder
        self.passages = passages
        self.embedder = embedder
        shutil.rmtree(folder, ignore_errors=True)
        write_short(folder / "corpus", passages)

    def times(self) -> list[Figure]:
        """Measure a full run, one without changes, one with 1 % changed, and a rollback."""
        full, _ = self._run()
        idle, _ = self._run()
        change_short(self.folder / "corpus", self.passages, 0.01, version=1)
        small, report = self._run()
        back = self._rollback()
        size = f"{self.passages:,} passages"
        pace = f"{full / self.passages * 1e3:.1f} ms each"
        share = f"{small / full:.1%} of it ({report.embedded:,} embedded)"
        return [
            Figure(f"{size}: full", f"{full:.1f} s, {pace}", self._naive()),
            Figure(f"{size}: nothing changed", f"{idle:.1f} s, {idle / full:.1%} of it"),
            Figure(f"{size}: 1 % changed", f"{small:.1f} s, {share}", aim="≤ 5 % at 100,000"),
            Figure(f"{size}: --rollback, as a command", f"{back:.2f} s", aim="< 2 s"),
        ]

    def _run(self) -> tuple[float, ReindexReport]:
        request = Request((self.folder / "corpus",), with_library=False)
        started = time.perf_counter()
        report = reindex(self.folder / "data" / "index", self.embedder, request)
        return time.perf_counter() - started, report

    def _rollback(self) -> float:
        data = ["--data-dir", str(self.folder / "data")]
        command = [sys.executable, "-m", "scripts.reindex", "--json", *data]
        started = time.perf_counter()
        done = subprocess.run(
            [*command, "--rollback"], check=True, capture_output=True, text=True, timeout=60
        )
        taken = time.perf_counter() - started
        newer = json.loads(done.stdout)["before"]
        subprocess.run([*command, "--promote", newer], check=True, capture_output=True, timeout=60)
        return taken

    def _naive(self) -> str:
        """Index the same texts with the naive pipeline, whose only way is a full run."""
        if self.passages > NAIVE_UP_TO or isinstance(self.embedder, JitterEmbedder):
            return ""
        model = naive.embeddings()
        model.embed_documents(["warm"])
        paths = sorted((self.folder / "corpus").rglob("*.md"))
        texts = [path.read_text(encoding="utf-8") for path in paths]
        started = time.perf_counter()
        _, chunks = naive.index(texts, self.folder / "naive", model)
        return f"{time.perf_counter() - started:.1f} s for {chunks:,} chunks, after any change"


def serving(folder: Path, passages: int) -> list[Figure]:
    """Ask an index by the model while it changes by 1 % and is promoted; needs part ``times``."""
    index_dir = folder / "data" / "index"
    size = f"{passages:,} passages"
    with Asker(index_dir) as asker:
        calm_from = time.time()
        time.sleep(20)
        busy_from = time.time()
        change_short(folder / "corpus", passages, 0.01, version=2)
        subprocess.run(
            [sys.executable, "-m", "scripts.reindex", "--data-dir", str(folder / "data")],
            check=True,
            capture_output=True,
        )
        promoted, wanted = (index_dir / "current").stat().st_mtime, Builds(index_dir).current()
        deadline = time.time() + 60
        while asker.answers[-1].build != wanted and time.time() < deadline:
            time.sleep(0.05)
        taken_up = next((a.at for a in asker.answers if a.build == wanted), float("inf"))
        over = time.time()
        time.sleep(5)
    calm = [a.seconds for a in asker.answers if calm_from <= a.at < busy_from]
    busy = [a.seconds for a in asker.answers if busy_from <= a.at < over]
    errors = [a.error for a in asker.answers if a.error]
    return [
        Figure(f"{size}: question → answer", spread(calm), aim="p95 ≤ 60 ms at 100,000"),
        Figure(f"{size}: while re-indexing and promoting", spread(busy)),
        Figure(f"{size}: errors meanwhile", f"{len(errors)} {errors[:1] or ''}".strip(), aim="0"),
        Figure(f"{size}: new build taken up after", f"{taken_up - promoted:.1f} s", aim="≤ 3 s"),
        Figure(
            f"{size}: memory of the asking process",
            f"{asker.memory / 1e6:,.0f} MB",
            aim="≤ 1,500 MB",
        ),
        Figure(f"{size}: recall@10", recall(index_dir), aim="≥ 0.98"),
    ]


def recall(index_dir: Path) -> str:
    """Compare the dense index with exact search over the vectors, for questions of the corpus."""
    embedder = load_embedder()
    build = open_current(Builds(index_dir), fingerprint(embedder))
    draw, shares = random.Random(9), []
    try:
        exact = np.array(build.vectors.all)
        for _ in range(RECALL_QUESTIONS):
            vector = embedder.embed_query(question(draw))
            near = build.dense.nearest(vector, build.info.partitions, 100)[:10]
            # By cosine, not by id: of passages equally near either is right.
            tenth = np.partition(exact @ vector, -10)[-10]
            shares.append(sum(score >= tenth - 1e-5 for _, score in near) / 10)
    finally:
        build.close()
    return f"{np.mean(shares):.4f} (n={len(shares)})"


if __name__ == "__main__":
    main()
